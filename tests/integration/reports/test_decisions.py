from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.actor import Role
from engagement.core.errors import NotAllowed, NotFound, Rejected
from engagement.reports.decisions import DECISIONS, MOVES
from engagement.reports.models import Report, ReportState
from engagement.reports.queries import history
from tests.factories import BOSTON, LINCOLN, report
from tests.integration.reports.officers import actor

LEGAL = [(start, to) for start, moves in MOVES.items() for to in sorted(moves)]
ILLEGAL = [(start, to) for start in ReportState for to in DECISIONS if to not in MOVES[start]]


@pytest.mark.parametrize(("start", "to"), LEGAL)
def test_a_legal_move_changes_the_state_and_is_recorded(
    session: Session, start: ReportState, to: ReportState
) -> None:
    officer = actor(session)
    one = report(session, state=start)

    DECISIONS[to](session, report_id=one.id, note="seen", actor=officer, now=clock.now())
    session.commit()

    assert one.state is to
    [line] = history(session, report_id=one.id)
    assert line.action == f"report-{to.value}"
    assert line.officer == officer.name


@pytest.mark.parametrize(("start", "to"), ILLEGAL)
def test_every_other_move_is_rejected_and_changes_nothing(
    session: Session, start: ReportState, to: ReportState
) -> None:
    one = report(session, state=start)

    with pytest.raises(Rejected):
        DECISIONS[to](session, report_id=one.id, note="seen", actor=actor(session), now=clock.now())

    assert one.state is start
    assert history(session, report_id=one.id) == []


@pytest.mark.parametrize("to", [ReportState.HELD, ReportState.REJECTED])
def test_holding_and_rejecting_need_a_note(session: Session, to: ReportState) -> None:
    one = report(session)

    with pytest.raises(Rejected) as refusal:
        DECISIONS[to](session, report_id=one.id, note="", actor=actor(session), now=clock.now())

    assert refusal.value.field == "note"


def test_the_note_is_sealed_in_the_database(session: Session) -> None:
    one = report(session)
    decide = DECISIONS[ReportState.REJECTED]
    decide(session, report_id=one.id, note="CANARY", actor=actor(session), now=clock.now())
    session.commit()

    table = Report.__table__
    stored = session.connection().exec_driver_sql("SELECT decision_note FROM reports").scalar_one()

    assert "decision_note" in table.columns
    assert b"CANARY" not in bytes(stored)
    session.expire_all()
    assert session.get_one(Report, one.id).decision_note == "CANARY"


def test_an_officer_decides_only_in_the_own_districts(session: Session) -> None:
    there, nowhere = report(session, district_code=LINCOLN), report(session, district_code=None)
    officer = actor(session, Role.OFFICER, districts=frozenset({BOSTON}))

    for one in (there, nowhere):
        with pytest.raises(NotAllowed):
            DECISIONS[ReportState.APPROVED](
                session, report_id=one.id, note="", actor=officer, now=clock.now()
            )


@pytest.mark.parametrize("role", [Role.ANALYST, Role.PARTNER, Role.ADMINISTRATOR])
def test_nobody_but_officers_decides(session: Session, role: Role) -> None:
    one = report(session)
    somebody = actor(session, role, districts=frozenset({BOSTON}))

    with pytest.raises(NotAllowed):
        DECISIONS[ReportState.APPROVED](
            session, report_id=one.id, note="", actor=somebody, now=clock.now()
        )


def test_what_is_not_there_cannot_be_decided(session: Session) -> None:
    with pytest.raises(NotFound):
        DECISIONS[ReportState.APPROVED](
            session, report_id=uuid4(), note="", actor=actor(session), now=clock.now()
        )


def test_the_audit_names_states_and_not_the_note(session: Session) -> None:
    one = report(session)
    decide = DECISIONS[ReportState.HELD]
    decide(session, report_id=one.id, note="CANARY", actor=actor(session), now=clock.now())

    entry = session.scalars(select(AuditEntry).where(AuditEntry.subject == str(one.id))).one()

    assert (entry.action, entry.kind) == ("report-held", "report")
