"""The trail gets shorter at its old end, by us and by nobody else."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy.exc
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engagement.audit.commands import record
from engagement.audit.models import AuditEntry
from engagement.audit.queries import holds_noted, verify
from engagement.audit.retention import count_due, prune
from engagement.core.actor import SYSTEM
from engagement.core.errors import Rejected
from tests.integration.audit.tampering import unguard

FIRST = datetime(2019, 6, 1, 11, 0, tzinfo=UTC)
SIXTH = date(2019, 6, 6)


def fill(session: Session, count: int = 10, start: int = 0) -> None:
    """An entry a day."""
    for number in range(start, start + count):
        at = FIRST + timedelta(days=number)
        record(session, actor=SYSTEM, action="looked", kind="x", subject=number, now=at)
    session.commit()


def seqs(session: Session) -> list[int]:
    return list(session.scalars(select(AuditEntry.seq).order_by(AuditEntry.seq)))


def test_what_is_due_goes_in_steps_and_the_rest_is_whole_after_each(session: Session) -> None:
    fill(session)
    assert count_due(session, before=SIXTH) == 5
    steps = []
    while gone := prune(session, before=SIXTH, limit=2):
        session.commit()
        steps.append(gone)
        assert verify(session).ok
    assert steps == [2, 2, 1]
    assert seqs(session) == [6, 7, 8, 9, 10]
    assert (count_due(session, before=SIXTH), verify(session).entries) == (0, 10)
    fill(session, 2, start=10)
    assert (verify(session).ok, verify(session).entries) == (True, 12)


def test_everything_may_be_due_and_the_trail_goes_on(session: Session) -> None:
    fill(session, 3)
    assert prune(session, before=date(2026, 1, 1), limit=100) == 3
    session.commit()
    assert (verify(session).ok, seqs(session)) == (True, [])
    fill(session, 1, start=3)
    assert (verify(session).ok, seqs(session)) == (True, [4])


def test_an_entry_younger_than_one_behind_it_keeps_all_that_follow(session: Session) -> None:
    fill(session, 2)
    record(session, actor=SYSTEM, action="looked", kind="x", subject="new", now=FIRST.replace(2025))
    fill(session, 2, start=2)
    assert prune(session, before=date(2024, 1, 1), limit=100) == 2
    assert seqs(session) == [3, 4, 5]


def test_what_was_noted_holds_after_it_was_pruned(session: Session) -> None:
    fill(session)
    notes = {seq: f"{seq}:{session.get_one(AuditEntry, seq).hash.hex()}" for seq in (3, 5, 7)}
    prune(session, before=SIXTH, limit=100)
    session.commit()
    assert all(holds_noted(session, noted=noted) for noted in notes.values())
    assert not holds_noted(session, noted="5:" + "0" * 64)


def test_nobody_deletes_what_is_not_pruned(session: Session) -> None:
    fill(session)
    prune(session, before=SIXTH, limit=100)
    session.commit()
    for statement in ("DELETE FROM audit_entries WHERE seq = 6", "DELETE FROM audit_entries"):
        with pytest.raises(sqlalchemy.exc.DatabaseError, match="append-only"):
            session.execute(text(statement))
        session.rollback()
    with pytest.raises(sqlalchemy.exc.DatabaseError, match="append-only"):
        session.execute(text("UPDATE audit_entries SET kind = 'y' WHERE seq = 6"))


def test_a_floor_that_somebody_else_moved_breaks_the_seal_and_stays_broken(
    session: Session,
) -> None:
    fill(session)
    floor = session.get_one(AuditEntry, 4).hash
    session.execute(
        text("UPDATE audit_head SET pruned_to = 4, pruned_hash = :hash"), {"hash": floor}
    )
    session.execute(text("DELETE FROM audit_entries WHERE seq <= 4"))
    session.commit()
    session.expire_all()
    found = verify(session)
    assert (found.ok, found.reason) == (False, "the head was changed")
    fill(session, 2, start=10)
    assert not verify(session).ok, "the next entry must not put our seal under it"
    with pytest.raises(Rejected, match="trail is broken"):
        prune(session, before=date(2026, 1, 1), limit=100)


def test_last_entries_cut_off_stay_missed_when_the_service_writes_on(session: Session) -> None:
    fill(session)
    seventh = session.get_one(AuditEntry, 7).hash
    unguard(session)
    session.execute(text("DELETE FROM audit_entries WHERE seq > 7"))
    session.execute(text("UPDATE audit_head SET entries = 7, last_hash = :hash"), {"hash": seventh})
    session.commit()
    session.expire_all()
    fill(session, 1, start=20)
    assert not verify(session).ok


def test_entries_put_back_below_the_floor_are_found(session: Session) -> None:
    fill(session)
    prune(session, before=SIXTH, limit=100)
    session.execute(
        text(
            "INSERT INTO audit_entries SELECT 2, at, actor_id, organisation_id, action, kind,"
            " subject, content, hash, hash FROM audit_entries WHERE seq = 6"
        )
    )
    session.commit()
    assert not verify(session).ok


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE audit_entries SET hash = previous WHERE seq = 5",
        "UPDATE audit_entries SET kind = 'y' WHERE seq = 2",
        "UPDATE audit_entries SET at = '2001-01-01 00:00:00+00:00' WHERE seq > 1",
        "DELETE FROM audit_entries WHERE seq = 3",
        "DELETE FROM audit_entries",
    ],
)
def test_a_trail_that_somebody_changed_does_not_go_with_the_proof_of_it(
    session: Session, damage: str
) -> None:
    fill(session)
    unguard(session)
    session.execute(text(damage))
    session.commit()
    session.expire_all()
    with pytest.raises(Rejected, match="trail is broken"):
        prune(session, before=SIXTH, limit=100)
    session.rollback()
    assert not verify(session).ok
