"""Many writers at once make one chain."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy.orm import Session

from engagement.audit.commands import record
from engagement.audit.queries import verify
from engagement.core import clock
from engagement.core.actor import SYSTEM
from engagement.core.db import reading, transaction

WRITERS, EACH = 8, 15


def test_eight_writers_make_one_whole_chain(app: Flask, session: Session) -> None:
    def write(writer: int) -> None:
        with app.app_context():
            for number in range(EACH):
                with transaction() as inside:
                    record(
                        inside,
                        actor=SYSTEM,
                        action="wrote",
                        kind="test",
                        subject=f"{writer}-{number}",
                        now=clock.now(),
                    )

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    found = verify(session)
    assert (found.ok, found.entries) == (True, WRITERS * EACH)


def test_verifying_while_others_write_raises_no_false_alarm(app: Flask, session: Session) -> None:
    def write() -> None:
        with app.app_context():
            for number in range(40):
                with transaction() as inside:
                    record(
                        inside,
                        actor=SYSTEM,
                        action="wrote",
                        kind="test",
                        subject=number,
                        now=clock.now(),
                    )

    def check() -> bool:
        with app.app_context(), reading() as inside:
            return verify(inside).ok

    record(session, actor=SYSTEM, action="began", kind="test", subject=0, now=clock.now())
    session.commit()
    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(write)
        checks = [pool.submit(check).result() for _ in range(15)]
        writing.result()
    assert all(checks)
