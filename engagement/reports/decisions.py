"""Deciding about a report: one function for each legal move, everything else is rejected."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, require
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.errors import NotFound, Rejected
from engagement.reports.events import KIND, Event
from engagement.reports.models import Report, ReportState

MOVES: Final[Mapping[ReportState, frozenset[ReportState]]] = {
    ReportState.NEW: frozenset({ReportState.APPROVED, ReportState.HELD, ReportState.REJECTED}),
    ReportState.APPROVED: frozenset({ReportState.HELD, ReportState.REJECTED}),
    ReportState.HELD: frozenset({ReportState.APPROVED, ReportState.REJECTED}),
    ReportState.REJECTED: frozenset({ReportState.APPROVED, ReportState.HELD}),
    ReportState.WITHDRAWN: frozenset(),
}
"""Where a report may go from where it stands. A withdrawn one is the resident's decision."""


class Decide(Protocol):
    """A decision: changes the state, keeps the note sealed, records it; flushes, never commits.

    NotFound, NotAllowed outside the actor's districts, Rejected when the report cannot go there.
    """

    def __call__(
        self, session: Session, *, report_id: UUID, note: str, actor: Actor, now: datetime
    ) -> Report: ...


def approve_report(
    session: Session, *, report_id: UUID, note: str, actor: Actor, now: datetime
) -> Report:
    """The report can be used; a note is not needed."""
    report = _locked(session, report_id, actor)
    return _move(session, report, ReportState.APPROVED, note=note, actor=actor, now=now)


def hold_report(
    session: Session, *, report_id: UUID, note: str, actor: Actor, now: datetime
) -> Report:
    """The report waits for something; the note says for what."""
    report = _locked(session, report_id, actor)
    _require_note(note, "Say what the report waits for")
    return _move(session, report, ReportState.HELD, note=note, actor=actor, now=now)


def reject_report(
    session: Session, *, report_id: UUID, note: str, actor: Actor, now: datetime
) -> Report:
    """The report is not counted any more; the note says why."""
    report = _locked(session, report_id, actor)
    _require_note(note, "Say why the report is rejected")
    return _move(session, report, ReportState.REJECTED, note=note, actor=actor, now=now)


DECISIONS: Final[Mapping[ReportState, Decide]] = {
    ReportState.APPROVED: approve_report,
    ReportState.HELD: hold_report,
    ReportState.REJECTED: reject_report,
}
"""The decision that leads to a state; the other states are nobody's decision."""

_EVENTS: Final[Mapping[ReportState, Event]] = {
    ReportState.APPROVED: Event.APPROVED,
    ReportState.HELD: Event.HELD,
    ReportState.REJECTED: Event.REJECTED,
}


def _locked(session: Session, report_id: UUID, actor: Actor) -> Report:
    report = session.get(Report, report_id, with_for_update=True, populate_existing=True)
    if report is None:
        raise NotFound
    require(actor, Action.DECIDE_REPORT, report.district_code)
    return report


def _require_note(note: str, message: str) -> None:
    if not note:
        raise Rejected(message, "note")


def _move(
    session: Session,
    report: Report,
    to: ReportState,
    *,
    note: str,
    actor: Actor,
    now: datetime,
) -> Report:
    before = report.state
    if before is ReportState.WITHDRAWN:
        raise Rejected("The person who sent this report has withdrawn it. It cannot be changed.")
    if to not in MOVES[before]:
        raise Rejected(f"This report is {before.value} already.", "decision")
    report.state = to
    report.decision_note = note or None
    session.flush()
    record(
        session,
        actor=actor,
        action=_EVENTS[to],
        kind=KIND,
        subject=report.id,
        now=now,
        detail={"from": before.value, "to": to.value},
    )
    return report
