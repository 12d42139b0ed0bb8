"""One of several choices, any number of them, and how much on a scale of words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from surveys.instrument.kinds.base import Kind
from surveys.instrument.kinds.cleaning import every, first
from surveys.instrument.kinds.drawing import Item, Shown, View, items_of, scale_of, shown
from surveys.instrument.kinds.summaries import Summary, counted
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
from surveys.instrument.model import OUTSIDE_BASE, Choice, Question

NOT_OFFERED: Final = N_("Choose from the answers on this page")
ONE_ONLY: Final = N_("Choose one answer only")
ALONE: Final = N_(
    "One of the answers you chose goes with no other. Choose it alone, or choose the others "
    "without it"
)
EXCLUSIVE: Final = frozenset({"none", "none_of_these", "none_of_the_above", *OUTSIDE_BASE})
"""Names of choices that go with no other; a column `exclusive` of the choices says it too."""
MINIMAL: Final = "minimal"


def goes_alone(choice: Choice) -> bool:
    """Whether a choice goes with no other."""
    return choice.name in EXCLUSIVE or choice.columns.get("exclusive", "") in ("yes", "true")


def names_of(question: Question) -> tuple[str, ...]:
    """The names of all its choices, in the order of the form."""
    return tuple(one.name for one in question.choices.all) if question.choices else ()


def outside_of(question: Question) -> tuple[str, ...]:
    """The names of its choices that stand outside the base."""
    return tuple(name for name in names_of(question) if name in OUTSIDE_BASE)


def labelled(question: Question, labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Its codes, each with its label."""
    return tuple((name, labels.get(name) or name) for name in names_of(question))


class SelectOne(Kind):
    """One of several choices: radios, or a list where it is to take little room."""

    name = "select_one"
    macro = "radios"
    stored = Stored.CODE

    def read(self, question: Question, sent: Sent) -> Reading:
        chosen = [one for one in dict.fromkeys(every(sent)) if one]
        if len(chosen) > 1:
            return refused(ONE_ONLY)
        if not chosen:
            return Reading()
        return Reading(chosen[0]) if chosen[0] in names_of(question) else refused(NOT_OFFERED)

    def misfit(self, question: Question, value: str, offered: Collection[str]) -> Problem | None:
        return None if not value or value in offered else Problem(NOT_OFFERED)

    def shown(
        self, question: Question, value: Value, labels: Mapping[str, str], locale: str = "en"
    ) -> str:
        code = self.lexical(question, value)
        return labels.get(code) or code

    def draw(self, question: Question, view: View) -> Shown:
        if MINIMAL not in question.appearance or any(one.image for one in view.offered):
            return shown(self.macro, view, choices=items_of(view))
        blank = Item(id="", value="", text="", checked=not first(view.typed))
        return shown("select", view, choices=(blank, *items_of(view, divided=False)))

    def columns(
        self, question: Question, labels: Mapping[str, str], label: str
    ) -> tuple[Column, ...]:
        column = self.column(question, label)
        codes = labelled(question, labels)
        return (replace(column, codes=codes, missing=outside_of(question)),)

    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        given = [str(one) if one else "" for one in values]
        answers = [one for one in given if one]
        outside = outside_of(question)
        inside = [one for one in answers if one not in outside]
        return Summary(
            n=len(answers),
            base=len(inside),
            blank=len(given) - len(answers),
            counts=counted(inside, [one for one in names_of(question) if one not in outside]),
            outside=counted([one for one in answers if one in outside], outside),
        )


class Likert(SelectOne):
    """How much, on a scale of words: side by side where there is room."""

    name = "likert"
    macro = "likert"
    measure = Measure.ORDINAL

    def draw(self, question: Question, view: View) -> Shown:
        return shown(self.macro, view, choices=items_of(view), scale=scale_of(view.offered))


class SelectMultiple(Kind):
    """Any number of several choices: checkboxes."""

    name = "select_multiple"
    macro = "checkboxes"
    stored = Stored.CODES

    def read(self, question: Question, sent: Sent) -> Reading:
        chosen = {one for one in every(sent) if one}
        offered = names_of(question)
        if not chosen.issubset(offered):
            return refused(NOT_OFFERED)
        value = " ".join(one for one in offered if one in chosen)
        problem = self._together(question, value)
        return Reading(problem=problem) if problem else Reading(value)

    def misfit(self, question: Question, value: str, offered: Collection[str]) -> Problem | None:
        if not set(value.split()).issubset(offered):
            return Problem(NOT_OFFERED)
        return self._together(question, value)

    def typed(self, question: Question, value: str) -> Mapping[str, Sequence[str]]:
        return {"": value.split()} if value else {}

    def value(self, question: Question, lexical: str) -> Value:
        return lexical.split() or None

    def lexical(self, question: Question, value: Value) -> str:
        return " ".join(value) if isinstance(value, list) else ""

    def shown(
        self, question: Question, value: Value, labels: Mapping[str, str], locale: str = "en"
    ) -> str:
        codes = self.lexical(question, value).split()
        return "\n".join(labels.get(code) or code for code in codes)

    def draw(self, question: Question, view: View) -> Shown:
        return shown(self.macro, view, choices=items_of(view))

    def columns(
        self, question: Question, labels: Mapping[str, str], label: str
    ) -> tuple[Column, ...]:
        column = self.column(question, label)
        outside = outside_of(question)
        return tuple(
            replace(
                column,
                name=f"{question.column}/{name}",
                label=f"{label}: {text}" if label else text,
                codes=(("0", N_("Not chosen")), ("1", N_("Chosen"))),
                multiple=name,
                missing=("1",) if name in outside else (),
            )
            for name, text in labelled(question, labels)
        )

    def cells(self, question: Question, value: Value) -> tuple[Value, ...]:
        """1 or 0 for each choice; blank inside the base for one who stands outside it."""
        names, outside = names_of(question), outside_of(question)
        chosen = set(self.lexical(question, value).split())
        if not chosen:
            return (None,) * len(names)
        inside = bool(chosen.difference(outside))
        return tuple(int(one in chosen) if inside or one in outside else None for one in names)

    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        given = [self.lexical(question, one).split() for one in values]
        answers = [one for one in given if one]
        outside = outside_of(question)
        inside = [one for one in answers if not set(one).issubset(outside)]
        codes = [code for one in answers for code in one]
        return Summary(
            n=len(answers),
            base=len(inside),
            blank=len(given) - len(answers),
            counts=counted(
                [code for code in codes if code not in outside],
                [one for one in names_of(question) if one not in outside],
            ),
            outside=counted([code for code in codes if code in outside], outside),
        )

    def _together(self, question: Question, value: str) -> Problem | None:
        chosen = value.split()
        offered = question.choices.all if question.choices else ()
        alone = {one.name for one in offered if goes_alone(one)}
        return Problem(ALONE) if len(chosen) > 1 and not alone.isdisjoint(chosen) else None
