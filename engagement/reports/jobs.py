"""Jobs of reports: placing all again when areas change, hiding their order, telling partners."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.areas.commands import AFTER_LOAD
from engagement.areas.locating import AreaLocator, area_locator
from engagement.core import clock, scattering
from engagement.core.db import Base, db, reading
from engagement.core.http import partnership, settings
from engagement.core.jobs import JobRun, job
from engagement.core.mail import mail_is_set
from engagement.reports.assignments.telling import officers_to_tell, tell_officer
from engagement.reports.models import Report
from engagement.reports.queries import Placed, count_of_placed, placed_after

ASSIGN: Final = "reports.assign"
CHUNK: Final = 5_000
NOTHING: Final = UUID(int=0)

AFTER_LOAD.append(ASSIGN)


@job(ASSIGN)
def assign(run: JobRun) -> None:
    """Give every report its district and LSOA of the current boundaries, and their version.

    Read and located outside the write lock, a chunk at a time; safe to run again from the start.
    When boundaries change meanwhile it starts again with the new ones: with several workers an
    older run would otherwise write over what the newer one has placed.
    """
    with reading() as session:
        locator = area_locator(session)
        total = count_of_placed(session)
    last, done = NOTHING, 0
    while locator is not None:
        with reading() as session:
            chunk = placed_after(session, last=last, limit=CHUNK)
        if not chunk:
            break
        values = assignments(locator, chunk, demonstration=settings().demonstration)
        last, done = chunk[-1].id, done + len(chunk)
        with run.transaction(done=done, total=max(total, done)) as session:
            current = area_locator(session)
            if current is locator:
                _write(session, values)
        if current is not locator:
            locator, last, done = current, NOTHING, 0


@job("reports.scatter", every=timedelta(days=1))
def scatter(_run: JobRun) -> None:
    """Write every table without an order anew by its keys, also those of surveys."""
    scattering.scatter(db.engine)


@job("reports.tell-partners", every=timedelta(days=1))
def tell_partners(run: JobRun) -> None:
    """Queue one mail for each officer for whose organisation something waits.

    A second run on the same day adds none; without mail nothing happens.
    """
    if not mail_is_set():
        return
    with reading() as session:
        officers = officers_to_tell(session)
    for done, officer_id in enumerate(officers, start=1):
        with run.transaction(done=done, total=len(officers)) as session:
            tell_officer(
                session,
                officer_id=officer_id,
                partnership=partnership(),
                base_url=settings().public_base_url.rstrip("/"),
                now=clock.now(),
            )


def assignments(
    locator: AreaLocator, reports: Sequence[Placed], *, demonstration: bool
) -> list[dict[str, object]]:
    """The columns to write for each report.

    What is stored of a report from a person is the corner of a square: the middle of the square is
    located, which is the least wrong. Imports keep their source's coordinates and are exact.
    """
    corner = np.array([(one.easting, one.northing) for one in reports], dtype=np.float64)
    half = np.array([0.0 if one.exact else one.precision_m / 2 for one in reports])
    districts, lsoas = locator.locate_many(corner[:, 0] + half, corner[:, 1] + half)
    confirmed = demonstration or not locator.approximate
    return [
        {
            "id": one.id,
            "district_code": district,
            "lsoa_code": lsoa,
            "district_version_id": locator.version_id,
            "district_confirmed": district is not None and confirmed,
        }
        for one, district, lsoa in zip(reports, districts.tolist(), lsoas.tolist(), strict=True)
    ]


def _write(session: Session, values: Sequence[dict[str, object]]) -> None:
    """One statement for the chunk; a report that lost its place meanwhile is left as it is."""
    table = Base.metadata.tables[Report.__tablename__]
    named: dict[str, object] = {
        name: sa.bindparam(f"new_{name}") for name in values[0] if name != "id"
    }
    here = sa.and_(table.c.id == sa.bindparam("new_id"), table.c.easting.is_not(None))
    rows = [{f"new_{name}": value for name, value in row.items()} for row in values]
    session.connection().execute(sa.update(table).where(here).values(named), rows)
