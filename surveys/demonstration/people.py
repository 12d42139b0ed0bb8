"""Made-up respondents: what one would answer, kept to what the form asks of such a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final, TypeVar

from engagement.core.partnership import Partnership
from surveys.instrument.kinds import KINDS
from surveys.instrument.kinds.base import Stored
from surveys.instrument.logic import Evaluation
from surveys.instrument.model import OUTSIDE_BASE, Choice, Instrument, Question, Record
from surveys.models import LinkChannel
from surveys.responses.documents import Document, document_of

T = TypeVar("T")

WEIGHTS: Final[Mapping[str, Mapping[str, int]]] = {
    "age": {
        "under_18": 5,
        "18_24": 9,
        "25_34": 15,
        "35_44": 18,
        "45_54": 19,
        "55_64": 18,
        "65_over": 14,
        "prefer_not_to_say": 2,
    },
    "gender": {"woman": 58, "man": 38, "other": 1, "prefer_not_to_say": 3},
    "safe": {
        "very_safe": 18,
        "fairly_safe": 40,
        "a_bit_unsafe": 26,
        "very_unsafe": 10,
        "never_out": 4,
        "dont_know": 2,
        "prefer_not_to_say": 1,
    },
    "change": {"safer": 8, "same": 55, "less_safe": 32, "dont_know": 5},
    "problem": {"not_at_all": 30, "small": 38, "big": 22, "dont_know": 10},
    "yes_no": {"yes": 12, "no": 84, "prefer_not_to_say": 4},
    "told": {"yes": 41, "no": 48, "dont_know": 8, "prefer_not_to_say": 3},
    "agree": {
        "strongly_agree": 7,
        "agree": 33,
        "neither": 27,
        "disagree": 20,
        "strongly_disagree": 8,
        "dont_know": 4,
        "prefer_not_to_say": 1,
    },
    "asb": {"decreased": 12, "same": 62, "increased": 19, "dont_know": 6, "prefer_not_to_say": 1},
}
"""How often each answer of a list is given, by the name of the list; others are even."""
DARKER: Final = {"very_safe": 0.4, "fairly_safe": 0.7, "a_bit_unsafe": 1.5, "very_unsafe": 1.6}
"""After dark people feel less safe."""
DARK: Final = ("safe_dark", "town_dark")
UNSAFE: Final = frozenset({"a_bit_unsafe", "very_unsafe"})
CHANNELS: Final = {
    LinkChannel.OPEN: 52,
    LinkChannel.CAMPAIGN: 31,
    LinkChannel.EVENT: 11,
    LinkChannel.PLACE: 6,
}
POLISH: Final = 0.06
WRITES: Final = 0.12
BLANK: Final = 0.06
"""How many leave a question out that they need not answer."""
COMMENTS: Final = (
    "The street lights are out again and I don’t feel safe walking home.",
    "After dark I avoid the town centre if I can.",
    "There are groups hanging about by the shops and my daughter gets shouted at.",
    "Cars race up and down at night and nobody does anything about it.",
    "The park is lovely by day but I would not go there after dark.",
    "Since the new officer came round it feels a bit better than last year.",
    "I walk the dog most evenings and have never had any trouble.",
    "At the bus stop people drink and shout. More lights would help.",
    "It is quiet here and people are friendly.",
    "I live near the station and go out twice a week.",
    "Somebody deals drugs by the garages and everybody knows it.",
    "We rang 101 and waited for ages. In the end we gave up.",
    "The police were quick when we needed them. Very helpful.",
    "Please bring back the youth club.",
    "Not much to say, it is fine where I live.",
    "My son says that boys at his school carry knives.",
)


@dataclass(frozen=True, slots=True)
class Wave:
    """How one year differs from the plain one: `safer` moves so many from unsafe to safe."""

    safer: float = 0.0


@dataclass(frozen=True, slots=True)
class Said:
    """One made-up response."""

    document: Document
    day: date
    language: str
    channel: LinkChannel
    district: str | None


class People:
    """Respondents of one instrument in one county, the same for the same seed."""

    def __init__(
        self, instrument: Instrument, partnership: Partnership, random: Random, wave: Wave
    ) -> None:
        self.instrument, self.random, self.wave = instrument, random, wave
        self.residents = {one.code: one.residents for one in partnership.districts}
        self.tongues = {"pl"} if len(instrument.languages) > 1 else set()

    def one(self, last: date, weeks: int) -> Said:
        """The next respondent, on a day of the weeks up to `last`; early days are busier."""
        values = {one.path: self._answer(one) for one in self.instrument.questions}
        record = Record({path: value for path, value in values.items() if value}, {})
        day = last - timedelta(days=int(weeks * 7 * (1 - self.random.random() ** 2)))
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        kept = Evaluation(self.instrument, record, now=moment).kept()
        asked = self.instrument.with_role("district")
        district = kept.values.get(asked.path, "") if asked else ""
        polish = bool(self.tongues) and self.random.random() < POLISH
        return Said(
            document=document_of(self.instrument, kept),
            day=day,
            language="pl" if polish else "en",
            channel=self._weighted(list(CHANNELS), CHANNELS.values()),
            district=district if district in self.residents else None,
        )

    def _answer(self, question: Question) -> str:
        kind = KINDS[question.kind]
        needed = question.bind.required is not None
        if not needed and self.random.random() < BLANK:
            return ""
        if kind.stored is Stored.CODE and question.choices:
            return self._chosen(question, question.choices.all)
        if kind.stored is Stored.CODES and question.choices:
            return self._several(question.choices.all)
        if kind.stored is Stored.TEXT and kind.asks and self.random.random() < WRITES:
            return self.random.choice(COMMENTS)
        return ""

    def _chosen(self, question: Question, choices: Sequence[Choice]) -> str:
        names = [one.name for one in choices]
        name = question.choices.list_name if question.choices else ""
        if name == "district":
            return self._weighted(names, [self.residents.get(one, 12_000) for one in names])
        weights = [float(WEIGHTS.get(name, {}).get(one, 10)) for one in names]
        if question.name in DARK:
            weights = [
                weight * DARKER.get(one, 1.0) for one, weight in zip(names, weights, strict=True)
            ]
        found = self._weighted(names, weights)
        if found in UNSAFE and self.random.random() < self.wave.safer * 2:
            return "fairly_safe"
        return found

    def _several(self, choices: Sequence[Choice]) -> str:
        names = [one.name for one in choices if one.name not in OUTSIDE_BASE]
        taken = {one for one in names if self.random.random() < 1 / (2 + names.index(one))}
        if not taken or "none" in taken:
            return "none" if "none" in names else names[0]
        return " ".join(one for one in names if one in sorted(taken)[:3])

    def _weighted(self, names: Sequence[T], weights: Iterable[float]) -> T:
        return self.random.choices(names, weights=list(weights))[0]
