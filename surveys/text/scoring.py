"""What a text weighs: entries of the lexicon, turned, raised and lowered by the words around them.

In the order of the text: a negator turns what follows in its clause (bad becomes mildly good, good
becomes bad, and what is wanted becomes bad only then); a booster changes the next word; what is
only asked for or imagined weighs less, and what is good in it nearly nothing; "but" makes what came
before it lighter and what follows heavier. The sum t becomes t / √(t² + 1), from -1 to 1.

The idea of valences, negation and "but" is that of C. Hutto and E. Gilbert, "VADER: a parsimonious
rule-based model for sentiment analysis of social media text", ICWSM 8 (2014); words and weights are
our own, and TextBlob's polarity stands in for words that the lexicon does not have.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from surveys.text.lexicon import Entry, Kind, lexicon
from surveys.text.reading import Clause, clauses

REACH: Final = 6
"""So many words after a negator, or after what it turned, it still turns."""

BOOSTER_REACH: Final = 2
BOOSTER_MOST: Final = 1.8
NOT_GOOD: Final = -0.9
NOT_BAD: Final = -0.6
UNREAL_GOOD: Final = 0.15
UNREAL_BAD: Final = 0.7
CONCEDED: Final = 0.5
BEFORE_TURN: Final = 0.55
AFTER_TURN: Final = 1.3
STOCK: Final = 0.4
"""TextBlob's words count less: they come from reviews of films and books."""

STOCK_LEAST: Final = 0.3
STEADY: Final = 1.0
"""The larger, the more words it takes to come near 1."""

WORDS_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Weighed:
    """A score from -1 to 1 and the words that carried it, the heaviest first."""

    score: float
    words: tuple[str, ...]


@dataclass(slots=True)
class _Part:
    """What one entry adds, and its words as they are shown."""

    weight: float
    words: str


@dataclass(slots=True)
class _Negation:
    """A negator at work: its word, where it last turned something, and the signs it still turns."""

    word: str
    last: int
    turns: frozenset[int] = frozenset({-1, 1})
    reach: int = REACH
    spent: int = 0


@dataclass(frozen=True, slots=True)
class _Hit:
    """An entry in its place: the first of its words, the one after its last, and the words."""

    entry: Entry
    start: int
    end: int
    words: str


@dataclass(slots=True)
class _Reading:
    """The state of reading one text."""

    parts: list[_Part] = field(default_factory=list)
    sentence: int = 0
    before: int = 0
    segment: int = 0
    after_turn: bool = False
    conceded: bool = False
    unreal: bool = False
    negation: _Negation | None = None
    booster: float = 1.0
    boosted_until: int = 0

    def begin_sentence(self) -> None:
        if len(self.parts) > self.sentence:
            self.before, self.sentence = self.sentence, len(self.parts)
        self.after_turn = False

    def end_segment(self) -> None:
        """A mark of punctuation, or a word that ends a clause."""
        if self.unreal:
            for part in self.parts[self.segment :]:
                part.weight *= UNREAL_GOOD if part.weight > 0 else UNREAL_BAD
        self.segment = len(self.parts)
        self.unreal = self.conceded = False
        self.negation = None
        self.booster, self.boosted_until = 1.0, 0

    def add(self, weight: float, words: str) -> None:
        if self.conceded:
            weight *= CONCEDED
        if self.after_turn:
            weight *= AFTER_TURN
        self.parts.append(_Part(weight, words))

    def turned_by(self, hit: _Hit, sign: int) -> _Negation | None:
        """The negation that turns `hit`, if one reaches it."""
        negation = self.negation
        if negation is None or sign not in negation.turns:
            return None
        return negation if hit.start - negation.last <= negation.reach else None


def _tone(reading: _Reading, hit: _Hit) -> None:
    weight = hit.entry.weight
    if hit.start <= reading.boosted_until:
        weight *= reading.booster
    reading.booster = 1.0
    sign = 1 if weight > 0 else -1
    negation = reading.turned_by(hit, sign)
    if negation is None:
        reading.add(weight, hit.words)
        return
    reading.add(weight * (NOT_GOOD if weight > 0 else NOT_BAD), f"{negation.word} {hit.words}")
    _spend(negation, hit, sign)


def _wanted(reading: _Reading, hit: _Hit) -> None:
    negation = reading.turned_by(hit, 1)
    if negation is not None:
        reading.add(-hit.entry.weight, f"{negation.word} {hit.words}")
        _spend(negation, hit, 1)


def _spend(negation: _Negation, hit: _Hit, sign: int) -> None:
    """After something bad it goes on turning what is bad; after something good it has done."""
    negation.spent, negation.last, negation.reach = sign, hit.end, REACH
    negation.turns = frozenset({-1}) if sign < 0 else frozenset()


def _negator(reading: _Reading, hit: _Hit) -> None:
    reading.negation = _Negation(hit.words, hit.end)


def _booster(reading: _Reading, hit: _Hit) -> None:
    near = hit.start <= reading.boosted_until
    reading.booster = min((reading.booster if near else 1.0) * hit.entry.weight, BOOSTER_MOST)
    reading.boosted_until = hit.end + BOOSTER_REACH - 1


def _unreal(reading: _Reading, _: _Hit) -> None:
    reading.unreal = True


def _turn(reading: _Reading, _: _Hit) -> None:
    begin = reading.sentence if len(reading.parts) > reading.sentence else reading.before
    reading.end_segment()
    for part in reading.parts[begin:]:
        part.weight *= BEFORE_TURN
    reading.after_turn = True


def _concession(reading: _Reading, _: _Hit) -> None:
    reading.end_segment()
    reading.conceded = True


def _link(reading: _Reading, hit: _Hit) -> None:
    """Carry a negation on: "or" to anything, "and" to a next word of the same sign."""
    negation = reading.negation
    if negation is None:
        return
    if hit.words == "and":
        near = negation.spent != 0 and hit.start == negation.last
        negation.turns = frozenset({negation.spent}) if near else frozenset()
        negation.last, negation.reach = hit.end, 0
    elif negation.spent:
        negation.turns, negation.last = frozenset({-1, 1}), hit.end


def _break(reading: _Reading, _: _Hit) -> None:
    reading.end_segment()


def _silent(_: _Reading, __: _Hit) -> None:
    """It is passed over: its words mean nothing else."""


_DO: Final[Mapping[Kind, Callable[[_Reading, _Hit], None]]] = {
    Kind.TONE: _tone,
    Kind.WANTED: _wanted,
    Kind.NEGATOR: _negator,
    Kind.BOOSTER: _booster,
    Kind.UNREAL: _unreal,
    Kind.TURN: _turn,
    Kind.CONCESSION: _concession,
    Kind.LINK: _link,
    Kind.BREAK: _break,
    Kind.SILENT: _silent,
}


def weigh(text: str, stock: Callable[[str], float]) -> Weighed:
    """What `text` weighs; `stock` is the polarity of a word that the lexicon does not have."""
    reading = _Reading()
    for clause in clauses(text):
        if clause.begins:
            reading.begin_sentence()
        for hit in _hits(clause, stock):
            _DO[hit.entry.kind](reading, hit)
        reading.end_segment()
    total = sum(part.weight for part in reading.parts)
    carried = [part for part in reading.parts if part.weight * total > 0]
    carried.sort(key=lambda part: -abs(part.weight))
    words = tuple(dict.fromkeys(part.words for part in carried))[:WORDS_SHOWN]
    return Weighed(total / math.sqrt(total * total + STEADY), words)


def _hits(clause: Clause, stock: Callable[[str], float]) -> list[_Hit]:
    found: list[_Hit] = []
    known, words, place = lexicon(), clause.words, 0
    while place < len(words):
        match = known.longest(words, place)
        if match is None:
            entry, end = Entry(Kind.TONE, _stock_weight(stock(words[place]))), place + 1
        else:
            entry, end = match
        if entry.kind is not Kind.TONE or entry.weight:
            found.append(_Hit(entry, place, end, " ".join(words[place:end])))
        place = end
    return found


def _stock_weight(polarity: float) -> float:
    return STOCK * polarity if abs(polarity) >= STOCK_LEAST else 0.0
