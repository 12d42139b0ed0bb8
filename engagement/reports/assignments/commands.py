"""Passing a report on to an organisation, and what that organisation does with it.

An organisation answers only through officers whose own districts hold the report, and is only
asked when it has one. At most one assignment of a report is open: the database decides that.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.clock import london_date
from engagement.core.errors import Rejected
from engagement.reports.assignments.queries import answering_organisations, open_assignment
from engagement.reports.concerns import Concern
from engagement.reports.decisions import locked_report
from engagement.reports.events import KIND, Event
from engagement.reports.models import (
    Assignment,
    AssignmentState,
    LightingCause,
    Report,
    ReportConcern,
    ReportState,
)
from engagement.reports.sharing import share_reports

UNCERTAIN: Final = (
    "It is not certain which district this report is in, so it cannot be passed on. An "
    "administrator can load official boundaries on the page “Areas”."
)


@dataclass(frozen=True, slots=True)
class Lighting:
    """Why a place is dark, and who owns the lamp or the land."""

    cause: LightingCause
    owner: str


@dataclass(frozen=True, slots=True)
class Task:
    """Which organisation is asked, until when it should be done, and what for (sealed)."""

    organisation_id: UUID
    due_on: date
    note: str = ""
    lighting: Lighting | None = None


def pass_on_report(
    session: Session, *, report_id: UUID, task: Task, actor: Actor, now: datetime
) -> Assignment:
    """Ask an organisation to deal with an approved report; a dark place needs cause and owner."""
    report = locked_report(session, report_id, actor, Action.ASSIGN_REPORT)
    if report.state is not ReportState.APPROVED:
        raise Rejected("Only an approved report can be passed on.")
    _light(session, report, task.lighting)
    report.state, report.passed_on = ReportState.PASSED_ON, london_date(now)
    made = _assign(session, report, task, now)
    _record(session, Event.PASSED_ON, made, actor=actor, now=now)
    return made


def accept_assignment(
    session: Session, *, report_id: UUID, actor: Actor, now: datetime
) -> Assignment:
    """The organisation will deal with it."""
    _report, mine = _own(session, report_id, actor)
    if mine.state is not AssignmentState.WAITING:
        raise Rejected("It is accepted already.", "answer")
    _answer(mine, AssignmentState.ACCEPTED, "", now)
    _record(session, Event.ACCEPTED, mine, actor=actor, now=now)
    return mine


def decline_assignment(
    session: Session, *, report_id: UUID, note: str, actor: Actor, now: datetime
) -> Assignment:
    """The organisation cannot deal with it, and says why: the report is approved again."""
    report, mine = _own(session, report_id, actor)
    if not note:
        raise Rejected("Say why you cannot deal with it", "note")
    _answer(mine, AssignmentState.DECLINED, note, now)
    report.state, report.passed_on = ReportState.APPROVED, None
    _record(session, Event.DECLINED, mine, actor=actor, now=now)
    return mine


def hand_on_assignment(
    session: Session, *, report_id: UUID, to: UUID, note: str, actor: Actor, now: datetime
) -> Assignment:
    """Another organisation should deal with it, by the same day; it can answer as it likes."""
    report, mine = _own(session, report_id, actor)
    if to == mine.organisation_id:
        raise Rejected("Choose another organisation than your own", "organisation")
    _answer(mine, AssignmentState.HANDED_ON, note, now)
    session.flush()
    made = _assign(session, report, Task(to, mine.due_on, note), now)
    _record(session, Event.HANDED_ON, made, actor=actor, now=now)
    return made


def report_done(
    session: Session, *, report_id: UUID, note: str, actor: Actor, now: datetime
) -> Assignment:
    """The organisation has done something about it; officers close the report."""
    report, mine = _own(session, report_id, actor)
    _answer(mine, AssignmentState.ENDED, note, now)
    report.state, report.acted_on = ReportState.ACTION_TAKEN, london_date(now)
    _record(session, Event.ACTION_TAKEN, mine, actor=actor, now=now)
    return mine


def _own(session: Session, report_id: UUID, actor: Actor) -> tuple[Report, Assignment]:
    """The report and its open assignment, which must be the actor's organisation's."""
    report = locked_report(session, report_id, actor, Action.ANSWER_ASSIGNMENT)
    found = open_assignment(session, report_id=report_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise Rejected("Your organisation is not asked to deal with this report, or not any more.")
    return report, found


def _answer(mine: Assignment, state: AssignmentState, note: str, now: datetime) -> None:
    mine.state, mine.answered_on = state, london_date(now)
    mine.answer = note or None


def _assign(session: Session, report: Report, task: Task, now: datetime) -> Assignment:
    """A new open assignment; Rejected when somebody else was quicker."""
    today = london_date(now)
    if not report.district_confirmed or report.district_code is None:
        raise Rejected(UNCERTAIN)
    organisations = answering_organisations(session, district=report.district_code)
    if task.organisation_id not in {one.id for one in organisations}:
        raise Rejected("Nobody of this organisation answers for this district", "organisation")
    made = Assignment(
        report_id=report.id,
        organisation_id=task.organisation_id,
        state=AssignmentState.WAITING,
        due_on=task.due_on,
        made_on=today,
        note=task.note or None,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise Rejected("Another organisation has this report already.") from None
    share_reports(session, report_ids=[report.id], organisation_id=task.organisation_id, on=today)
    return made


def _light(session: Session, report: Report, lighting: Lighting | None) -> None:
    dark = sa.select(ReportConcern.report_id).where(
        ReportConcern.report_id == report.id, ReportConcern.concern == Concern.BADLY_LIT
    )
    if session.scalar(dark.order_by(ReportConcern.report_id)) is None:
        return
    if lighting is None:
        raise Rejected("Say why the place is dark, and whose it is", "cause")
    report.lighting_cause, report.lighting_owner = lighting.cause, lighting.owner


def _record(
    session: Session, event: Event, assignment: Assignment, *, actor: Actor, now: datetime
) -> None:
    """What was said about a report, and which organisation has or had it."""
    session.flush()
    record(
        session,
        actor=actor,
        action=event,
        kind=KIND,
        subject=assignment.report_id,
        now=now,
        detail={"organisation": str(assignment.organisation_id)},
    )
