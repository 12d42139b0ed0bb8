"""What is left of a visit: the report, and nothing else, in no file and no log."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
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
from tests.integration.reports.journey.walk import Walk

ADDRESS = "203.0.113.77"
BROWSER = "CanaryBrowser/77.7"
TYPED = "behind the canary wharf"
MOMENT = datetime(2031, 5, 17, 3, 41, 52, 987654, tzinfo=UTC)
CANARIES = (
    ADDRESS,
    "203.0.113",
    BROWSER,
    TYPED,
    "2031-05-17",
    "17 May 2031",
    "03:41",
    "04:41",
    str(int(MOMENT.timestamp())),
)


def send_one(app: Flask) -> Walk:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = ADDRESS
    walk = Walk(client, headers={"User-Agent": BROWSER, "X-Forwarded-For": ADDRESS})
    with clock.frozen(MOMENT):
        walk.open("/report/what/")
        walk.send(what="place")
        walk.send(place=TYPED, longitude="-0.026647", latitude="52.976337")
        walk.send(about_place=["badly-lit"])
        walk.send(band="night")
        walk.send(age="45-54")
        walk.send(sex="female", religion="none", police="afraid")
        assert walk.send("Send it").heading == "Thank you. We have your report"
    return walk


def dump(session: Session) -> str:
    """Every cell of every table, as text."""
    tables = Base.metadata.sorted_tables
    cells = [cell for table in tables for row in session.execute(sa.select(table)) for cell in row]
    session.rollback()
    return "\n".join(cell.hex() if isinstance(cell, bytes) else str(cell) for cell in cells)


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

    with app.app_context():
        db.engine.dispose()
    session.rollback()
    files = [path.read_bytes() for path in settings.instance_dir.rglob("*") if path.is_file()]
    said = dump(session) + "\n".join(str(record.__dict__) for record in caplog.records)
    assert [canary for canary in CANARIES if canary in said] == []
    assert [c for c in CANARIES if any(c.encode() in content for content in files)] == []


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
