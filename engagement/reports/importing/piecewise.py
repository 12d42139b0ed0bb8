"""Storing an import part by part, so that nobody who sends a report meanwhile waits for long.

Each part is a transaction of its caller; the identity of a row keeps it single, so an import that
was cut off goes on from the start and stores only what is missing.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.areas.locating import area_locator
from engagement.core.actor import Actor
from engagement.core.errors import Rejected
from engagement.reports.importing.commands import (
    ATTEMPTS,
    Origin,
    audit_import,
    count_up,
    import_record,
    not_known,
    store_reports,
)
from engagement.reports.importing.placing import PlacedFile
from engagement.reports.models import Report, ReportImport


class BoundariesChanged(Exception):
    """Other areas were loaded since the rows were placed: place them again."""


def begin_import(
    session: Session, *, placed: PlacedFile, origin: Origin, actor: Actor, now: datetime
) -> ReportImport:
    """The record of an import that is being read; its sums come at the end."""
    made = import_record(placed, origin, actor, now)
    session.add(made)
    session.flush()
    return made


def store_part(
    session: Session,
    *,
    made: ReportImport,
    placed: PlacedFile,
    places: Sequence[int],
    demonstration: bool,
) -> None:
    """Store what is not known yet of some places in `placed.taken`, which are in order."""
    if area_locator(session) is not placed.locator:
        raise BoundariesChanged
    for _attempt in range(ATTEMPTS):
        new = not_known(session, placed, places)
        try:
            with session.begin_nested():
                for _count in store_reports(
                    session, placed, new, made, demonstration=demonstration
                ):
                    session.flush()
        except IntegrityError:  # somebody else stored some of these rows; now they are known
            continue
        return
    raise Rejected("Another import of the same rows is running. Start this one again later.")


def finish_import(
    session: Session, *, made: ReportImport, placed: PlacedFile, actor: Actor, now: datetime
) -> None:
    """Account for every row; what an earlier run of this import stored counts as imported."""
    mine = sa.select(sa.func.count()).select_from(Report).where(Report.import_id == made.id)
    count_up(made, placed, imported=session.scalar(mine) or 0)
    audit_import(session, made, actor, now)
