"""What is left of a visit: the answers and their day, and nothing else, in no file and no log."""

import logging
import re
from datetime import UTC, datetime
from hashlib import md5, sha256
from ipaddress import ip_address
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core import clock
from engagement.core.db import Base, db
from engagement.core.settings import Settings
from surveys.models import Survey
from tests.integration.reports.journey.canary import ADDRESS, BROWSER, OpenedBackup, dump
from tests.integration.surveys.answering.walk import Respondent

MOMENT = datetime(2031, 5, 17, 3, 41, 52, 987654, tzinfo=UTC)
WRITTEN = "behind the canary wharf"
TRACES = (
    ADDRESS,
    "203.0.113",
    BROWSER,
    "03:41",
    "04:41",
    "41:52",
    str(int(MOMENT.timestamp())),
    ip_address(ADDRESS).packed.hex(),
    *(kind(ADDRESS.encode()).hexdigest() for kind in (sha256, md5)),
)
"""Of the device and the moment: nowhere, sealed or not. The day of a response is kept."""


def send_one(app: Flask, *, save: bool = False) -> Respondent:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = ADDRESS
    walk = Respondent(client, headers={"User-Agent": BROWSER, "X-Forwarded-For": ADDRESS})
    with clock.frozen(MOMENT):
        walk.open("/survey/how-safe-we-feel/")
        walk.begin()
        walk.say({"safe": "unsafe"})
        walk.say({"why/reasons": ["dark"]})
        walk.say({"why/comment": WRITTEN})
        if save:
            walk.say({"times": "2"}, press="Save and finish later")
            return walk
        walk.say()
        walk.say({"you/age": "a18"})
        assert walk.say(press="Send").heading == "Thank you. We have your answers"
    return walk


@pytest.mark.parametrize("how", ["sent", "saved"])
@pytest.mark.settings(log_level="DEBUG")
def test_no_address_browser_or_moment_stays_anywhere_and_no_text_unsealed(
    app: Flask,
    survey: Survey,
    session: Session,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    how: str,
) -> None:
    send_one(app, save=how == "saved")

    def in_files() -> set[str]:
        files = [path for path in settings.instance_dir.rglob("*") if path.is_file()]
        content = b"".join(path.read_bytes() for path in files)
        return {one for one in (*TRACES, WRITTEN) if one.encode() in content}

    if settings.database_url.startswith("sqlite"):
        wal = Path(settings.database_url.removeprefix("sqlite:///") + "-wal")
        assert wal.stat().st_size, "what was just written stands in it"
    assert in_files() == set()
    said = dump(session) + "\n".join(str(record.__dict__) for record in caplog.records)
    assert [one for one in TRACES if one in said] == []
    with app.app_context():
        db.engine.dispose()
    assert in_files() == set()


def test_a_backup_made_afterwards_holds_none_of_it_either(
    app: Flask, survey: Survey, session: Session, tmp_path: Path
) -> None:
    send_one(app)

    backup = OpenedBackup(app, tmp_path)

    for content in (backup.plain(), backup.file.read_bytes(), backup.restored().encode()):
        assert [one for one in TRACES if one.encode() in content] == []


@pytest.mark.settings(log_level="DEBUG")
def test_a_response_leaves_no_log_line_no_job_and_no_audit_event(
    app: Flask, survey: Survey, session: Session, caplog: pytest.LogCaptureFixture
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

    assert {name for name, count in rows().items() if count > before[name]} == {"survey_responses"}
    lines = [one for one in caplog.records if "/survey" in one.getMessage() + str(one.__dict__)]
    assert [one for one in lines if one.levelno < logging.ERROR and one.name == "access"] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_order_of_arrival_is_not_in_the_file(app: Flask, session: Session) -> None:
    tables = sa.select(sa.text("sql")).select_from(sa.text("sqlite_master"))
    described = [sql.replace('"', "") for sql in session.scalars(tables) if sql]

    for name in ("survey_responses", "survey_drafts", "survey_tones"):
        (statement,) = (sql for sql in described if re.match(rf"CREATE TABLE {name} ", sql))
        assert "WITHOUT ROWID" in statement
