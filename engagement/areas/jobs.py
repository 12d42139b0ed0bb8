"""Jobs of areas. Outlines made from the places file answer until official boundaries are loaded."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from engagement.areas.commands import load_areas, partnership_population
from engagement.areas.models import AreaKind
from engagement.areas.queries import current_version, web_outlines
from engagement.areas.reading import AreaFile, approximate_file
from engagement.core import clock
from engagement.core.actor import SYSTEM
from engagement.core.db import reading, transaction
from engagement.core.http import partnership, settings
from engagement.core.jobs import JobRun, job

LABEL: Final = "approximate outlines"
DEMONSTRATION_LABEL: Final = "demonstration outlines"


def make_outlines() -> bool:
    """Make outlines from the places file as it is now; False where they are there already."""
    with reading() as session:
        current = current_version(session, AreaKind.DISTRICT)
        if current is not None and not current.is_approximate:
            return False
    file = approximate_file(partnership())
    with transaction() as session:
        return store_outlines(session, file, clock.now())


def store_outlines(session: Session, file: AreaFile, now: datetime) -> bool:
    """Store made outlines unless official districts, or the same outlines, are there; whether."""
    current = current_version(session, AreaKind.DISTRICT)
    if current is not None and (
        not current.is_approximate or web_outlines(session, current.id) == file.web_outlines
    ):
        return False
    load_areas(
        session,
        kind=AreaKind.DISTRICT,
        file=file,
        label=DEMONSTRATION_LABEL if settings().demonstration else LABEL,
        population=partnership_population(partnership()),
        approximate=True,
        actor=SYSTEM,
        now=now,
    )
    return True


@job("areas.outline", every=timedelta(hours=1))
def outline_job(run: JobRun) -> None:
    """A new installation has no districts; it gets outlines, so that people can place things."""
    with reading() as session:
        needed = current_version(session, AreaKind.DISTRICT) is None
    file = approximate_file(partnership()) if needed else None
    with run.finish() as session:
        if file is not None:
            store_outlines(session, file, clock.now())
