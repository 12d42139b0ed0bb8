"""A place on the map, and what only asks to be acknowledged."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from surveys.instrument.kinds.base import Kind
from surveys.instrument.kinds.cleaning import digits, first
from surveys.instrument.kinds.drawing import Item, Part, Shown, View, id_of, name_of, shown
from surveys.instrument.kinds.summaries import Count, Summary
from surveys.instrument.kinds.values import (
    DONE,
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

LONGITUDE, LATITUDE = "longitude", "latitude"
DEGREES: Final = r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?"
METRES: Final = r"[+-]?[0-9]{1,7}(?:\.[0-9]{1,15})?"
POINT: Final = re.compile(
    rf"(?P<lat>{DEGREES})[ ,]\s*(?P<lon>{DEGREES})(?: (?P<alt>{METRES}))?(?: (?P<acc>{METRES}))?"
)
WHICH_PLACE: Final = N_("Say which place you mean")


class Geopoint(Kind):
    """A place: latitude, longitude, altitude, and how exact they are in metres.

    The words typed for it are found by the reports' place finder in the room that answers.
    """

    name = "geopoint"
    macro = "geopoint"
    stored = Stored.PLACE
    parts = ("", LONGITUDE, LATITUDE)

    def read(self, question: Question, sent: Sent) -> Reading:
        said, lon, lat = first(sent), first(sent, LONGITUDE), first(sent, LATITUDE)
        text = digits(said) if said else f"{lat} {lon}".strip()
        if not text:
            return Reading()
        found = POINT.fullmatch(text)
        if found is None or abs(float(found["lat"])) > 90 or abs(float(found["lon"])) > 180:
            return refused(WHICH_PLACE, "")
        return Reading(f"{found['lat']} {found['lon']} {found['alt'] or 0} {found['acc'] or 0}")

    def draw(self, question: Question, view: View) -> Shown:
        carried = tuple(
            Part(
                key=key,
                id=f"{id_of(view.address)}-{key}",
                name=name_of(view.address, key),
                value=first(view.typed, key),
            )
            for key in (LONGITUDE, LATITUDE)
        )
        return shown(self.macro, view, value=first(view.typed), parts=carried)

    def columns(
        self, question: Question, labels: Mapping[str, str], label: str
    ) -> tuple[Column, ...]:
        column = replace(self.column(question, label), measure=Measure.SCALE)
        return tuple(
            replace(column, name=f"{question.column}/{part}", label=f"{label}: {words}")
            for part, words in (
                ("latitude", N_("latitude")),
                ("longitude", N_("longitude")),
                ("accuracy", N_("how exact, in metres")),
            )
        )

    def cells(self, question: Question, value: Value) -> tuple[Value, ...]:
        found = POINT.fullmatch(str(value or ""))
        if found is None:
            return (None, None, None)
        return (float(found["lat"]), float(found["lon"]), float(found["acc"] or 0))

    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        given = list(values)
        n = sum(1 for one in given if one)
        return Summary(n=n, base=n, blank=len(given) - n)


class Acknowledge(Kind):
    """One checkbox: read, agreed, done. The label for its answer stands under "OK"."""

    name = "acknowledge"
    macro = "acknowledge"
    stored = Stored.CODE

    def read(self, question: Question, sent: Sent) -> Reading:
        return Reading(DONE if first(sent) == DONE else "")

    def typed(self, question: Question, value: str) -> Mapping[str, Sequence[str]]:
        return {"": [DONE]} if value == DONE else {}

    def shown(
        self, question: Question, value: Value, labels: Mapping[str, str], locale: str = "en"
    ) -> str:
        return labels.get(DONE, N_("Yes")) if value else ""

    def draw(self, question: Question, view: View) -> Shown:
        item = Item(id=id_of(view.address), value=DONE, text="", checked=first(view.typed) == DONE)
        return shown(self.macro, view, choices=(item,))

    def columns(
        self, question: Question, labels: Mapping[str, str], label: str
    ) -> tuple[Column, ...]:
        codes = ((DONE, labels.get(DONE, N_("Yes"))),)
        return (replace(self.column(question, label), codes=codes),)

    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        given = list(values)
        n = sum(1 for one in given if one)
        return Summary(n=n, base=n, blank=len(given) - n, counts=(Count(DONE, n),))
