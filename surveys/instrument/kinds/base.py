"""What a kind of question owns: its cleaning, its component, its column, codebook and summary."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, TypeAlias

from surveys.instrument.model import Question

Value: TypeAlias = "str | int | float | list[str] | None"
"""A stored answer: a code, a number, a date as text, several codes."""

Sent: TypeAlias = Mapping[str, Sequence[str]]
"""What a browser sent for one question, by the last part of the input's name; "" is the question's
own input, "day", "month", "year" the parts of a date."""


class Stored(StrEnum):
    """How a kind's answers are kept, and so where."""

    NOTHING = "nothing"
    CODE = "code"
    CODES = "codes"
    RANKING = "ranking"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    TEXT = "text"
    PLACE = "place"

    @property
    def is_sealed(self) -> bool:
        """Whether it stands in the sealed column: what people write, and where they are."""
        return self in (Stored.TEXT, Stored.PLACE)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an answer, as a sentence that says what to do.

    `text` is English, a key of the translations, with `%(name)s` where `values` go.
    """

    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()
    """The inputs that are wrong, as keys of Sent."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was sent, read: a lexical value ("" is blank), or what is wrong with it."""

    value: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its name, what it holds, and its codes with their labels.

    `multiple` of a select-many column is the choice that its 0 or 1 is about.
    """

    name: str
    label: str
    stored: Stored
    codes: tuple[tuple[str, str], ...] = ()
    multiple: str = ""
    sensitive: bool = False


class Kind(ABC):
    """One kind of question."""

    name: ClassVar[str]
    macro: ClassVar[str]
    """The component that draws it: templates/components/questions/<macro>.html."""
    stored: ClassVar[Stored]
    asks: ClassVar[bool] = True
    """Whether it stands on a page and waits for an answer; a note stands there and does not."""
    parts: ClassVar[tuple[str, ...]] = ("",)
    """The inputs it is made of, as keys of Sent."""

    @abstractmethod
    def read(self, question: Question, sent: Sent) -> Reading:
        """What a browser sent, cleaned and judged by shape alone; never raises for any bytes."""

    @abstractmethod
    def typed(self, question: Question, value: str) -> Mapping[str, Sequence[str]]:
        """The inputs that show a lexical value: for defaults and answers that came otherwise."""

    @abstractmethod
    def value(self, question: Question, lexical: str) -> Value:
        """The stored form of a lexical value; None for a blank one."""

    @abstractmethod
    def lexical(self, question: Question, value: Value) -> str:
        """The lexical form of a stored value: the inverse of `value`."""

    @abstractmethod
    def shown(self, question: Question, value: Value, labels: Mapping[str, str]) -> str:
        """The value in words, for the page that shows all answers; `labels` are of the choices."""

    @abstractmethod
    def columns(
        self, question: Question, labels: Mapping[str, str], label: str
    ) -> tuple[Column, ...]:
        """The columns of a file that it makes: none, one, or one for each choice."""

    @abstractmethod
    def cells(self, question: Question, value: Value) -> tuple[Value, ...]:
        """A stored value as one row of these columns."""
