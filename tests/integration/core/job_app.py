"""The service with one more job, for the test that kills its worker."""

import os
import time
from pathlib import Path
from uuid import uuid4

from engagement.core import clock
from engagement.core.jobs import Heartbeat, JobRun, job
from wsgi import create_app


@job("test.slow")
def slow(run: JobRun, *, folder: str) -> None:
    """Say that it began, take a while, and leave one effect."""
    begun = Path(folder) / f"begun-{run.attempt}"
    begun.write_text(str(os.getpid()))
    time.sleep(2.5)
    with run.finish() as session:
        session.add(Heartbeat(name=f"effect-{uuid4().hex}", at=clock.now()))


app = create_app()
