"""Our tone as an analyzer of TextBlob, and TextBlob's own polarity. Heavy: `lazy.blob()`."""

from typing import NamedTuple

from textblob.base import CONTINUOUS, BaseSentimentAnalyzer
from textblob.en import sentiment
from textblob.sentiments import PatternAnalyzer

from surveys.text.tone import Tone, score_tone


class ToneSentiment(NamedTuple):
    """What `TextBlob(text, analyzer=ToneAnalyzer()).sentiment` is."""

    polarity: float
    tone: Tone | None
    assessments: tuple[str, ...]


class ToneAnalyzer(BaseSentimentAnalyzer):  # type: ignore[misc]  # textblob publishes no types
    """The analyzer for TextBlob: negation and the community-safety lexicon, stock words beneath."""

    kind = CONTINUOUS

    def analyze(self, text: str, keep_assessments: bool = False) -> ToneSentiment:  # noqa: FBT001, FBT002
        """Polarity from -1 to 1, tone, and the words that carried it; no tone for no statement.

        `keep_assessments` is TextBlob's; the words are always there.
        """
        scored = score_tone(text)
        if scored is None:
            return ToneSentiment(0.0, None, ())
        return ToneSentiment(scored.score, scored.tone, scored.words)


def stock_word(word: str) -> float:
    """The polarity of one word in TextBlob's own lexicon, 0 when it has none."""
    senses = sentiment.get(word)
    return float(senses[None][0]) if senses else 0.0


def stock_polarity(text: str) -> float:
    """The polarity that TextBlob gives to `text` without our analyzer: the baseline to beat."""
    return float(PatternAnalyzer().analyze(text).polarity)
