"""Jobs: work outside a request. The row is the truth; Huey only carries its id.

A command enqueues inside its own transaction: the row is written with everything else, and its id
is sent to Huey once the root transaction has ended. What was not sent, or was left by a worker that
died, is sent again by the sweeper. A worker claims a job by raising its attempt number and holds it
under a lease that it renews; every transaction of the job checks that number first, so a worker
that comes back from the dead cannot write.
"""

import logging
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, Protocol, cast
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy import event, orm
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core import clock, lazy
from engagement.core.db import Base, Session, db, enum_type, transaction
from engagement.core.seal import Json
from engagement.core.settings import Settings

if TYPE_CHECKING:
    from huey.api import Huey

log = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 5
HEARTBEAT: Final = "worker"
QUEUE: Final = "safer-engagement"


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of work, from the moment a command asked for it."""

    __tablename__ = "jobs"
    __table_args__ = (
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state"),
        sa.Index(None, "state", "lease_until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    args: Mapped[dict[str, Json]] = mapped_column(sa.JSON)
    state: Mapped[JobState] = mapped_column(enum_type(JobState, 10), default=JobState.QUEUED)
    attempt: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str | None] = mapped_column(sa.String(500))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Periodic(Base):
    """When a periodic job is next due; whoever moves the date on is the one who runs it."""

    __tablename__ = "periodic"

    name: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    due_at: Mapped[datetime]


class Heartbeat(Base):
    """The last sign of life of a kind of process."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    at: Mapped[datetime]


class LostLease(Exception):
    """Another worker has taken the job over; nothing more of this run may be written."""


@dataclass(frozen=True, slots=True)
class JobRun:
    """One attempt at a job: the only way its handler writes."""

    id: UUID
    attempt: int

    @contextmanager
    def transaction(
        self, *, done: int | None = None, total: int | None = None
    ) -> Iterator[orm.Session]:
        """A write transaction that also records progress, refused when the lease was lost."""
        progress = {k: v for k, v in (("done", done), ("total", total)) if v is not None}
        with transaction() as session:
            self.hold(session, **progress)
            yield session

    @contextmanager
    def finish(self, message: str | None = None) -> Iterator[orm.Session]:
        """The last write transaction: its writes and "done" are stored together or not at all."""
        with transaction() as session:
            self.hold(session, state=JobState.DONE, message=message, finished_at=clock.now())
            yield session

    def hold(self, session: orm.Session, **values: object) -> None:
        """Write values on the job's row; LostLease when it is no longer this run's."""
        mine = sa.update(Job).where(
            Job.id == self.id, Job.attempt == self.attempt, Job.state == JobState.RUNNING
        )
        result = session.execute(mine.values(attempt=self.attempt, **values))
        if result.rowcount != 1:  # type: ignore[attr-defined]
            raise LostLease(self.id)


class Handler(Protocol):
    """What a job does: safe to run twice, writing only through its run."""

    def __call__(self, run: JobRun, /, **args: Json) -> None: ...


HANDLERS: Final[dict[str, Handler]] = {}
PERIODIC: Final[dict[str, timedelta]] = {}


def job(
    name: str, *, every: timedelta | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a handler; `every` makes it periodic, held by a database lease."""

    def register(handler: Callable[..., None]) -> Callable[..., None]:
        HANDLERS[name] = handler
        if every is not None:
            PERIODIC[name] = every
        return handler

    return register


def enqueue(session: orm.Session, name: str, **args: Json) -> Job:
    """Write the job in this transaction; it is sent once the root transaction has ended."""
    if name not in HANDLERS:
        raise LookupError(f"no job is called {name!r}")
    row = Job(id=uuid4(), name=name, args=args, created_at=clock.now())
    session.add(row)
    session.flush()
    session.info.setdefault("jobs", []).append(row.id)
    return row


def make_huey(jobs_url: str, *, immediate: bool = False) -> "Huey":
    """The queue's engine, chosen here and nowhere else: sqlite, postgresql or redis by the URL."""
    api = lazy.huey()
    if immediate:
        return api.MemoryHuey(QUEUE, results=False, immediate=True)
    engines: dict[str, Callable[[], Huey]] = {
        "sqlite": lambda: api.SqliteHuey(
            QUEUE, filename=jobs_url.removeprefix("sqlite:///"), results=False
        ),
        "postgresql": lambda: api.PostgresHuey(
            QUEUE, dsn=jobs_url.replace("postgresql+psycopg", "postgresql"), results=False
        ),
        "redis": lambda: api.RedisHuey(QUEUE, url=jobs_url, results=False),
    }
    return engines[urlsplit(jobs_url).scheme.partition("+")[0]]()


class Queue:
    """The app's queue: sends ids, and runs them in the worker."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = cast("Flask", weakref.proxy(app))  # sessions keep the queue, and not the app
        self.settings = settings
        self.lease = timedelta(seconds=settings.job_lease_seconds)

    @cached_property
    def huey(self) -> "Huey":
        """The engine, made when this process first sends or runs a job."""
        return make_huey(self.settings.jobs_url, immediate=self.settings.jobs_immediate)

    @cached_property
    def _task(self) -> Callable[[str], object]:
        """The one task that Huey knows."""
        task: Callable[[str], object] = self.huey.task(name="run_job")(self.run)
        return task

    def send(self, job_id: UUID) -> None:
        """Hand an id to Huey; when Huey's store is away the sweeper will send it later."""
        try:
            self._task(str(job_id))
        except Exception:
            log.exception("job not sent; the sweeper will", extra={"job": str(job_id)})

    def run(self, job_id: str) -> None:
        """Claim and run one job; nothing happens when another worker holds it or it has ended."""
        with self.app.app_context():
            claimed = self._claim(UUID(job_id))
            if claimed is None:
                return
            name, args, run = claimed
            with self._renewed(run):
                self._attempt(name, args, run)

    def sweep(self) -> int:
        """Send again what was left: queued and never sent, or running under a lease that ended."""
        now = clock.now()
        left = sa.or_(Job.lease_until.is_(None), Job.lease_until < now)
        with transaction() as session:
            ids = session.scalars(
                sa.select(Job.id)
                .where(Job.state.in_([JobState.QUEUED, JobState.RUNNING]), left)
                .order_by(Job.created_at)
            ).all()
            queued = sa.update(Job).where(Job.id.in_(ids), Job.state == JobState.QUEUED)
            session.execute(queued.values(lease_until=now + self.lease))
        for job_id in ids:
            self.send(job_id)
        return len(ids)

    def start_due(self) -> list[str]:
        """Enqueue every periodic job that is due; whichever worker moves its date on wins it."""
        now, started = clock.now(), []
        for name, every in PERIODIC.items():
            with transaction() as session:
                if session.get(Periodic, name) is None:
                    session.add(Periodic(name=name, due_at=now))
                    session.flush()
                due = sa.update(Periodic).where(Periodic.name == name, Periodic.due_at <= now)
                moved = session.execute(due.values(due_at=now + every))
                if moved.rowcount == 1:  # type: ignore[attr-defined]
                    enqueue(session, name)
                    started.append(name)
        return started

    def beat(self) -> None:
        """Record that a worker lives."""
        with transaction() as session:
            session.merge(Heartbeat(name=HEARTBEAT, at=clock.now()))

    def work(self) -> None:
        """Be a worker until told to stop: the Huey consumer, and a thread that beats and sweeps."""
        stop = threading.Event()
        ticker = threading.Thread(target=partial(self._tick, stop), name="ticker", daemon=True)
        ticker.start()
        _ = self._task  # registered before the first message is read
        try:
            self.huey.create_consumer(workers=1, periodic=False, max_delay=1.0).run()
        finally:
            stop.set()
            ticker.join(timeout=5)

    def _tick(self, stop: threading.Event) -> None:
        with self.app.app_context():
            while not stop.is_set():
                try:
                    self.beat()
                    self.start_due()
                    self.sweep()
                except Exception:
                    log.exception("the sweeper failed; it will try again")
                stop.wait(self.settings.job_sweep_seconds)

    def _claim(self, job_id: UUID) -> tuple[str, dict[str, Json], JobRun] | None:
        now = clock.now()
        free = sa.or_(
            Job.state == JobState.QUEUED,
            sa.and_(Job.state == JobState.RUNNING, Job.lease_until < now),
        )
        with transaction() as session:
            row = session.scalar(
                sa.select(Job).where(Job.id == job_id, free).with_for_update(skip_locked=True)
            )
            if row is None:
                return None
            row.attempt += 1
            if row.attempt > MAX_ATTEMPTS:
                row.state, row.finished_at = JobState.FAILED, now
                row.message = "given up: the worker died in it each time"
                return None
            row.state, row.lease_until = JobState.RUNNING, now + self.lease
            return row.name, dict(row.args), JobRun(id=row.id, attempt=row.attempt)

    @contextmanager
    def _renewed(self, run: JobRun) -> Iterator[None]:
        stop = threading.Event()

        def renew() -> None:
            with self.app.app_context():
                while not stop.wait(self.lease.total_seconds() / 3):
                    try:
                        with transaction() as session:
                            run.hold(session, lease_until=clock.now() + self.lease)
                    except LostLease:
                        return
                    except Exception:
                        log.exception("lease not renewed", extra={"job": str(run.id)})

        thread = threading.Thread(target=renew, name="lease", daemon=True)
        if not self.settings.jobs_immediate:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            if thread.is_alive():
                thread.join(timeout=5)

    def _attempt(self, name: str, args: dict[str, Json], run: JobRun) -> None:
        try:
            HANDLERS[name](run, **args)
            with transaction() as session:
                ended = sa.update(Job).where(Job.id == run.id, Job.state == JobState.RUNNING)
                session.execute(ended.values(state=JobState.DONE, finished_at=clock.now()))
        except LostLease:
            log.warning("job taken over by another worker", extra={"job": str(run.id)})
        except Exception as error:
            log.exception("job failed", extra={"job": str(run.id), "job_name": name})
            self._failed(run, error)

    def _failed(self, run: JobRun, error: Exception) -> None:
        last = run.attempt >= MAX_ATTEMPTS
        with transaction() as session:
            failed = sa.update(Job).where(Job.id == run.id, Job.attempt == run.attempt)
            session.execute(
                failed.values(
                    state=JobState.FAILED if last else JobState.QUEUED,
                    message=f"{type(error).__name__}"[:500],
                    lease_until=clock.now() + self.lease,
                    finished_at=clock.now() if last else None,
                )
            )


def init_jobs(app: Flask, settings: Settings) -> None:
    """Give the app its queue, and every session of the app the way to it."""
    made = Queue(app, settings)
    app.extensions["jobs"] = made
    with app.app_context():
        db.sessionmaker.configure(info={"queue": made})


def queue() -> Queue:
    """The current app's queue."""
    found: Queue = current_app.extensions["jobs"]
    return found


@event.listens_for(Session, "after_transaction_end")
def _send_when_ended(session: orm.Session, ended: orm.SessionTransaction) -> None:
    """Send after the root transaction; a job that was rolled back is not found, and ends there."""
    if ended.parent is None:
        for job_id in session.info.pop("jobs", ()):
            session.info["queue"].send(job_id)
