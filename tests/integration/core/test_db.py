"""Writers queue on SQLite instead of failing; moments keep their zone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core import clock
from engagement.core.db import reading, transaction
from engagement.core.jobs import Heartbeat


def test_eight_writers_that_read_first_all_succeed(app: Flask) -> None:
    def read_then_write(number: int) -> None:
        with app.app_context():
            for step in range(20):
                with transaction() as session:
                    session.scalar(sa.select(sa.func.count()).select_from(Heartbeat))
                    session.add(Heartbeat(name=f"{number}-{step}", at=clock.now()))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(read_then_write, range(8)))
    with app.app_context(), reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Heartbeat)) == 160


def test_a_reader_does_not_wait_for_a_writer(app: Flask, session: Session) -> None:
    session.add(Heartbeat(name="unfinished", at=clock.now()))
    session.flush()
    with app.app_context(), reading() as other:
        assert other.get(Heartbeat, "unfinished") is None


def test_a_failed_transaction_leaves_nothing(app: Flask) -> None:
    def broken() -> None:
        with transaction() as session:
            session.add(Heartbeat(name="half", at=clock.now()))
            session.flush()
            raise ArithmeticError

    with app.app_context():
        with pytest.raises(ArithmeticError):
            broken()
        with reading() as session:
            assert session.get(Heartbeat, "half") is None


def test_a_moment_comes_back_as_it_was_in_utc(app: Flask, session: Session) -> None:
    moment = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=timezone(timedelta(hours=1)))
    session.add(Heartbeat(name="moment", at=moment))
    session.commit()
    with app.app_context(), reading() as other:
        row = other.get(Heartbeat, "moment")
        assert row is not None
        assert row.at == moment
        assert row.at.tzinfo == UTC


def test_a_moment_without_zone_is_refused(session: Session) -> None:
    session.add(Heartbeat(name="naive", at=datetime(2026, 7, 1)))  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        session.flush()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_is_as_safe_as_we_say(app: Flask) -> None:
    with app.app_context(), reading() as session:
        settings = {
            name: session.scalar(sa.text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }
