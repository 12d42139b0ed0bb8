"""Jobs: stored with the work, done once, found again after a crash."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core import clock, jobs
from engagement.core.db import transaction
from engagement.core.jobs import Heartbeat, Job, JobRun, JobState, enqueue
from engagement.core.settings import Settings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def handler() -> Iterator[Callable[..., None]]:
    """Register handlers for one test."""
    names = []

    def register(name: str, function: Callable[..., None], **options: Any) -> None:
        names.append(name)
        jobs.job(name, **options)(function)

    yield register
    for name in names:
        jobs.HANDLERS.pop(name)
        jobs.PERIODIC.pop(name, None)


def states(app: Flask) -> list[tuple[JobState, int]]:
    with app.app_context(), transaction() as session:
        rows = session.execute(sa.select(Job.state, Job.attempt).order_by(Job.created_at, Job.id))
        return [(state, attempt) for state, attempt in rows]


def test_a_job_runs_only_after_its_transaction_was_committed(
    session: Session, handler: Callable[..., None]
) -> None:
    ran: list[bool] = []
    handler("test.note", lambda run: ran.append(True))
    with session.begin_nested():
        enqueue(session, "test.note")
    assert ran == []
    session.commit()
    assert ran == [True]


def test_a_job_that_was_rolled_back_never_runs(
    app: Flask, session: Session, handler: Callable[..., None]
) -> None:
    ran: list[bool] = []
    handler("test.note", lambda run: ran.append(True))
    enqueue(session, "test.note")
    session.rollback()
    assert ran == []
    assert states(app) == []


def test_an_unknown_job_is_refused_when_it_is_asked_for(session: Session) -> None:
    with pytest.raises(LookupError, match=r"test\.unknown"):
        enqueue(session, "test.unknown")


def test_a_job_whose_queue_was_away_is_sent_by_the_sweeper(
    app: Flask, session: Session, handler: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[bool] = []
    handler("test.note", lambda run: ran.append(True))
    queue = app.extensions["jobs"]
    with monkeypatch.context() as away:
        away.setattr(queue, "_task", lambda job_id: (_ for _ in ()).throw(ConnectionError()))
        enqueue(session, "test.note")
        session.commit()
    assert ran == []
    with app.app_context():
        assert queue.sweep() == 1
        assert queue.sweep() == 0
    assert ran == [True]
    assert states(app) == [(JobState.DONE, 1)]


def test_a_job_sent_twice_runs_once(
    app: Flask, session: Session, handler: Callable[..., None]
) -> None:
    ran: list[bool] = []
    handler("test.note", lambda run: ran.append(True))
    row = enqueue(session, "test.note")
    session.commit()
    app.extensions["jobs"].run(str(row.id))
    assert ran == [True]


def test_a_failing_job_is_tried_again_later_and_at_last_given_up(
    app: Flask, session: Session, handler: Callable[..., None]
) -> None:
    def fail(run: JobRun) -> None:
        raise ArithmeticError

    handler("test.fail", fail)
    with clock.frozen(NOW):
        enqueue(session, "test.fail")
        session.commit()
    assert states(app) == [(JobState.QUEUED, 1)]
    for attempt in range(1, jobs.MAX_ATTEMPTS + 3):
        with clock.frozen(NOW + timedelta(hours=attempt)), app.app_context():
            app.extensions["jobs"].sweep()
    assert states(app) == [(JobState.FAILED, jobs.MAX_ATTEMPTS)]


def test_a_worker_that_comes_back_after_its_lease_cannot_write(
    app: Flask, session: Session, handler: Callable[..., None]
) -> None:
    def overtaken(run: JobRun) -> None:
        with transaction() as other:
            other.execute(sa.update(Job).values(attempt=run.attempt + 1))
        with run.finish() as late:
            late.add(Heartbeat(name="late", at=NOW))

    handler("test.overtaken", overtaken)
    enqueue(session, "test.overtaken")
    session.commit()
    with app.app_context(), transaction() as after:
        assert after.get(Heartbeat, "late") is None
        assert after.scalar(sa.select(Job.state)) == JobState.RUNNING


def test_progress_is_seen_while_a_job_runs(
    app: Flask, session: Session, handler: Callable[..., None]
) -> None:
    seen: list[sa.Row[int, int]] = []

    def counting(run: JobRun) -> None:
        with run.transaction(done=3, total=7):
            pass
        with transaction() as other:
            seen.append(other.execute(sa.select(Job.done, Job.total)).one())

    handler("test.counting", counting)
    enqueue(session, "test.counting")
    session.commit()
    assert seen == [(3, 7)]


def test_a_periodic_job_is_started_by_one_worker_only(
    app: Flask, session: Session, handler: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[bool] = []
    monkeypatch.setattr(jobs, "PERIODIC", {})
    handler("test.hourly", lambda run: ran.append(True), every=timedelta(hours=1))
    queue = app.extensions["jobs"]
    with app.app_context():
        with clock.frozen(NOW):
            assert queue.start_due() == ["test.hourly"]
            assert queue.start_due() == []
        with clock.frozen(NOW + timedelta(minutes=59)):
            assert queue.start_due() == []
        with clock.frozen(NOW + timedelta(minutes=61)):
            assert queue.start_due() == ["test.hourly"]
    assert ran == [True, True]


def _worker(settings: Settings) -> subprocess.Popen[bytes]:
    environ = os.environ | {
        "SECRET_KEY": settings.secret_key,
        "SEAL_KEYS": settings.seal_keys,
        "PUBLIC_BASE_URL": settings.public_base_url,
        "DATABASE_URL": settings.database_url,
        "JOBS_URL": settings.jobs_url,
        "INSTANCE_DIR": str(settings.instance_dir),
        "JOB_LEASE_SECONDS": "2",
        "JOB_SWEEP_SECONDS": "1",
        "PYTHONPATH": str(ROOT),
    }
    app = str(Path(__file__).with_name("job_app.py"))
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", app, "worker"], env=environ, cwd=ROOT
    )


def _wait_for(what: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


@pytest.mark.settings(jobs_immediate=False)
def test_a_worker_killed_in_mid_job_leaves_it_to_the_next_which_finishes_it_once(
    app: Flask, settings: Settings, session: Session, handler: Callable[..., None], tmp_path: Path
) -> None:
    handler("test.slow", lambda run, folder: None)
    jobs_url = settings.jobs_url
    assert jobs_url.startswith("sqlite")
    enqueue(session, "test.slow", folder=str(tmp_path))
    session.commit()
    first = _worker(settings)
    try:
        _wait_for((tmp_path / "begun-1").exists)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    second = _worker(settings)
    try:
        _wait_for(lambda: states(app)[0][0] == JobState.DONE)
    finally:
        second.terminate()
        second.wait(timeout=20)
    assert states(app)[0] == (JobState.DONE, 2)
    with app.app_context(), transaction() as after:
        effects = sa.select(sa.func.count()).where(Heartbeat.name.startswith("effect-"))
        assert after.scalar(effects) == 1
