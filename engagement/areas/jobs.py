"""Jobs of areas. Outlines made from the places file answer until official boundaries are loaded."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from engagement.areas.commands import load_areas, partnership_population
from engagement.areas.models import AreaKind
from engagement.areas.queries import current_version
from engagement.areas.reading import AreaFile, approximate_file
from engagement.core import clock
from engagement.core.actor import SYSTEM
from engagement.core.db import reading, transaction
from engagement.core.http import partnership
from engagement.core.jobs import JobRun, job

LABEL: Final = "approximate outlines"


def make_outlines() -> bool:
    """Store outlines when there are no districts at all; whether it did."""
    file = _outlines_if_needed()
    if file is None:
        return False
    with transaction() as session:
        return store_outlines(session, file, clock.now())


def store_outlines(session: Session, file: AreaFile, now: datetime) -> bool:
    """Store made outlines unless districts have come meanwhile; whether it did."""
    if current_version(session, AreaKind.DISTRICT) is not None:
        return False
    load_areas(
        session,
        kind=AreaKind.DISTRICT,
        file=file,
        label=LABEL,
        population=partnership_population(partnership()),
        approximate=True,
        actor=SYSTEM,
        now=now,
    )
    return True


@job("areas.outline", every=timedelta(hours=1))
def outline_job(run: JobRun) -> None:
    """A new installation has no districts; it gets outlines, so that people can place things."""
    file = _outlines_if_needed()
    with run.finish() as session:
        if file is not None:
            store_outlines(session, file, clock.now())


def _outlines_if_needed() -> AreaFile | None:
    """Outlines, made outside any transaction; None where districts are loaded."""
    with reading() as session:
        if current_version(session, AreaKind.DISTRICT) is not None:
            return None
    return approximate_file(partnership())
