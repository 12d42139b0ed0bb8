"""The trail is whole, or says where it is not."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy.exc
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from engagement.audit.commands import record
from engagement.audit.models import AuditEntry, AuditHead
from engagement.audit.queries import (
    PAGE,
    TrailFilter,
    actions_in_trail,
    actors_in_trail,
    trail_page,
    verify,
)
from engagement.audit.recording import record_view
from engagement.core import clock
from engagement.core.actor import SYSTEM, Actor
from tests.integration.audit.tampering import unguard

NOON = datetime(2025, 6, 1, 11, 0, tzinfo=UTC)
PERSON = Actor(id=uuid4(), name="A Person", organisation_id=uuid4())


def fill(session: Session, count: int = 5) -> None:
    for number in range(count):
        record(
            session,
            actor=PERSON if number % 2 else SYSTEM,
            action="looked",
            kind="report",
            subject=number,
            now=NOON + timedelta(minutes=number),
            detail={"canary": "secret words", "number": number},
        )
    session.commit()


def test_a_trail_that_nobody_touched_is_whole(session: Session) -> None:
    fill(session)
    found = verify(session)
    assert (found.ok, found.entries, found.first_broken) == (True, 5, None)


def test_a_trail_longer_than_a_batch_is_whole(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engagement.audit.queries.BATCH", 2)
    fill(session)
    assert verify(session).ok


def test_an_entry_and_its_change_are_stored_together_or_not_at_all(session: Session) -> None:
    fill(session, 2)
    record(session, actor=PERSON, action="changed", kind="x", subject=1, now=NOON)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 2
    fill(session, 1)
    assert verify(session).entries == 3


COLUMNS = [
    "at",
    "actor_id",
    "organisation_id",
    "action",
    "kind",
    "subject",
    "content",
    "previous",
    "hash",
]


@pytest.mark.parametrize("column", COLUMNS)
def test_one_byte_changed_anywhere_is_found(column: str, session: Session) -> None:
    fill(session)
    unguard(session)
    _change_one_byte(session, column, seq=4)
    found = verify(session)
    assert (found.ok, found.first_broken) == (False, 4)


def _change_one_byte(session: Session, column: str, seq: int) -> None:
    """Through raw SQL, as somebody with the database file would."""
    where = {"seq": seq}
    value = session.execute(
        text(f"SELECT {column} FROM audit_entries WHERE seq = :seq"), where
    ).scalar_one()
    if isinstance(value, bytes | memoryview):
        changed: object = bytes([bytes(value)[0] ^ 1]) + bytes(value)[1:]
    elif isinstance(value, datetime):
        changed = value + timedelta(microseconds=1)
    else:
        text_value = str(value)
        changed = text_value[:-1] + ("0" if text_value[-1] != "0" else "1")
    cast = "CAST(:v AS uuid)" if column.endswith("_id") and _postgres(session) else ":v"
    statement = f"UPDATE audit_entries SET {column} = {cast} WHERE seq = :seq"
    session.execute(text(statement), where | {"v": changed})
    session.commit()


def _postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def test_a_row_that_cannot_even_be_read_is_found(session: Session) -> None:
    fill(session)
    unguard(session)
    if _postgres(session):
        damage = "UPDATE audit_entries SET at = 'infinity' WHERE seq = 3"
    else:
        damage = "UPDATE audit_entries SET at = 'yesterday' WHERE seq = 3"
    session.execute(text(damage))
    session.commit()
    found = verify(session)
    assert (found.ok, found.first_broken) == (False, 3)


@pytest.mark.parametrize(("seqs", "first"), [((3,), 3), ((1,), 1), ((5,), 5), ((4, 5), 4)])
def test_deleted_entries_are_missed_also_the_last_ones(
    seqs: tuple[int, ...], first: int, session: Session
) -> None:
    fill(session)
    unguard(session)
    for seq in seqs:
        session.execute(text("DELETE FROM audit_entries WHERE seq = :seq"), {"seq": seq})
    session.commit()
    found = verify(session)
    assert (found.ok, found.first_broken) == (False, first)


def test_a_trail_that_was_wiped_or_never_begun_is_not_called_whole(session: Session) -> None:
    assert not verify(session).ok
    fill(session)
    unguard(session)
    session.execute(text("DELETE FROM audit_entries"))
    session.execute(text("DELETE FROM audit_head"))
    session.commit()
    assert not verify(session).ok


def test_a_head_that_was_set_back_with_the_entries_is_found(session: Session) -> None:
    fill(session)
    unguard(session)
    before = session.get_one(AuditEntry, 4).hash
    session.execute(text("DELETE FROM audit_entries WHERE seq = 5"))
    head = session.get_one(AuditHead, 1)
    head.entries, head.last_hash = 4, before  # without the key the seal cannot be made
    session.commit()
    assert not verify(session).ok


def test_a_head_of_another_past_does_not_fit(session: Session) -> None:
    """Set back to four entries from a backup, written on, and the newer head put back."""
    fill(session, 4)
    backup = session.get_one(AuditHead, 1)
    four = (backup.entries, backup.last_hash, backup.seal)
    fill(session, 1)
    five = (backup.entries, backup.last_hash, backup.seal)
    unguard(session)
    session.execute(text("DELETE FROM audit_entries WHERE seq = 5"))
    backup.entries, backup.last_hash, backup.seal = four
    session.commit()
    fill(session, 2)
    unguard(session)
    session.execute(text("DELETE FROM audit_entries WHERE seq = 6"))
    backup.entries, backup.last_hash, backup.seal = five
    session.commit()
    assert not verify(session).ok


def test_an_older_head_put_back_alone_is_found(session: Session) -> None:
    fill(session, 4)
    head = session.get_one(AuditHead, 1)
    four = (head.entries, head.last_hash, head.seal)
    fill(session, 1)
    head.entries, head.last_hash, head.seal = four
    session.commit()
    found = verify(session)
    assert (found.ok, found.first_broken) == (False, 5)


def test_an_entry_added_behind_the_head_is_found(session: Session) -> None:
    fill(session)
    session.execute(
        text(
            "INSERT INTO audit_entries SELECT 6, at, actor_id, organisation_id, action, kind,"
            " subject, content, hash, hash FROM audit_entries WHERE seq = 5"
        )
    )
    session.commit()
    assert not verify(session).ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET action = 'other' WHERE seq = 2",
        "DELETE FROM audit_entries WHERE seq = 2",
        "DELETE FROM audit_entries",
        "INSERT OR REPLACE INTO audit_entries SELECT * FROM audit_entries WHERE seq = 2",
        "TRUNCATE audit_entries",
    ],
)
def test_the_database_itself_refuses_to_change_entries(statement: str, session: Session) -> None:
    engines = {"INSERT OR REPLACE": "sqlite", "TRUNCATE": "postgresql"}
    only = next((engine for start, engine in engines.items() if statement.startswith(start)), None)
    fill(session, 3)
    if only not in (None, session.get_bind().dialect.name):
        statement = "DELETE FROM audit_entries WHERE seq = 3"  # words the other engine lacks
    with pytest.raises(sqlalchemy.exc.DatabaseError, match="append-only"):
        session.execute(text(statement))
    session.rollback()
    assert verify(session).entries == 3


def test_what_was_done_is_sealed(session: Session) -> None:
    fill(session)
    raw = session.execute(text("SELECT * FROM audit_entries")).all()
    stored = b"".join(bytes(row.content) for row in raw)
    assert b"secret words" not in stored
    assert b"A Person" not in stored


def test_a_look_is_recorded_in_a_transaction_of_its_own(app: Flask, session: Session) -> None:
    with app.app_context(), clock.frozen(NOON):
        record_view(actor=PERSON, action="looked", kind="report", subject="abc", detail={"a": 1})
    line = trail_page(session, narrowed=TrailFilter()).lines[0]
    assert (line.at, line.actor, line.action, line.kind, line.subject, line.detail) == (
        NOON,
        "A Person",
        "looked",
        "report",
        "abc",
        {"a": 1},
    )


def test_the_trail_is_narrowed_and_paged(session: Session) -> None:
    fill(session, PAGE + 3)
    record(session, actor=SYSTEM, action="exported", kind="x", subject=1, now=NOON.replace(day=2))
    first = trail_page(session, narrowed=TrailFilter())
    assert (first.total, first.pages, len(first.lines)) == (PAGE + 4, 2, PAGE)
    assert [line.seq for line in first.lines[:2]] == [PAGE + 4, PAGE + 3]
    last = trail_page(session, narrowed=TrailFilter(), number=99)
    assert (last.number, len(last.lines)) == (2, 4)
    assert trail_page(session, narrowed=TrailFilter(action="exported")).total == 1
    assert trail_page(session, narrowed=TrailFilter(actor_id=PERSON.id)).total == (PAGE + 3) // 2
    assert trail_page(session, narrowed=TrailFilter(day=date(2025, 6, 2))).total == 1
    assert list(actions_in_trail(session)) == ["exported", "looked"]
    assert actors_in_trail(session) == [(PERSON.id, "A Person")]


def test_a_day_is_a_day_in_london(session: Session) -> None:
    late = datetime(2025, 6, 1, 23, 30, tzinfo=UTC)  # half past midnight of the 2nd in London
    record(session, actor=SYSTEM, action="looked", kind="x", subject=1, now=late)
    assert trail_page(session, narrowed=TrailFilter(day=date(2025, 6, 2))).total == 1
    assert trail_page(session, narrowed=TrailFilter(day=date(2025, 6, 1))).total == 0
