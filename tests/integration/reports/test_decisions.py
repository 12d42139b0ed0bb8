from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.actor import Role
from engagement.core.errors import NotAllowed, NotFound, Rejected
from engagement.reports.decisions import DECISIONS, MOVES, Decision, Said
from engagement.reports.models import (
    Assignment,
    AssignmentState,
    HeldBecause,
    Outcome,
    Report,
    ReportState,
)
from engagement.reports.queries import history
from tests.factories import BOSTON, LINCOLN, report
from tests.integration.accounts.people import make_organisation
from tests.integration.reports.officers import actor

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
TODAY = date(2026, 6, 10)
LEGAL = [(start, to) for to, move in MOVES.items() for start in sorted(move.starts)]
ILLEGAL = [(start, to) for to in Decision for start in ReportState if start not in MOVES[to].starts]


def standing(session: Session, state: ReportState, **changes: Any) -> Report:
    """A report that stands so, as if it had come there by the moves."""
    if state is ReportState.CLOSED:
        changes = {"outcome": Outcome.REPAIRED, "closed_on": TODAY} | changes
    return report(session, state=state, **changes)


def decide(
    session: Session, one: Report, to: Decision, note: str = "seen", **said: Outcome
) -> Report:
    given = Said(note, said.get("outcome", Outcome.REPAIRED if to is Decision.CLOSE else None))
    return DECISIONS[to](session, report_id=one.id, said=given, actor=actor(session), now=NOW)


@pytest.mark.parametrize(("start", "to"), LEGAL)
def test_a_legal_move_changes_the_state_and_is_recorded(
    session: Session, start: ReportState, to: Decision
) -> None:
    one = standing(session, start)

    decide(session, one, to)
    session.commit()

    assert one.state is MOVES[to].to
    [line] = history(session, report_id=one.id)
    assert line.action == MOVES[to].event
    assert line.officer == "Test officer"


@pytest.mark.parametrize(("start", "to"), ILLEGAL)
def test_every_other_move_is_rejected_and_changes_nothing(
    session: Session, start: ReportState, to: Decision
) -> None:
    one = standing(session, start)

    with pytest.raises(Rejected):
        decide(session, one, to)

    assert one.state is start
    assert history(session, report_id=one.id) == []


@pytest.mark.parametrize("to", [Decision.HOLD, Decision.REJECT])
def test_holding_and_rejecting_need_a_note(session: Session, to: Decision) -> None:
    one = report(session)

    with pytest.raises(Rejected) as refusal:
        decide(session, one, to, note="")

    assert refusal.value.field == "note"


def test_each_day_of_a_report_is_stored_with_its_move(session: Session) -> None:
    one = report(session)
    decide(session, one, Decision.APPROVE)
    assert (one.approved_on, one.closed_on) == (TODAY, None)

    decide(session, one, Decision.CLOSE)
    assert (one.acted_on, one.closed_on, one.outcome) == (TODAY, TODAY, Outcome.REPAIRED)

    decide(session, one, Decision.REOPEN)
    assert (one.approved_on, one.acted_on, one.closed_on, one.outcome) == (TODAY, None, None, None)


def test_what_was_not_done_has_no_day_of_action(session: Session) -> None:
    one = standing(session, ReportState.APPROVED)

    decide(session, one, Decision.CLOSE, outcome=Outcome.NO_MONEY)

    assert (one.acted_on, one.closed_on) == (None, TODAY)


def test_closing_asks_how_it_ended_and_believes_no_contradiction(session: Session) -> None:
    one = standing(session, ReportState.ACTION_TAKEN, acted_on=TODAY)

    for outcome in (None, Outcome.NOT_OURS):
        with pytest.raises(Rejected) as refusal:
            DECISIONS[Decision.CLOSE](
                session,
                report_id=one.id,
                said=Said("", outcome),
                actor=actor(session),
                now=NOW,
            )
        assert refusal.value.field == "outcome"


def test_the_reason_for_holding_is_the_officers_and_goes_with_approval(session: Session) -> None:
    one = report(session, state=ReportState.HELD, held_because=HeldBecause.BURST)

    decide(session, one, Decision.APPROVE)
    assert (one.held_because, one.approved_on) == (None, TODAY)

    decide(session, one, Decision.HOLD)
    assert (one.held_because, one.approved_on) == (HeldBecause.OFFICER, None)
    first = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).first()
    assert first is not None
    assert first.action == "report-approved"


@pytest.mark.parametrize("to", [Decision.ACT, Decision.CLOSE, Decision.REOPEN])
def test_an_organisation_is_asked_no_more_once_officers_have_decided(
    session: Session, to: Decision
) -> None:
    one = standing(session, ReportState.PASSED_ON, passed_on=TODAY)
    asked = Assignment(
        report_id=one.id,
        organisation_id=make_organisation(session).id,
        state=AssignmentState.WAITING,
        due_on=TODAY,
        made_on=TODAY,
    )
    session.add(asked)
    session.flush()

    decide(session, one, to)

    session.refresh(asked)
    assert asked.state is AssignmentState.ENDED


def test_the_note_is_sealed_in_the_database(session: Session) -> None:
    one = report(session)
    decide(session, one, Decision.REJECT, note="CANARY")
    session.commit()

    table = Report.__table__
    stored = session.connection().exec_driver_sql("SELECT decision_note FROM reports").scalar_one()

    assert "decision_note" in table.columns
    assert b"CANARY" not in bytes(stored)
    session.expire_all()
    assert session.get_one(Report, one.id).decision_note == "CANARY"


def test_an_officer_decides_only_in_the_own_districts(session: Session) -> None:
    there, nowhere = report(session, district_code=LINCOLN), report(session, district_code=None)
    perhaps = report(session, district_confirmed=False)
    officer = actor(session, Role.OFFICER, districts=frozenset({BOSTON}))

    for one in (there, nowhere, perhaps):
        with pytest.raises(NotAllowed):
            DECISIONS[Decision.APPROVE](
                session, report_id=one.id, said=Said(), actor=officer, now=clock.now()
            )


@pytest.mark.parametrize("role", [Role.ANALYST, Role.PARTNER, Role.ADMINISTRATOR])
def test_nobody_but_officers_decides(session: Session, role: Role) -> None:
    one = report(session)
    somebody = actor(session, role, districts=frozenset({BOSTON}))

    with pytest.raises(NotAllowed):
        DECISIONS[Decision.APPROVE](
            session, report_id=one.id, said=Said(), actor=somebody, now=clock.now()
        )


def test_what_is_not_there_cannot_be_decided(session: Session) -> None:
    with pytest.raises(NotFound):
        DECISIONS[Decision.APPROVE](
            session, report_id=uuid4(), said=Said(), actor=actor(session), now=clock.now()
        )


def test_the_audit_names_states_and_not_the_note(session: Session) -> None:
    one = report(session)
    decide(session, one, Decision.HOLD, note="CANARY")

    entry = session.scalars(select(AuditEntry).where(AuditEntry.subject == str(one.id))).one()

    assert (entry.action, entry.kind) == ("report-held", "report")
