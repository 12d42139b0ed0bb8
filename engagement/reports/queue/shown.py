"""The queue in words: its rows, the cards of similar reports, what became of a decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engagement.reports import wording, words
from engagement.reports.decisions import Decision
from engagement.reports.forms import STATES, state_colour
from engagement.reports.models import Channel, Report
from engagement.reports.queue.bulk import Moved
from engagement.reports.queue.forms import LIKENESS, NEEDS, PASS_ON
from engagement.reports.queue.queries import Waiting
from engagement.reports.queue.similar import Similar
from engagement.reports.reach import Within, within_reach
from engagement.reports.showing import district_words, near_words


@dataclass(frozen=True, slots=True)
class Row:
    """A report as a row of the queue."""

    id: str
    href: str
    place: str
    near: str
    district: str
    when: str
    concerns: str
    state: str
    colour: str
    held: str
    week: str
    need: str
    holder: str
    due: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A report beside others: in what it is like the first one, and its facts."""

    id: str
    href: str
    place: str
    likeness: str
    state: str
    colour: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A report in a few words, before it is passed on together with others."""

    id: str
    href: str
    place: str
    about: str
    concerns: str
    state: str
    colour: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Reports that did not move for one reason; `places` are those that may be named."""

    reason: str
    count: int
    places: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a decision about several reports."""

    decision: str
    moved: int
    refused: Sequence[Refused]


def row_of(one: Waiting) -> Row:
    """A row of the queue."""
    report = one.report
    return Row(
        id=str(report.id),
        href=url_for("reports.detail", report_id=report.id),
        place=wording.reference_of(report),
        near=near_words(report),
        district=district_words(report),
        when=wording.when(report),
        concerns="; ".join(wording.concerns(report)) or _("Not said"),
        state=str(STATES[report.state]),
        colour=state_colour(report.state),
        held=str(words.HELD[report.held_because]) if report.held_because else "",
        week=format_date(report.received_week, "d MMM y") if report.received_week else "",
        need=str(NEEDS[one.need]) if one.need else "",
        holder=one.holder or "",
        due=format_date(one.due_on, "d MMM y") if one.due_on else "",
        overdue=one.overdue,
    )


def card_of(report: Report) -> Card:
    """The report that others are compared with."""
    return _card(report, _("This report"), [])


def similar_card(one: Similar, *, to: Report) -> Card:
    """A report like it."""
    facts = []
    if one.metres is not None:
        facts.append((_("Distance"), _distance(one.metres)))
    if to.burst is not None and one.report.burst == to.burst:
        facts.append((_("Sitting"), _("From the same network on the same day")))
    return _card(one.report, str(LIKENESS[one.likeness]), facts)


def line_of(report: Report) -> Line:
    """A report that was ticked."""
    return Line(
        id=str(report.id),
        href=url_for("reports.detail", report_id=report.id),
        place=wording.reference_of(report),
        about=", ".join([near_words(report), district_words(report)]),
        concerns="; ".join(wording.concerns(report)) or _("Concerns not said"),
        state=str(STATES[report.state]),
        colour=state_colour(report.state),
    )


def to_keep(decision: str, moved: Sequence[Moved]) -> dict[str, Any]:
    """What became of a decision, small enough for a cookie: no place stands in it."""
    refused: dict[str, list[str]] = {}
    for one in moved:
        if one.reason:
            refused.setdefault(one.reason, []).append(one.report_id.hex)
    done = sum(one.reason is None for one in moved)
    return {"decision": str(decision), "moved": done, "refused": refused}


def result_of(session: Session, kept: Mapping[str, Any] | None, *, within: Within) -> Result | None:
    """The same as the next page says it."""
    if kept is None:
        return None
    refused = []
    for reason, ids in kept["refused"].items():
        found = session.scalars(
            sa.select(Report)
            .where(Report.id.in_([UUID(one) for one in ids]), *within_reach(within))
            .order_by(Report.id)
        )
        places = [
            (wording.reference_of(one), url_for("reports.detail", report_id=one.id))
            for one in found
        ]
        refused.append(Refused(reason, len(ids), places))
    return Result(_moved(kept["decision"]), kept["moved"], refused)


def _moved(decision: str) -> str:
    return _("Passed on") if decision == PASS_ON else str(words.MOVED[Decision(decision)])


def _distance(metres: float) -> str:
    """Metres between the corners of two squares, no finer than the squares are."""
    tens = round(metres / 10) * 10
    return _("About %(metres)s metres", metres=tens) if tens else _("The same square")


def _card(report: Report, likeness: str, facts: Sequence[tuple[str, str]]) -> Card:
    rows = [
        (_("Near"), near_words(report)),
        (_("District"), district_words(report)),
        (_("When"), wording.when(report)),
        (_("Concerns"), "; ".join(wording.concerns(report)) or _("Not said")),
    ]
    if report.held_because:
        rows.append((_("Held, because"), str(words.HELD[report.held_because])))
    if report.channel is not Channel.IMPORT:
        rows.append((_("How it came"), str(words.CHANNELS[report.channel])))
    if report.received_week:
        rows.append((_("In the week from"), format_date(report.received_week, "d MMMM y")))
    return Card(
        id=str(report.id),
        href=url_for("reports.detail", report_id=report.id),
        place=wording.reference_of(report),
        likeness=likeness,
        state=str(STATES[report.state]),
        colour=state_colour(report.state),
        facts=[*facts, *rows],
    )
