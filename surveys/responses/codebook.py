"""The versions of one survey as one: every column that was ever asked, with all its answers.

Columns are matched by their name, and by how they are stored: a question that was asked for words
first and from a list later is two variables. What a choice is called and the order of choices come
from the newest version that has it; its number in coded files from the oldest, so that it stays the
same when a version is added.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from surveys.instrument.kinds import KINDS
from surveys.instrument.kinds.base import Stored
from surveys.instrument.model import (
    DONT_KNOW,
    OUTSIDE_BASE,
    PREFER_NOT_TO_SAY,
    Choice,
    Group,
    Instrument,
    Language,
    Node,
    Path,
    Question,
    Words,
    language_tag,
)
from surveys.responses.documents import repeat_keys
from surveys.responses.queries import Version

ENGLISH: Final = "en"
NUMBERS: Final[Mapping[str, int]] = {DONT_KNOW: -8, PREFER_NOT_TO_SAY: -9}
"""What answers outside the base are called in coded files; the others count from 1."""
UNKNOWN_VALUE: Final = "…"
"""Where a label has an answer put in."""

Table: TypeAlias = tuple[str, ...]
"""The keys of the repeats in which a question stands, the outermost first; () is the response."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a list: its name, its label and its number in coded files."""

    name: str
    label: str
    number: int

    @property
    def outside_base(self) -> bool:
        """Whether it is a "don't know" or a "prefer not to say"."""
        return self.name in OUTSIDE_BASE


@dataclass(frozen=True, slots=True)
class Variable:
    """One question over all versions. `name` is its column, or tells two of that name apart.

    `question` is the newest one; `asked` has the question of each version that asked it, by the
    version's number.
    """

    name: str
    table: Table
    label: str
    question: Question
    stored: Stored
    answers: tuple[Answer, ...]
    asked: Mapping[int, Question]

    @property
    def column(self) -> str:
        """Its key in documents."""
        return self.question.column


def variables_of(versions: Sequence[Version]) -> tuple[Variable, ...]:
    """Every variable of these versions, which come the oldest first; calculations too, no notes.

    The order is the newest version's; what only older ones asked comes after it.
    """
    found: dict[tuple[Table, str, Stored], dict[int, _Asked]] = {}
    for version in reversed(versions):
        for table, question in _placed(version.instrument):
            stored = KINDS[question.kind].stored
            if stored is not Stored.NOTHING:
                key = (table, question.column, stored)
                asked = _Asked(question, spoken(version.instrument), version.instrument)
                found.setdefault(key, {})[version.number] = asked
    taken: set[tuple[Table, str]] = set()
    return tuple(_variable(table, asked, taken) for (table, _, _), asked in found.items())


def spoken(instrument: Instrument) -> Language:
    """The language in which officers read it: English where it has English."""
    english = (one for one in instrument.languages if language_tag(one) == ENGLISH)
    return next(english, instrument.default_language)


def plain(words: Words | None, language: Language, default: Language) -> str:
    """Words on one line, as far as they are the same for everybody."""
    if words is None:
        return ""
    pieces = words.pieces(language, default)
    text = "".join(one if isinstance(one, str) else UNKNOWN_VALUE for one in pieces)
    return " ".join(text.split())


def tables_of(variables: Sequence[Variable]) -> tuple[Table, ...]:
    """Every table, the response first and each before those within it."""
    found: dict[Table, None] = {(): None}
    for one in variables:
        for depth in range(1, len(one.table) + 1):
            found.setdefault(one.table[:depth])
    return tuple(sorted(found, key=len))


@dataclass(frozen=True, slots=True)
class _Asked:
    question: Question
    language: Language
    instrument: Instrument

    def words(self, words: Words | None) -> str:
        return plain(words, self.language, self.instrument.default_language)

    def answers(self) -> Mapping[str, str]:
        """The names of its answers with their labels; none for what is not answered from a list."""
        choices: Sequence[Choice] = self.question.choices.all if self.question.choices else ()
        named = {one.name: self.words(one.label) or one.name for one in choices}
        if named or KINDS[self.question.kind].stored is not Stored.CODE:
            return named
        (column,) = KINDS[self.question.kind].columns(self.question, {}, "")
        return dict(column.codes)


def _placed(instrument: Instrument) -> Sequence[tuple[Table, Question]]:
    """Every question with the table in which it stands."""
    found: list[tuple[Table, Question]] = []
    _place(instrument.children, repeat_keys(instrument), (), found)
    return found


def _place(
    nodes: Sequence[Node],
    keys: Mapping[Path, str],
    table: Table,
    found: list[tuple[Table, Question]],
) -> None:
    for node in nodes:
        if isinstance(node, Question):
            found.append((table, node))
        elif isinstance(node, Group):
            _place(node.children, keys, table, found)
        else:
            _place(node.children, keys, (*table, keys[node.path]), found)


def _variable(table: Table, asked: Mapping[int, _Asked], taken: set[tuple[Table, str]]) -> Variable:
    """One variable; `asked` comes the newest version first."""
    number, newest = next(iter(asked.items()))
    question = newest.question
    name = question.column
    if (table, name) in taken:
        name = f"{name}_v{number}"
    taken.add((table, name))
    return Variable(
        name=name,
        table=table,
        label=newest.words(question.label) or question.name,
        question=question,
        stored=KINDS[question.kind].stored,
        answers=_answers([one.answers() for one in asked.values()]),
        asked={number: one.question for number, one in asked.items()},
    )


def _answers(by_version: Sequence[Mapping[str, str]]) -> tuple[Answer, ...]:
    """The answers of all versions, given the newest first."""
    oldest_first = dict.fromkeys(name for one in reversed(by_version) for name in one)
    inside = [name for name in oldest_first if name not in NUMBERS]
    numbers = {**{name: number for number, name in enumerate(inside, start=1)}, **NUMBERS}
    labels: dict[str, str] = {}
    for one in by_version:
        labels = {**labels, **{name: label for name, label in one.items() if name not in labels}}
    return tuple(Answer(name, label, numbers[name]) for name, label in labels.items())
