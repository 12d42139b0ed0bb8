"""A clock that cannot be right destroys nothing, until a person vouches for it."""

import logging
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engagement.audit.commands import record
from engagement.audit.queries import TrailFilter, trail_page
from engagement.core import clock
from engagement.core.actor import SYSTEM, Role
from engagement.core.db import Base, transaction
from engagement.core.jobs import Job, JobState, enqueue
from engagement.reports.models import Report
from engagement.retention.models import RetentionCertificate
from tests import factories
from tests.integration.accounts.people import make_officer, signed_in_client

START = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
YEARS = timedelta(days=3650)
DAY = timedelta(days=1)


def job(app: Flask, moment: datetime) -> None:
    with app.app_context(), clock.frozen(moment), transaction() as session:
        enqueue(session, "retention.run")


def command(app: Flask, moment: datetime, *args: str) -> Result:
    with clock.frozen(moment):
        return app.test_cli_runner().invoke(args=["retention", *args])


def count(session: Session, model: type[Base]) -> int:
    session.rollback()
    found = session.scalar(select(func.count()).select_from(model)) or 0
    session.rollback()
    return found


@pytest.fixture
def kept(app: Flask, session: Session) -> Session:
    """A report of that month, and the certificate of that day."""
    factories.report(session, occurred_on=date(2026, 3, 10), received_week=date(2026, 3, 9))
    session.commit()
    job(app, START)
    assert count(session, Report) == count(session, RetentionCertificate) == 1
    return session


@pytest.mark.parametrize("gap", [YEARS, timedelta(days=60, seconds=1), -DAY], ids=str)
def test_the_job_refuses_and_says_so_in_the_log(
    app: Flask, kept: Session, gap: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    job(app, START + gap)

    assert count(kept, Report) == count(kept, RetentionCertificate) == 1
    (line,) = [one for one in caplog.records if one.name == "engagement.retention.jobs"]
    assert (line.levelno, "the clock is in doubt" in line.getMessage()) == (logging.ERROR, True)
    assert "of 2026-03-11 12:00 UTC" in str(vars(line)["cause"])
    newest = select(Job).where(Job.name == "retention.run").order_by(Job.created_at)
    jobs = kept.scalars(newest).all()
    assert {one.state for one in jobs} == {JobState.DONE}, "trying again at once would not help"
    assert "refused: the clock is in doubt" in {one.message for one in jobs}


@pytest.mark.parametrize("gap", [timedelta(days=60), timedelta(minutes=-4)], ids=str)
def test_what_a_holiday_or_two_machines_explain_is_no_doubt(
    app: Flask, kept: Session, gap: timedelta
) -> None:
    job(app, START + gap)
    assert count(kept, RetentionCertificate) == 2


def test_without_a_certificate_the_newest_audit_entry_tells_the_time(
    app: Flask, session: Session
) -> None:
    factories.report(session, occurred_on=date(2026, 3, 10), received_week=date(2026, 3, 9))
    for day in (0, 3):
        record(session, actor=SYSTEM, action="looked", kind="x", subject=day, now=START + day * DAY)
    session.commit()
    job(app, START + YEARS)
    assert count(session, Report) == 1
    refused = command(app, START + YEARS, "run")
    assert "after the last audit entry of 2026-03-14" in refused.output
    job(app, START + 63 * DAY)
    assert count(session, RetentionCertificate) == 1


def test_the_command_refuses_with_advice_and_goes_when_a_person_is_sure(
    app: Flask, kept: Session
) -> None:
    seen = command(app, START + YEARS, "preview")
    assert "reports: 1 due" in seen.output
    assert "A run would be refused." in seen.output
    refused = command(app, START + YEARS, "run")
    assert refused.exit_code == 1
    assert (
        "Nothing was destroyed. The clock says 2036-03-08 12:00 UTC, 3,650 days" in refused.output
    )
    assert "flask retention run --sure" in refused.output
    assert count(kept, Report) == 1

    sure = command(app, START + YEARS, "run", "--sure")

    assert sure.exit_code == 0, sure.output
    assert count(kept, Report) == 0
    line = trail_page(kept, narrowed=TrailFilter(action="retention-run")).lines[0]
    assert line.detail["sure"] is True
    kept.rollback()
    job(app, START + YEARS + DAY)
    assert count(kept, RetentionCertificate) == 3, "from then on the job goes again by itself"


def test_after_a_run_under_a_wrong_clock_a_person_sets_it_right(app: Flask, kept: Session) -> None:
    command(app, START + YEARS, "run", "--sure")
    refused = command(app, START + DAY, "run")
    assert (refused.exit_code, "before the last retention certificate" in refused.output) == (
        1,
        True,
    )
    assert command(app, START + DAY, "run", "--sure").exit_code == 0
    job(app, START + 2 * DAY)
    assert count(kept, RetentionCertificate) == 4


def test_a_run_that_came_to_no_end_is_not_certified_by_a_clock_in_doubt(
    app: Flask, kept: Session
) -> None:
    before = kept.scalars(select(RetentionCertificate.number)).all()
    kept.add(
        RetentionCertificate(
            run_at=START, policy={}, lines=[], previous=bytes(32), hash=bytes(32), id=uuid4()
        )
    )
    kept.commit()
    job(app, START + YEARS)
    kept.rollback()
    numbers = select(RetentionCertificate.number).where(RetentionCertificate.number.is_not(None))
    assert kept.scalars(numbers).all() == before


@pytest.mark.parametrize(
    ("gap", "words"), [(YEARS, "more than 60 days after"), (-DAY, "before the last thing")]
)
def test_the_page_says_that_nothing_is_destroyed(
    app: Flask, kept: Session, gap: timedelta, words: str
) -> None:
    officer = make_officer(kept, Role.DATA_PROTECTION_OFFICER)
    with clock.frozen(START + gap):
        page = signed_in_client(app, kept, officer).get("/retention/").text
    assert "Nothing is destroyed at present" in page
    assert words in page
    with clock.frozen(START + DAY):
        page = signed_in_client(app, kept, officer).get("/retention/").text
    assert "Nothing is destroyed at present" not in page
