"""Deciding about a report: one function for each legal move, everything else is rejected.

Passing on, and what an organisation answers to it, stands in reports.assignments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.clock import london_date
from engagement.core.errors import NotFound, Rejected
from engagement.core.seal import Json
from engagement.reports.events import KIND, Event
from engagement.reports.models import (
    ACTED,
    OPEN,
    Assignment,
    AssignmentState,
    HeldBecause,
    Outcome,
    Report,
    ReportState,
)
from engagement.reports.reach import require_for

State = ReportState
WITHDRAWN: Final = "The person who sent this report has withdrawn it. It cannot be changed."


class Decision(StrEnum):
    """What an officer can decide about a report by itself."""

    APPROVE = "approved"
    HOLD = "held"
    REJECT = "rejected"
    ACT = "marked-as-done"
    CLOSE = "closed"
    REOPEN = "put-back"


@dataclass(frozen=True, slots=True)
class Move:
    """From which states a decision leads to which, and what the audit calls it."""

    starts: frozenset[ReportState]
    to: ReportState
    event: Event


MOVES: Final[Mapping[Decision, Move]] = {
    Decision.APPROVE: Move(
        frozenset({State.NEW, State.HELD, State.REJECTED}), State.APPROVED, Event.APPROVED
    ),
    Decision.HOLD: Move(
        frozenset({State.NEW, State.APPROVED, State.REJECTED}), State.HELD, Event.HELD
    ),
    Decision.REJECT: Move(
        frozenset({State.NEW, State.APPROVED, State.HELD}), State.REJECTED, Event.REJECTED
    ),
    Decision.ACT: Move(frozenset({State.PASSED_ON}), State.ACTION_TAKEN, Event.ACTION_TAKEN),
    Decision.CLOSE: Move(
        frozenset({State.APPROVED, State.PASSED_ON, State.ACTION_TAKEN}),
        State.CLOSED,
        Event.CLOSED,
    ),
    Decision.REOPEN: Move(
        frozenset({State.PASSED_ON, State.ACTION_TAKEN, State.CLOSED}),
        State.APPROVED,
        Event.REOPENED,
    ),
}
"""The legal moves. A withdrawn report is the resident's decision and stays as it is."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an officer says with a decision: a note, which is sealed, and how a report ended."""

    note: str = ""
    outcome: Outcome | None = None


class Decide(Protocol):
    """A decision: changes the state, keeps the note sealed, records it; flushes, never commits.

    NotFound, NotAllowed outside the actor's districts, Rejected when the report cannot go there.
    """

    def __call__(
        self, session: Session, *, report_id: UUID, said: Said, actor: Actor, now: datetime
    ) -> Report: ...


def possible(state: ReportState) -> list[Decision]:
    """What can be decided about a report that stands so."""
    return [decision for decision, move in MOVES.items() if state in move.starts]


def approve_report(
    session: Session, *, report_id: UUID, said: Said, actor: Actor, now: datetime
) -> Report:
    """The report can be used; a note is not needed."""
    report = _deciding(session, report_id, actor, Decision.APPROVE)
    detail = {"held": report.held_because.value} if report.held_because else {}
    report.held_because, report.approved_on = None, london_date(now)
    return _moved(session, report, Decision.APPROVE, said, actor=actor, now=now, detail=detail)


def hold_report(
    session: Session, *, report_id: UUID, said: Said, actor: Actor, now: datetime
) -> Report:
    """The report waits for something; the note says for what."""
    report = _deciding(session, report_id, actor, Decision.HOLD)
    _require_note(said, "Say what the report waits for")
    report.held_because, report.approved_on = HeldBecause.OFFICER, None
    return _moved(session, report, Decision.HOLD, said, actor=actor, now=now)


def reject_report(
    session: Session, *, report_id: UUID, said: Said, actor: Actor, now: datetime
) -> Report:
    """The report is not counted any more; the note says why."""
    report = _deciding(session, report_id, actor, Decision.REJECT)
    _require_note(said, "Say why the report is rejected")
    detail = {"held": report.held_because.value} if report.held_because else {}
    report.held_because, report.approved_on = None, None
    return _moved(session, report, Decision.REJECT, said, actor=actor, now=now, detail=detail)


def note_action(
    session: Session, *, report_id: UUID, said: Said, actor: Actor, now: datetime
) -> Report:
    """Something was done; the organisation that had the report is asked no more."""
    report = _deciding(session, report_id, actor, Decision.ACT)
    _end_assignment(session, report, now)
    report.acted_on = london_date(now)
    return _moved(session, report, Decision.ACT, said, actor=actor, now=now)


def close_report(
    session: Session, *, report_id: UUID, said: Said, actor: Actor, now: datetime
) -> Report:
    """How it ended: what was done, or why nothing was."""
    report = _deciding(session, report_id, actor, Decision.CLOSE)
    if said.outcome is None:
        raise Rejected("Choose how it ended", "outcome")
    acted = said.outcome in ACTED
    if report.state is State.ACTION_TAKEN and not acted:
        raise Rejected(
            "Action was taken: choose what was done, or put the report back to approved", "outcome"
        )
    _end_assignment(session, report, now)
    report.outcome, report.closed_on = said.outcome, london_date(now)
    if acted and report.acted_on is None:
        report.acted_on = report.closed_on
    detail = {"outcome": said.outcome.value}
    return _moved(session, report, Decision.CLOSE, said, actor=actor, now=now, detail=detail)


def reopen_report(
    session: Session, *, report_id: UUID, said: Said, actor: Actor, now: datetime
) -> Report:
    """Back to approved, as if nothing had been done; the note says why."""
    report = _deciding(session, report_id, actor, Decision.REOPEN)
    _require_note(said, "Say why the report goes back to approved")
    _end_assignment(session, report, now)
    report.outcome = report.passed_on = report.acted_on = report.closed_on = None
    return _moved(session, report, Decision.REOPEN, said, actor=actor, now=now)


DECISIONS: Final[Mapping[Decision, Decide]] = {
    Decision.APPROVE: approve_report,
    Decision.HOLD: hold_report,
    Decision.REJECT: reject_report,
    Decision.ACT: note_action,
    Decision.CLOSE: close_report,
    Decision.REOPEN: reopen_report,
}
"""The function for each decision."""


def locked_report(session: Session, report_id: UUID, actor: Actor, action: Action) -> Report:
    """The report, held until the commit; NotFound, or NotAllowed where the actor may not."""
    report = session.get(Report, report_id, with_for_update=True, populate_existing=True)
    if report is None:
        raise NotFound
    require_for(actor, action, report)
    if report.state is State.WITHDRAWN:
        raise Rejected(WITHDRAWN)
    return report


def _end_assignment(session: Session, report: Report, now: datetime) -> None:
    """Nobody has to deal with the report any more."""
    ended = sa.update(Assignment).where(
        Assignment.report_id == report.id, Assignment.state.in_(sorted(OPEN))
    )
    answered_on = sa.func.coalesce(Assignment.answered_on, london_date(now))
    session.execute(ended.values(state=AssignmentState.ENDED, answered_on=answered_on))


def _deciding(session: Session, report_id: UUID, actor: Actor, decision: Decision) -> Report:
    report = locked_report(session, report_id, actor, Action.DECIDE_REPORT)
    move = MOVES[decision]
    if report.state is move.to:
        raise Rejected(f"This report is {_words(report.state)} already.", "decision")
    if report.state not in move.starts:
        message = f"This report is {_words(report.state)}: it cannot be {_words(decision)}."
        raise Rejected(message, "decision")
    return report


def _require_note(said: Said, message: str) -> None:
    if not said.note:
        raise Rejected(message, "note")


def _moved(
    session: Session,
    report: Report,
    decision: Decision,
    said: Said,
    *,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, Json] | None = None,
) -> Report:
    move, before = MOVES[decision], report.state
    report.state = move.to
    report.decision_note = said.note or None
    session.flush()
    states = {"from": before.value, "to": move.to.value}
    record(
        session,
        actor=actor,
        action=move.event,
        kind=KIND,
        subject=report.id,
        now=now,
        detail=states | dict(detail or {}),
    )
    return report


def _words(code: StrEnum) -> str:
    return code.value.replace("-", " ")
