"""What a kind of question owns: its cleaning, its component, its column, codebook and summary."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import ClassVar

from surveys.instrument.kinds.cleaning import first
from surveys.instrument.kinds.drawing import Shown, View, shown
from surveys.instrument.kinds.summaries import Summary
from surveys.instrument.kinds.values import (
    N_,
    Column,
    Measure,
    Problem,
    Reading,
    Sent,
    Stored,
    Value,
    refused,
)
from surveys.instrument.model import Question

__all__ = [
    "N_",
    "Column",
    "Kind",
    "Measure",
    "Problem",
    "Reading",
    "Sent",
    "Stored",
    "Value",
    "refused",
]


class Kind(ABC):
    """One kind of question.

    What stands here suits a kind of one input and one column; a kind says what differs.
    """

    name: ClassVar[str]
    macro: ClassVar[str]
    """The component that draws it: templates/components/questions/<macro>.html. A kind may draw
    some appearances with another one."""
    stored: ClassVar[Stored]
    measure: ClassVar[Measure] = Measure.NOMINAL
    asks: ClassVar[bool] = True
    """Whether it stands on a page and waits for an answer; a note stands there and does not."""
    parts: ClassVar[tuple[str, ...]] = ("",)
    """The inputs it is made of, as keys of Sent."""

    @abstractmethod
    def read(self, question: Question, sent: Sent) -> Reading:
        """What a browser sent, cleaned and judged by shape alone; never raises for any bytes."""

    def misfit(self, question: Question, value: str, offered: Collection[str]) -> Problem | None:
        """What is wrong with a lexical value, given the names of the choices offered now."""
        return None

    def typed(self, question: Question, value: str) -> Mapping[str, Sequence[str]]:
        """The inputs that show a lexical value: for defaults and answers that came otherwise."""
        return {"": [value]} if value else {}

    def value(self, question: Question, lexical: str) -> Value:
        """The stored form of a lexical value; None for a blank one."""
        return lexical or None

    def lexical(self, question: Question, value: Value) -> str:
        """The lexical form of a stored value: the inverse of `value`."""
        return "" if value is None else str(value)

    def shown(
        self, question: Question, value: Value, labels: Mapping[str, str], locale: str = "en"
    ) -> str:
        """The value in words, for the page that shows all answers.

        `labels` are of the choices; `locale` is the reader's, for dates and numbers.
        """
        return self.lexical(question, value)

    def draw(self, question: Question, view: View) -> Shown:
        """The question as its component draws it."""
        return shown(self.macro, view, value=first(view.typed))

    def columns(
        self, question: Question, labels: Mapping[str, str], label: str
    ) -> tuple[Column, ...]:
        """The columns of a file that it makes: none, one, or one for each choice."""
        return (self.column(question, label),)

    def column(self, question: Question, label: str) -> Column:
        """The one column of a kind that has one."""
        return Column(
            name=question.column,
            label=label,
            stored=self.stored,
            sensitive=question.sensitive,
            measure=self.measure,
            role=question.role,
        )

    def cells(self, question: Question, value: Value) -> tuple[Value, ...]:
        """A stored value as one row of these columns."""
        return (value,)

    @abstractmethod
    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        """What many stored values come to; None stands for one who gave no answer."""
