"""A number between two bounds: side by side where they are few, else typed or picked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal as Exact
from fractions import Fraction
from typing import Final

from surveys.instrument.kinds.cleaning import first
from surveys.instrument.kinds.drawing import (
    Item,
    Offered,
    Shown,
    View,
    items_of,
    shown,
)
from surveys.instrument.kinds.numerals import (
    Decimal,
    number_typed,
    numeral,
    summary_of_numbers,
    writes_commas,
)
from surveys.instrument.kinds.summaries import Summary, counted
from surveys.instrument.kinds.values import (
    N_,
    Column,
    Measure,
    Reading,
    Sent,
    Stored,
    Value,
    refused,
)
from surveys.instrument.model import Question

BETWEEN: Final = N_("Enter a number from %(start)s to %(end)s")
IN_STEPS: Final = N_("Enter a number from %(start)s to %(end)s, in steps of %(step)s")
FEW: Final = 11
"""Steps that stand side by side."""
MOST: Final = 200
"""Steps that a list to pick from may have."""
PICKER: Final = "picker"


@dataclass(frozen=True, slots=True)
class Steps:
    """The numbers of a range, from `start` to `end`."""

    start: Exact
    end: Exact
    step: Exact

    @property
    def count(self) -> int:
        """How many there are; none where the step leads nowhere."""
        if not self.step:
            return 0
        steps = (Fraction(self.end) - Fraction(self.start)) / Fraction(self.step)
        return int(steps) + 1 if steps >= 0 else 0

    @property
    def numerals(self) -> list[str]:
        """The numbers, as XForms writes them."""
        return [numeral(self.start + number * self.step) for number in range(self.count)]

    @property
    def low(self) -> Exact:
        return min(self.start, self.end)

    @property
    def high(self) -> Exact:
        return max(self.start, self.end)

    @property
    def whole(self) -> bool:
        """Whether all of them are whole numbers."""
        return all(one == one.to_integral_value() for one in (self.start, self.end, self.step))

    def holds(self, number: Exact) -> bool:
        """Whether it is one of them."""
        if not self.low <= number <= self.high:
            return False
        if not self.step:
            return True
        return (Fraction(number) - Fraction(self.start)) % Fraction(self.step) == 0


def steps_of(question: Question) -> Steps:
    """The numbers of a range as its parameters say; XLSForm's own where they do not."""
    said = (number_typed(question.parameters.get(name, "")) for name in ("start", "end", "step"))
    start, end, step = (
        Exact(usual) if number is None else number
        for number, usual in zip(said, (1, 10, 1), strict=True)
    )
    return Steps(start, end, abs(step) if end >= start else -abs(step))


class Range(Decimal):
    """A number between two bounds."""

    name = "range"
    macro = "likert"
    measure = Measure.ORDINAL

    def read(self, question: Question, sent: Sent) -> Reading:
        text, steps = first(sent), steps_of(question)
        if not text:
            return Reading()
        number = number_typed(text, commas=writes_commas(question))
        if number is not None and steps.holds(number):
            return Reading(numeral(number))
        bounds = {"start": numeral(steps.low), "end": numeral(steps.high)}
        if steps.whole and abs(steps.step) == 1:
            return refused(BETWEEN, "", **bounds)
        return refused(IN_STEPS, "", **bounds, step=numeral(abs(steps.step)))

    def value(self, question: Question, lexical: str) -> Value:
        number = super().value(question, lexical)
        return int(number) if isinstance(number, float) and number.is_integer() else number

    def draw(self, question: Question, view: View) -> Shown:
        steps = steps_of(question)
        if PICKER in question.appearance and 0 < steps.count <= MOST:
            return _picked(view, steps)
        if 0 < steps.count <= FEW:
            items = items_of(replace(view, offered=[Offered(one, one) for one in steps.numerals]))
            return shown(self.macro, view, choices=items, scale=len(items))
        return shown(
            "text",
            view,
            value=first(view.typed),
            width=5,
            inputmode="numeric" if steps.whole and steps.low >= 0 else "decimal",
            spellcheck=False,
            says="between",
            bounds=(numeral(steps.low), numeral(steps.high)),
        )

    def column(self, question: Question, label: str) -> Column:
        whole = steps_of(question).whole
        stored = Stored.INTEGER if whole else Stored.DECIMAL
        return replace(super().column(question, label), stored=stored)

    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        """The middle, and where the steps are few how many chose each."""
        given, steps = list(values), steps_of(question)
        summary = summary_of_numbers(given)
        if not 0 < steps.count <= FEW:
            return summary
        chosen = [self.lexical(question, one) for one in given if one is not None]
        return replace(summary, counts=counted(chosen, steps.numerals))


def _picked(view: View, steps: Steps) -> Shown:
    chosen = first(view.typed)
    blank = Item(id="", value="", text="", checked=not chosen)
    items = [Item(id="", value=one, text=one, checked=one == chosen) for one in steps.numerals]
    return shown("select", view, choices=(blank, *items))
