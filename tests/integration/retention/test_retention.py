"""Promise 35: the clock moves on, all that is due has gone, and a log of it stays."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from engagement.audit.commands import record
from engagement.audit.models import AuditEntry
from engagement.audit.queries import verify
from engagement.core import clock
from engagement.core.actor import SYSTEM, Role
from engagement.core.db import Base, transaction
from engagement.core.jobs import JobState, enqueue
from engagement.reports.concerns import Concern
from engagement.reports.models import (
    AboutPerson,
    ImportState,
    Outcome,
    Report,
    ReportCount,
    ReportImport,
    ReportRelease,
    ReportState,
    ReportText,
)
from engagement.reports.retention import destroy_reports
from engagement.retention import commands
from engagement.retention import jobs as retention_jobs
from engagement.retention.models import RetentionCertificate
from engagement.retention.queries import first_broken_certificate
from tests import factories
from tests.integration.accounts.people import make_officer, signed_in_client

START = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 9)


def report(session: Session, **changes: Any) -> Report:
    values: dict[str, Any] = {"occurred_on": date(2026, 3, 10), "received_week": MONDAY}
    return factories.report(session, **values | changes)


def run(app: Flask, moment: datetime, *, sure: bool = False) -> Mapping[str, dict[str, object]]:
    """The job at a moment; or, over a gap, by a person who is `sure`; the certificate's lines."""
    with clock.frozen(moment):
        if sure:
            app.test_cli_runner().invoke(args=["retention", "run", "--sure"])
        else:
            with app.app_context(), transaction() as session:
                enqueue(session, "retention.run")
    with app.app_context(), transaction() as session:
        finished = select(RetentionCertificate).where(RetentionCertificate.number.is_not(None))
        last = finished.order_by(RetentionCertificate.number.desc()).limit(1)
        certificate = session.scalars(last).one()
        assert certificate.run_at == moment
        return {line["kind"]: dict(line) for line in certificate.lines}


def count(session: Session, model: type[Base]) -> int:
    session.rollback()
    found = session.scalar(select(func.count()).select_from(model)) or 0
    session.rollback()  # a session that writes would hold the lock
    return found


def add_one_of_everything(session: Session) -> None:
    closed = report(
        session, state=ReportState.CLOSED, outcome=Outcome.CLEARED, closed_on=MONDAY, burst=7
    )
    session.add(ReportText(report_id=closed.id, text="words", quarantined=False))
    session.add(AboutPerson(quarter="2026-Q1", answers={"age": "30-39"}))
    record(session, actor=SYSTEM, action="looked", kind="report", subject=closed.id, now=START)
    factories.some_job(session, "x", created_at=START, state=JobState.DONE, finished_at=START)


def test_when_the_clock_moves_on_all_that_is_due_goes_and_the_log_stays(
    app: Flask, session: Session
) -> None:
    add_one_of_everything(session)
    days = {"jobs": 31, "free-text": 89, "bursts": 405, "about-people": 751, "reports": 751}
    gone: set[str] = set()
    passing = sorted({*range(31, 2200, 50), *days.values()})
    for day in passing:
        lines = run(app, START + timedelta(days=day))
        gone |= {name for name, line in lines.items() if line["destroyed"]}
        assert {kind for kind, due in days.items() if due <= day} <= gone, day
        assert all(line["left"] == 0 and not line["fault"] for line in lines.values())
    run(app, START + timedelta(days=2200))

    assert count(session, Report) == count(session, ReportText) == count(session, AboutPerson) == 0
    assert session.scalar(select(func.min(AuditEntry.at))) == START + timedelta(days=31)
    assert verify(session).ok
    assert count(session, RetentionCertificate) == len(passing) + 1
    assert first_broken_certificate(session) is None
    assert {row.concern: row.n for row in session.scalars(select(ReportCount))} == {
        "": 1,
        "badly-lit": 1,
    }


def test_frozen_releases_stay(app: Flask, session: Session) -> None:
    frozen = {"content": b"{}", "sha256": "0" * 64, "policy": "sdc-1", "made_on": MONDAY}
    session.add(ReportRelease(**frozen))
    report(session)
    session.commit()
    run(app, START + timedelta(days=4000))
    assert (count(session, Report), count(session, ReportRelease)) == (0, 1)


def test_nothing_goes_a_day_too_early(app: Flask, session: Session) -> None:
    add_one_of_everything(session)
    for kind, days in {"free-text": 88, "bursts": 404, "reports": 750, "about-people": 750}.items():
        line = run(app, START + timedelta(days=days), sure=True)[kind]
        assert (line["due"], line["destroyed"]) == (0, 0), kind


def test_reports_become_counts_by_source_month_district_concern_and_end(
    app: Flask, session: Session
) -> None:
    for state in (ReportState.NEW, ReportState.HELD, ReportState.REJECTED, ReportState.PASSED_ON):
        report(session, state=state, concerns=(Concern.BADLY_LIT, Concern.RUNDOWN))
    report(session, state=ReportState.CLOSED, outcome=Outcome.NO_MONEY)
    report(session, state=ReportState.WITHDRAWN, concerns=(), occurred_on=None, district_code=None)
    kept = report(session, occurred_on=date(2026, 5, 1))
    made_up = report(session, demonstration=True)
    session.commit()
    run(app, START + timedelta(days=753))

    session.rollback()
    assert set(session.scalars(select(Report.id))) == {kept.id, made_up.id}
    alls = select(ReportCount).where(ReportCount.concern == "").order_by(ReportCount.ended)
    found = [(c.source, c.month, c.district_code, c.ended, c.n) for c in session.scalars(alls)]
    assert found == [
        ("public", "2026-03", factories.BOSTON, "accepted", 1),
        ("public", "2026-03", factories.BOSTON, "not-done", 1),
        ("public", "2026-03", factories.BOSTON, "rejected", 1),
        ("public", "2026-03", factories.BOSTON, "unchecked", 2),
        ("public", "2026-03", "", "withdrawn", 1),
    ]
    rundown = select(func.sum(ReportCount.n)).where(ReportCount.concern == "rundown")
    assert session.scalar(rundown) == 4


def test_counts_of_later_runs_are_added(app: Flask, session: Session) -> None:
    for week in (MONDAY, MONDAY + timedelta(weeks=3)):
        report(session, received_week=week)
    session.commit()
    for days in (753, 800):
        run(app, START + timedelta(days=days))
    session.rollback()
    assert session.scalar(select(ReportCount.n).where(ReportCount.concern == "")) == 2


def test_an_imported_report_is_kept_from_the_day_of_its_import(
    app: Flask, session: Session
) -> None:
    made = ReportImport(
        id=uuid4(),
        source="old",
        file_name="old.csv",
        file_sha256="0" * 64,
        mapping={},
        state=ImportState.DONE,
        started_at=START,
        started_by=None,
    )
    session.add(made)
    session.flush()
    old = {"import_id": made.id, "source": "old", "received_week": None}
    report(session, occurred_on=date(2019, 1, 5), **old)
    report(session, occurred_on=None, **old)
    session.commit()
    assert run(app, START + timedelta(days=730))["reports"]["destroyed"] == 0
    assert run(app, START + timedelta(days=731))["reports"]["destroyed"] == 2


def test_words_of_a_rejected_report_go_and_of_an_open_one_stay(
    app: Flask, session: Session
) -> None:
    for state in (ReportState.REJECTED, ReportState.PASSED_ON):
        one = report(session, state=state)
        session.add(ReportText(report_id=one.id, text="words", quarantined=True))
    session.commit()
    assert run(app, START + timedelta(days=100))["free-text"]["destroyed"] == 1
    assert count(session, ReportText) == 1


def test_more_than_a_step_goes_in_one_run(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention_jobs, "CHUNK", 3)
    for _number in range(7):
        report(session)
    session.commit()
    line = run(app, START + timedelta(days=753))["reports"]
    assert (line["due"], line["destroyed"], line["left"]) == (7, 7, 0)


def test_a_run_that_was_broken_off_goes_on_and_forgets_nothing(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention_jobs, "CHUNK", 3)
    for _number in range(7):
        report(session)
    session.commit()
    whole = commands.destroy_some

    def fails_late(*args: object, **kwargs: object) -> int:
        if kwargs["rule"].kind == "reports" and not next(steps, False):  # type: ignore[attr-defined]
            raise OSError("power cut")
        return whole(*args, **kwargs)  # type: ignore[arg-type]

    days, id = dict.fromkeys(_kinds(app), 730), uuid4()
    steps = iter([True])
    monkeypatch.setattr(retention_jobs, "destroy_some", fails_late)
    moment = START + timedelta(days=753)
    with app.app_context(), clock.frozen(moment):
        with pytest.raises(OSError, match="power cut"):
            retention_jobs.destroy_all(transaction, id=id, days=days)
        monkeypatch.setattr(retention_jobs, "destroy_some", whole)
        retention_jobs.destroy_all(transaction, id=id, days=days)
    session.rollback()
    lines = {line["kind"]: line for line in session.get_one(RetentionCertificate, id).lines}
    assert (lines["reports"]["due"], lines["reports"]["destroyed"]) == (7, 7)


def _kinds(app: Flask) -> list[str]:
    return [rule.kind for rule in app.extensions["retention"]]


def test_a_broken_trail_is_not_pruned_and_everything_else_goes(
    app: Flask, session: Session
) -> None:
    report(session)
    record(session, actor=SYSTEM, action="looked", kind="x", subject=1, now=START)
    session.execute(text("UPDATE audit_head SET seal = :seal"), {"seal": bytes(32)})
    session.commit()
    lines = run(app, START + timedelta(days=2300), sure=True)
    assert "broken" in str(lines["audit"]["fault"])
    assert (lines["audit"]["left"], lines["reports"]["destroyed"]) == (1, 1)
    client = signed_in_client(app, session, make_officer(session, Role.ADMINISTRATOR))
    one = session.scalars(select(RetentionCertificate)).one()
    assert "The audit trail is broken" in client.get(f"/retention/{one.id}").text


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE retention_certificates SET lines = '[]' WHERE number = 2",
        "UPDATE retention_certificates SET policy = '{\"reports\": 1}' WHERE number = 2",
        "UPDATE retention_certificates SET run_at = '2026-01-01 00:00:00' WHERE number = 2",
        "DELETE FROM retention_certificates WHERE number = 2",
    ],
)
def test_a_certificate_that_was_changed_or_taken_away_is_found(
    app: Flask, session: Session, damage: str
) -> None:
    for day in range(3):
        run(app, START + timedelta(days=day))
    session.execute(text(damage))
    session.commit()
    assert first_broken_certificate(session) == 2
    client = signed_in_client(app, session, make_officer(session, Role.ADMINISTRATOR))
    assert "Certificate 2 was changed" in client.get("/retention/").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_last_certificate_that_was_taken_away_is_missed(app: Flask, session: Session) -> None:
    for day in range(3):
        run(app, START + timedelta(days=day))
    session.execute(text("DELETE FROM retention_certificates WHERE number = 3"))
    session.commit()
    assert first_broken_certificate(session) == 3


def test_what_a_run_destroyed_that_came_to_no_end_is_certified_by_the_next(
    app: Flask, session: Session
) -> None:
    report(session)
    session.commit()
    days, id, moment = dict.fromkeys(_kinds(app), 730), uuid4(), START + timedelta(days=753)
    with app.app_context(), clock.frozen(moment):
        retention_jobs.destroy_all(transaction, id=id, days=days)
    run(app, moment + timedelta(hours=1))
    session.rollback()
    assert session.get_one(RetentionCertificate, id).number is None, "it may still be going on"
    session.rollback()
    run(app, moment + timedelta(days=1))
    session.rollback()
    session.expire_all()
    cut_off = session.get_one(RetentionCertificate, id)
    assert (cut_off.number, _destroyed(cut_off)) == (2, 1)
    session.rollback()
    assert first_broken_certificate(session) is None


def _destroyed(certificate: RetentionCertificate) -> int:
    return sum(line["destroyed"] for line in certificate.lines if line["kind"] == "reports")


def test_a_rule_that_fails_keeps_no_other_from_what_is_due(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(session: Session, *, before: date, limit: int) -> int:
        session.execute(text("SELECT nothing FROM nowhere"))
        return 0

    rules = app.extensions["retention"]
    broken = tuple(replace(one, destroy=fails) if one.kind == "audit" else one for one in rules)
    monkeypatch.setitem(app.extensions, "retention", broken)
    report(session)
    session.commit()
    lines = run(app, START + timedelta(days=753))
    assert str(lines["audit"]["fault"]).startswith("It failed: ")
    assert lines["reports"]["destroyed"] == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_runs_at_once_count_no_report_twice(app: Flask, session: Session) -> None:
    report(session)
    session.commit()
    late = (START + timedelta(days=753)).date()
    with app.app_context(), transaction() as one:
        assert destroy_reports(one, before=late, limit=10) == 1
        with transaction() as other:
            assert destroy_reports(other, before=late, limit=10) == 0
    session.rollback()
    assert session.scalar(select(ReportCount.n).where(ReportCount.concern == "")) == 1


def test_officers_read_rules_and_certificates_and_take_them_away(
    app: Flask, session: Session
) -> None:
    report(session)
    session.commit()
    run(app, START + timedelta(days=753))
    officer = make_officer(session, Role.DATA_PROTECTION_OFFICER)
    client = signed_in_client(app, session, officer)
    page = client.get("/retention/").text
    assert "Lines of the audit" in page
    assert "2,192" in page or "2192" in page
    one = session.scalars(select(RetentionCertificate)).one()
    shown = client.get(f"/retention/{one.id}").text
    assert one.hash.hex() in shown
    assert "somebody changed it" not in shown
    as_text = client.get(f"/retention/{one.id}.txt")
    assert as_text.mimetype == "text/plain"
    assert "(reports)\n  Days kept: 730\n  Over if before: 2026-04-03\n  Due: 1" in as_text.text
    as_json = client.get(f"/retention/{one.id}.json").get_json()
    assert (as_json["number"], as_json["holds"], as_json["hash"]) == (1, True, one.hash.hex())
    assert client.get(f"/retention/{uuid4()}").status_code == 404
    entry = select(AuditEntry).where(AuditEntry.action == "retention-run")
    assert session.scalars(entry).one().subject == str(one.id)


def test_preview_changes_nothing_and_run_does_it(app: Flask, session: Session) -> None:
    report(session)
    session.commit()
    runner = app.test_cli_runner()
    with clock.frozen(START + timedelta(days=753)):
        seen = runner.invoke(args=["retention", "preview"])
        assert "reports: 1 due, from before 2026-04-03 (kept 730 days from" in seen.output
        assert count(session, Report) == 1
        assert count(session, RetentionCertificate) == 0
        done = runner.invoke(args=["retention", "run"])
    assert done.exit_code == 0, done.output
    assert "reports: 1 destroyed, 0 left" in done.output
    assert "Certificate 1 (" in done.output
    assert count(session, Report) == 0
