"""The tone of what people wrote: negative, neutral or positive. Indicative only; METHODS 5.

A closed question is better. The tone of one text is often wrong, so an officer can override it, and
a share is shown together with `surveys.text.agreement`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from surveys.text import lazy
from surveys.text.reading import words_of
from surveys.text.scoring import weigh

NEGATIVE_BELOW: Final = -0.3
POSITIVE_ABOVE: Final = 0.2


class Tone(StrEnum):
    """What a text sounds like."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True)
class Scored:
    """A score from -1 to 1, its tone, and the words that carried it, the heaviest first."""

    score: float
    tone: Tone
    words: tuple[str, ...]


_ANSWER: Final = (
    "no|nope|none|nil|nothing|nowt|na|n a|not applicable|not answered|no answer|no comments?|"
    "no reply|no response|no opinion|no views?|not really|not sure|unsure|i do not know|"
    "do not know|dk|dunno|idk|pass|skip|blank|yes|yep|x+|as above|see above|same as above|"
    "test|(?:i )?(?:prefer|would rather|rather) not(?: to)? say"
)
_AFTER: Final = (
    "really|at all|at present|at the moment|at this time|for now|to add|to say|to report|else|more|"
    "further|comes to mind|springs to mind|(?:that )?i can think of|specific|in particular|"
    "to declare|thanks?|thank you|comments?|sorry|all"
)
_SAYS_NOTHING: Final = re.compile(rf"(?:{_ANSWER})(?: (?:{_ANSWER}|{_AFTER}))*")
_SAYS: Final = re.compile(r"[^\W\d]|[^\x00-\u2fff]|[:;]-?[()]|[\u2639\u263a\u2764]")
"""A letter or a face: without one there are no words."""


def says_nothing(text: str) -> bool:
    """Whether `text` is blank, or an answer such as "n/a", "none" or "no comment"."""
    words = " ".join(words_of(text))
    return not _SAYS.search(words) or _SAYS_NOTHING.fullmatch(words) is not None


def tone_at(score: float) -> Tone:
    """The tone of a score from -1 to 1."""
    if score <= NEGATIVE_BELOW:
        return Tone.NEGATIVE
    return Tone.POSITIVE if score >= POSITIVE_ABOVE else Tone.NEUTRAL


def score_tone(text: str) -> Scored | None:
    """The tone of `text`; None for a text that says nothing, which counts in no base."""
    if says_nothing(text):
        return None
    weighed = weigh(text, _stock_word())
    return Scored(weighed.score, tone_at(weighed.score), weighed.words)


@cache
def _stock_word() -> Callable[[str], float]:
    word: Callable[[str], float] = lazy.blob().stock_word
    return word
