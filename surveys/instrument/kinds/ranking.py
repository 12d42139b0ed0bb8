"""Choices put in order: each gets a place, from a list, without dragging."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean
from typing import Final

from surveys.instrument.kinds.base import Kind
from surveys.instrument.kinds.cleaning import every
from surveys.instrument.kinds.drawing import Item, Shown, View, id_of, shown
from surveys.instrument.kinds.selects import NOT_OFFERED, labelled, names_of
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
from surveys.instrument.model import Question

TWICE: Final = N_("Give each answer a place of its own: place %(place)s is chosen more than once")
NO_PLACE: Final = N_("Give every answer a place, or none of them")
"""One select stands for each choice; they share a name, and each option says `choice place`."""


class Rank(Kind):
    """Choices put in order. Its inputs share one name; each sends the name and the place."""

    name = "rank"
    macro = "rank"
    stored = Stored.RANKING
    measure = Measure.ORDINAL

    def read(self, question: Question, sent: Sent) -> Reading:
        given = every(sent)
        places = dict(_placed(one) for one in given if one)
        if not places:
            return Reading()
        names = names_of(question)
        if not set(places).issubset(names) or not set(places.values()).issubset(
            range(1, len(names) + 1)
        ):
            return refused(NOT_OFFERED)
        often = Counter(places.values())
        twice = min((place for place, count in often.items() if count > 1), default=0)
        if twice:
            wrong = [name for name in places if places[name] == twice]
            return refused(TWICE, *wrong, place=str(twice))
        if "" in given or max(often) > len(places):
            return refused(NO_PLACE, *(name for name in names if name not in places))
        return Reading(" ".join(sorted(places, key=places.__getitem__)))

    def misfit(self, question: Question, value: str, offered: Collection[str]) -> Problem | None:
        ranked = value.split()
        if not set(ranked).issubset(offered):
            return Problem(NOT_OFFERED)
        left = [name for name in offered if name not in ranked]
        return Problem(NO_PLACE, parts=frozenset(left)) if ranked and left else None

    def typed(self, question: Question, value: str) -> Mapping[str, Sequence[str]]:
        if not value:
            return {}
        return {"": [f"{name} {place}" for place, name in enumerate(value.split(), start=1)]}

    def value(self, question: Question, lexical: str) -> Value:
        return lexical.split() or None

    def lexical(self, question: Question, value: Value) -> str:
        return " ".join(value) if isinstance(value, list) else ""

    def shown(
        self, question: Question, value: Value, labels: Mapping[str, str], locale: str = "en"
    ) -> str:
        ranked = self.lexical(question, value).split()
        return "\n".join(
            f"{place}. {labels.get(name) or name}" for place, name in enumerate(ranked, start=1)
        )

    def draw(self, question: Question, view: View) -> Shown:
        places = dict(_placed(one) for one in view.typed.get("", ()) if one)
        id, whole = id_of(view.address), bool(view.error) and not view.wrong
        items = tuple(
            Item(
                id=f"{id}-{number + 1}" if number else id,
                value=one.name,
                text=one.text,
                place=places.get(one.name, 0),
                wrong=whole or one.name in view.wrong,
            )
            for number, one in enumerate(view.offered)
        )
        return shown(self.macro, view, choices=items)

    def columns(
        self, question: Question, labels: Mapping[str, str], label: str
    ) -> tuple[Column, ...]:
        column = self.column(question, label)
        return tuple(
            replace(
                column,
                name=f"{question.column}/{name}",
                label=f"{label}: {text}" if label else text,
                multiple=name,
            )
            for name, text in labelled(question, labels)
        )

    def cells(self, question: Question, value: Value) -> tuple[Value, ...]:
        """The place of each choice; blank for one that got none."""
        ranked = self.lexical(question, value).split()
        return tuple(
            ranked.index(name) + 1 if name in ranked else None for name in names_of(question)
        )

    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        """How often each came first, and its mean place among those who placed it."""
        given = [self.lexical(question, one).split() for one in values]
        answers = [one for one in given if one]
        names = names_of(question)
        places = {name: [one.index(name) + 1 for one in answers if name in one] for name in names}
        return Summary(
            n=len(answers),
            base=len(answers),
            blank=len(given) - len(answers),
            counts=counted([one[0] for one in answers], names),
            means=tuple((name, fmean(found)) for name, found in places.items() if found),
        )


def _placed(sent: str) -> tuple[str, int]:
    """A choice and its place; place 0 where none can be read."""
    name, _, place = sent.rpartition(" ")
    number = int(place) if place.isascii() and place.isdigit() and len(place) < 6 else 0
    return name, number
