"""One report as its page shows it, by what the person who looks may do."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import render_template
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action
from engagement.accounts.sessions import signed_in
from engagement.core.actor import Actor
from engagement.core.db import reading
from engagement.core.http import partnership
from engagement.reports import wording, words
from engagement.reports.assignments.queries import assignments_of
from engagement.reports.decisions import possible
from engagement.reports.events import ANSWERS
from engagement.reports.forms import STATES, DecisionForm, source_text, state_colour
from engagement.reports.maps.settlements import settlements
from engagement.reports.models import (
    Assignment,
    Channel,
    Report,
    ReportState,
    ReportText,
)
from engagement.reports.queries import HistoryLine, history
from engagement.reports.reach import may_for

NOBODY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Asked:
    """An organisation that was asked to deal with a report, and what it said."""

    organisation: str
    state: str
    open: bool
    made_on: str
    due_on: str
    note: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What is kept beside a report, as far as the person may see it."""

    history: list[HistoryLine]
    asked: list[Asked]
    mine: bool
    text: ReportText | None


def detail_page(report: Report, form: DecisionForm | None = None) -> str:
    """The page of a report that the person may see; `form` carries what was wrong in it."""
    actor = signed_in().actor
    deciding = may_for(actor, Action.DECIDE_REPORT, report)
    with reading() as session:
        beside = _beside(session, report, actor, deciding=deciding)
    decisions = possible(report.state) if deciding else []
    passing = report.state is ReportState.APPROVED
    return render_template(
        "reports/detail.html",
        report=report,
        facts=_facts(report),
        form=(form or DecisionForm.offering(decisions)) if decisions else None,
        beside=beside,
        deciding=deciding,
        passing=passing and may_for(actor, Action.ASSIGN_REPORT, report),
        done=words.HISTORY,
        note=report.decision_note if deciding else None,
        reference=wording.reference_of(report),
        held=words.HELD[report.held_because] if report.held_because else None,
        outcome=words.OUTCOMES[report.outcome] if report.outcome else None,
        state=STATES[report.state],
        colour=state_colour(report.state),
    )


def district_words(report: Report) -> str:
    """The district of a report, and whether that is certain."""
    district = partnership().district(report.district_code or "")
    if district is None:
        return _("Outside or not known")
    if not report.district_confirmed:
        return _("%(district)s, by approximate outlines", district=district.name)
    return district.name


def near_words(report: Report) -> str:
    """The nearest settlement and how far its centre is."""
    return wording.near(report, settlements(partnership().places))


def _facts(report: Report) -> list[dict[str, str]]:
    rows = [
        (_("Grid reference"), wording.reference_of(report)),
        (_("How exact"), wording.exactness(report)),
        (_("Nearest settlement"), near_words(report) or _("Not known")),
        (_("District"), district_words(report)),
        (_("When"), wording.when(report)),
        (_("Concerns"), "; ".join(wording.concerns(report)) or _("Not said")),
        (_("Source"), source_text(report.source)),
    ]
    if report.often:
        rows.insert(5, (_("How often"), _("It happens often")))
    if report.channel is not Channel.IMPORT:
        rows.append((_("How it came"), str(words.CHANNELS[report.channel])))
    if report.received_week:
        week = format_date(report.received_week, "d MMMM y")
        rows.append((_("Came in the week from"), week))
    if report.lighting_cause:
        rows.append((_("Why it is dark"), str(words.LIGHTING_CAUSES[report.lighting_cause])))
        rows.append((_("Whose the light or the land is"), report.lighting_owner or _("Not known")))
    return [{"key": key, "value": value} for key, value in rows]


def _beside(session: Session, report: Report, actor: Actor, *, deciding: bool) -> Beside:
    own = actor.organisation_id
    listed = assignments_of(
        session, report_id=report.id, organisation_id=None if deciding else own or NOBODY
    )
    mine = any(one.is_open and one.organisation_id == own for one, _name in listed)
    lines = history(session, report_id=report.id)
    return Beside(
        history=[line for line in lines if deciding or _for_partner(line, own)],
        asked=[_asked(one, name) for one, name in listed],
        mine=mine and may_for(actor, Action.ANSWER_ASSIGNMENT, report),
        text=session.get(ReportText, report.id) if deciding else None,
    )


def _for_partner(line: HistoryLine, own: UUID | None) -> bool:
    """What another organisation answered is between it and who decides."""
    return line.action not in ANSWERS or line.organisation_id == own


def _asked(one: Assignment, organisation: str) -> Asked:
    return Asked(
        organisation=organisation,
        state=str(words.ASSIGNMENTS[one.state]),
        open=one.is_open,
        made_on=format_date(one.made_on, "d MMMM y"),
        due_on=format_date(one.due_on, "d MMMM y"),
        note=one.note,
        answer=one.answer,
    )
