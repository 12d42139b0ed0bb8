"""Respondents of any form, made up from a seed: what they do, and the record that comes of it."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from surveys.instrument.logic import Evaluation, first_record, with_new_instances, with_one_more
from surveys.instrument.model import (
    Address,
    Group,
    Instrument,
    Node,
    Path,
    Question,
    Record,
    Repeat,
    path_of,
)
from tests.oracle.engine import Action

NAMES: Final = ("Anne", "Zoë Brown", "Żaneta", "bob", "O'Neil", "李")
WORDS: Final = (
    "more lights",
    "a",
    "I do not feel safe there at night",
    "anne@example.org",
    "PE21 8QR",
    "NG31 6",
    "01522 555 111",
    "12",
    "a  b",
)
MOST_MORE: Final = 2
CHANGES: Final = 3


@dataclass(slots=True)
class Respondent:
    """One respondent: what was done so far and where it led."""

    instrument: Instrument
    rng: random.Random
    now: datetime
    language: str
    record: Record = field(default_factory=Record)
    actions: list[Action] = field(default_factory=list)
    _judged: tuple[Record, Evaluation] | None = None

    @property
    def counting(self) -> set[Path]:
        """The questions that say how many instances a repeat has."""
        counts = (repeat.count for repeat in self.instrument.repeats)
        return {path for count in counts if count for path in count.references}

    def evaluation(self) -> Evaluation:
        """What we say of this respondent."""
        if self._judged is None or self._judged[0] is not self.record:
            self._judged = (
                self.record,
                Evaluation(
                    self.instrument, self.record, now=self.now, zone=UTC, language=self.language
                ),
            )
        return self._judged[1]

    def set(self, address: Address, value: str) -> None:
        """Give an answer, or take one back where it is blank."""
        self.actions.append(("set", address, value))
        values = {at: kept for at, kept in self.record.values.items() if at != address}
        if value:
            values[address] = value
        self.record = Record(values, self.record.counts)
        if path_of(address) in self.counting:
            self.record = with_new_instances(self.instrument, self.record, now=self.now)

    def add(self, repeat: Address) -> None:
        """Add an instance."""
        self.actions.append(("add", repeat))
        self.record = with_one_more(self.instrument, self.record, repeat, now=self.now)


def respondent(instrument: Instrument, seed: int, *, now: datetime) -> Respondent:
    """Answers most questions in the order of the form, then changes some answers."""
    rng = random.Random(seed)
    language = rng.choice(instrument.languages)
    made = Respondent(instrument, rng, now, language, first_record(instrument, now=now))
    made.actions.append(("language", language))
    for node in instrument.children:
        _go(made, node, "")
    for _ in range(rng.randrange(CHANGES + 1)):
        _change(made)
    return made


def _go(made: Respondent, node: Node, above: Address) -> None:
    address = f"{above}{node.name}"
    if not made.evaluation().is_relevant(address):
        return
    if isinstance(node, Question):
        if made.rng.random() < 0.85:
            _answer(made, node, address)
    elif isinstance(node, Group):
        for child in node.children:
            _go(made, child, f"{address}/")
    else:
        _go_through(made, node, address)


def _go_through(made: Respondent, repeat: Repeat, address: Address) -> None:
    if repeat.count is None:
        for _ in range(made.rng.randrange(MOST_MORE + 1)):
            made.add(address)
    for position in range(1, made.evaluation().count(address) + 1):
        for child in repeat.children:
            _go(made, child, f"{address}[{position}]/")


def _change(made: Respondent) -> None:
    """Answer a relevant question anew, or take its answer back.

    How many instances there are is never raised again: the engine begins them anew, and we bring
    back what stood in them.
    """
    evaluation = made.evaluation()
    places = [
        (question, address)
        for question in made.instrument.questions
        if question.path not in made.counting
        for address in evaluation.addresses(question.path)
        if evaluation.is_relevant(address)
    ]
    question, address = made.rng.choice(places)
    if made.rng.random() < 0.3 and question.bind.calculate is None:
        made.set(address, "")
    else:
        _answer(made, question, address)


def _answer(made: Respondent, question: Question, address: Address) -> None:
    if question.bind.calculate is not None or question.kind in {"note", "calculate"}:
        return
    if question.choices is not None:
        value = _chosen(made, question, address)
    else:
        few = question.path in made.counting
        value = str(made.rng.randrange(4)) if few else ANSWERS.get(question.kind, _text)(made)
    if value is not None:
        made.set(address, value)


def _chosen(made: Respondent, question: Question, address: Address) -> str | None:
    """A choice, several in the order of the list, or all in any order; none where none is there."""
    names = [choice.name for choice in made.evaluation().choices(address)]
    if not names:
        return None
    if question.kind == "rank":
        return " ".join(made.rng.sample(names, len(names)))
    if question.kind == "select_multiple":
        taken = [name for name in names if made.rng.random() < 0.45]
        return " ".join(taken) or None
    return made.rng.choice(names)


def _day(made: Respondent) -> str:
    """A day: most often near, sometimes long ago, sometimes to come."""
    back = made.rng.choice((0, 1, 3, 20, 29, 30, 31, 200, 365, 366, 4_000, 6_575, 15_000, -1, -40))
    return (made.now.date() - timedelta(days=back + made.rng.randrange(2))).isoformat()


def _text(made: Respondent) -> str:
    return made.rng.choice((*NAMES, *WORDS))


def _clock(made: Respondent) -> str:
    return f"{made.rng.randrange(24):02}:{made.rng.randrange(60):02}:00.000"


ANSWERS: Final[Mapping[str, Callable[[Respondent], str]]] = {
    "integer": lambda made: str(made.rng.choice((0, 1, 2, 2, 3, 3, 4, 5, 17, 120))),
    "decimal": lambda made: made.rng.choice(
        ("0.0", "0.5", "7.25", "37.5", "60.0", "120.1", "-3.0")
    ),
    "date": _day,
    "time": _clock,
    "text": _text,
}
