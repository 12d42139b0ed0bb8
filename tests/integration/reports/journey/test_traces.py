"""What is left of a visit: the report, and nothing else, in no file and no log."""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.areas.locating import Located
from engagement.areas.models import AreaVersion
from engagement.core import clock
from engagement.core.db import Base, db
from engagement.core.settings import Settings
from engagement.reports.journey import views
from engagement.reports.models import Report
from tests import factories
from tests.html import words
from tests.integration.reports.journey.canary import (
    CANARIES,
    MOMENT,
    OpenedBackup,
    dump,
    send_one,
)
from tests.integration.reports.journey.walk import Walk


def take_back(walk: Walk) -> None:
    """Follow the report whose receipt is open, and take it back, at that moment."""
    code = next(words(e) for e in walk.page.all("strong") if words(e).count("-") == 2)
    with clock.frozen(MOMENT):
        walk.open("/report/receipt/")
        walk.send(code=code)
        walk.send("Take this report back")
        assert walk.send("Yes, take it back").heading == "Your report was taken back"


@pytest.mark.parametrize("afterwards", [lambda walk: None, take_back], ids=["sent", "taken back"])
@pytest.mark.settings(log_level="DEBUG")
def test_no_address_browser_time_or_typed_word_stays_anywhere(
    app: Flask,
    county: AreaVersion,
    session: Session,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    afterwards: Callable[[Walk], None],
) -> None:
    afterwards(send_one(app))

    def in_files() -> set[str]:
        """Canaries in the database, its -wal, the queue and whatever else was written."""
        files = [path for path in settings.instance_dir.rglob("*") if path.is_file()]
        content = b"".join(path.read_bytes() for path in files)
        return {canary for canary in CANARIES if canary.encode() in content}

    if settings.database_url.startswith("sqlite"):
        wal = Path(settings.database_url.removeprefix("sqlite:///") + "-wal")
        assert wal.stat().st_size, "what was just written stands in it"
    assert in_files() == set()
    said = dump(session) + "\n".join(str(record.__dict__) for record in caplog.records)
    assert [canary for canary in CANARIES if canary in said] == []
    with app.app_context():
        db.engine.dispose()
    assert in_files() == set()


@pytest.mark.parametrize("afterwards", [lambda walk: None, take_back], ids=["sent", "taken back"])
def test_a_backup_made_afterwards_holds_none_of_it_either(
    app: Flask,
    county: AreaVersion,
    session: Session,
    tmp_path: Path,
    afterwards: Callable[[Walk], None],
) -> None:
    afterwards(send_one(app))

    backup = OpenedBackup(app, tmp_path)

    plain = backup.plain()
    assert f"{session.scalars(sa.select(Report.id)).one()}".encode() in plain
    session.rollback()
    for content in (plain, backup.file.read_bytes(), backup.restored().encode()):
        assert [canary for canary in CANARIES if canary.encode() in content] == []


@pytest.mark.settings(log_level="DEBUG")
def test_a_report_leaves_no_log_line_no_job_and_no_audit_event(
    app: Flask, county: AreaVersion, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    def rows() -> dict[str, int]:
        counts = {
            table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
        session.rollback()
        return counts

    before = rows()
    caplog.clear()

    send_one(app)

    grown = {name for name, count in rows().items() if count > before[name]}
    assert grown == {"reports", "report_concerns", "report_people"}
    posts = [
        r
        for r in caplog.records
        if getattr(r, "method", "") == "POST" or "/report" in r.getMessage()
    ]
    assert [record for record in posts if record.levelno < logging.ERROR] == []


def test_a_report_that_the_database_refuses_is_not_quoted_in_a_log_and_can_be_sent_again(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, session: Session
) -> None:
    walk.answer_all()
    nowhere = Located(factories.BOSTON, None, uuid4(), confirmed=True)
    with monkeypatch.context() as patched:
        patched.setattr(views, "locate", lambda _easting, _northing: nowhere)
        page = walk.send("Send it")

    assert (walk.response.status_code, page.heading) == (503, "We could not save or read just now")
    said = " ".join(f"{one.getMessage()} {one.exc_info} {one.exc_text}" for one in caplog.records)
    assert "database away" in said
    assert [word for word in ("532000", "badly-lit", "place-name", "INSERT") if word in said] == []
    assert walk.send("Try again").heading == "Thank you. We have your report"
    assert session.scalar(sa.select(sa.func.count()).select_from(Report)) == 1


def test_full_coordinates_are_not_stored(app: Flask, county: AreaVersion, session: Session) -> None:
    send_one(app)

    report = session.scalars(sa.select(Report)).one()
    numbers = {value for value in vars(report).values() if isinstance(value, float)}
    assert all(number % 10 == 0 for number in numbers)
    assert len(numbers) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_order_of_arrival_is_not_in_the_file(
    app: Flask, county: AreaVersion, session: Session, settings: Settings
) -> None:
    tables = sa.select(sa.text("sql")).select_from(sa.text("sqlite_master"))
    described = [
        row.replace('"', "")
        for row in session.scalars(tables.where(sa.text("name LIKE 'report%'")))
        if row
    ]
    session.rollback()

    assert Path(settings.database_url.removeprefix("sqlite:///")).exists()
    for name in ("reports", "report_concerns", "report_people", "report_texts", "report_shares"):
        (statement,) = (
            sql for sql in described if re.match(rf'CREATE TABLE "?{name}"? ', sql)
        )  # quoted where a migration wrote the table anew
        assert "WITHOUT ROWID" in statement
