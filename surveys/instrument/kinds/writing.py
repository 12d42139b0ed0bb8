"""What people write in their own words."""

from collections.abc import Iterable
from typing import Final

from surveys.instrument.kinds.base import Kind
from surveys.instrument.kinds.cleaning import line, lines
from surveys.instrument.kinds.drawing import Shown, View, shown
from surveys.instrument.kinds.summaries import Summary
from surveys.instrument.kinds.values import N_, Reading, Sent, Stored, Value, refused
from surveys.instrument.model import Question

LONGEST: Final = 5_000
"""Characters of one answer."""
TOO_LONG: Final = N_(
    "Your answer has %(length)s characters. Shorten it to %(most)s characters or fewer"
)
MULTILINE: Final = "multiline"
NUMBERS: Final = "numbers"
MOST_ROWS: Final = 30


class Text(Kind):
    """A line, or several where the form says multiline."""

    name = "text"
    macro = "text"
    stored = Stored.TEXT

    def read(self, question: Question, sent: Sent) -> Reading:
        given = next(iter(sent.get("", ())), "")
        text = lines(given) if _several(question) else line(given)
        if len(text) > LONGEST:
            return refused(TOO_LONG, "", length=f"{len(text):,}", most=f"{LONGEST:,}")
        return Reading(text)

    def draw(self, question: Question, view: View) -> Shown:
        value = next(iter(view.typed.get("", ())), "")
        if _several(question):
            return shown("textarea", view, value=value, rows=_rows(question))
        inputmode = "numeric" if NUMBERS in question.appearance else ""
        return shown(self.macro, view, value=value, inputmode=inputmode)

    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        given = list(values)
        n = sum(1 for one in given if one)
        return Summary(n=n, base=n, blank=len(given) - n, texts=n)


def _several(question: Question) -> bool:
    return MULTILINE in question.appearance or "rows" in question.parameters


def _rows(question: Question) -> int:
    asked = question.parameters.get("rows", "")
    return min(max(int(asked), 2), MOST_ROWS) if asked.isascii() and asked.isdigit() else 5
