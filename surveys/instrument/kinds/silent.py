"""What waits for no answer: a note, a calculation, a value that nobody sees."""

from collections.abc import Iterable

from surveys.instrument.kinds.base import Kind
from surveys.instrument.kinds.drawing import Shown, View, shown
from surveys.instrument.kinds.summaries import Summary
from surveys.instrument.kinds.values import Column, Reading, Sent, Stored, Value
from surveys.instrument.model import Question


class Note(Kind):
    """Words to read. It stands on a page, and nothing of it is stored."""

    name = "note"
    macro = "note"
    stored = Stored.NOTHING
    asks = False
    parts = ()

    def read(self, question: Question, sent: Sent) -> Reading:
        return Reading()

    def typed(self, question: Question, value: str) -> Sent:
        return {}

    def value(self, question: Question, lexical: str) -> Value:
        return None

    def lexical(self, question: Question, value: Value) -> str:
        return ""

    def draw(self, question: Question, view: View) -> Shown:
        return shown(self.macro, view)

    def columns(self, question: Question, labels: object, label: str) -> tuple[Column, ...]:
        return ()

    def cells(self, question: Question, value: Value) -> tuple[Value, ...]:
        return ()

    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        return Summary(n=0, base=0, blank=0)


class Calculate(Kind):
    """What the form works out. It may hold what was typed, so it is sealed as a text is."""

    name = "calculate"
    macro = "note"
    stored = Stored.TEXT
    asks = False
    parts = ()

    def read(self, question: Question, sent: Sent) -> Reading:
        """Nothing: no browser says what a calculation comes to."""
        return Reading()

    def typed(self, question: Question, value: str) -> Sent:
        return {}

    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        given = list(values)
        n = sum(1 for one in given if one is not None)
        return Summary(n=n, base=n, blank=len(given) - n, texts=n)


class Hidden(Calculate):
    """A value that nobody sees: a default, or what a form sets as it opens."""

    name = "hidden"
