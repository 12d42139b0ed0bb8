"""What is known of areas."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from engagement.areas.models import Area, AreaKind, AreaVersion
from engagement.core.jobs import Job, JobState


@dataclass(frozen=True, slots=True)
class Residents:
    """The residents of an area, with the source and year of the number."""

    count: int
    source: str
    year: int

    @property
    def counted_by(self) -> str:
        """Who counted, and the year when the source does not say it already."""
        return self.source if str(self.year) in self.source else f"{self.source}, {self.year}"


def current_version(session: Session, kind: AreaKind) -> AreaVersion | None:
    """The version that answers for one kind of area."""
    return session.scalar(
        sa.select(AreaVersion).where(AreaVersion.kind == kind, AreaVersion.is_current)
    )


def versions(session: Session) -> Sequence[AreaVersion]:
    """Every version ever loaded, newest first."""
    return session.scalars(
        sa.select(AreaVersion).order_by(AreaVersion.loaded_at.desc(), AreaVersion.id)
    ).all()


def areas_of(session: Session, version: AreaVersion, *, boundaries: bool = False) -> Sequence[Area]:
    """The areas of a version by code; with their boundaries when asked."""
    statement = sa.select(Area).where(Area.version_id == version.id).order_by(Area.code)
    if boundaries:
        statement = statement.options(undefer(Area.boundary))
    return session.scalars(statement).all()


def official_districts(session: Session) -> dict[str, bytes]:
    """Boundaries by code; none from approximate outlines, which do not tell where an area lies."""
    version = current_version(session, AreaKind.DISTRICT)
    if version is None or version.is_approximate:
        return {}
    return {area.code: area.boundary for area in areas_of(session, version, boundaries=True)}


def residents_by_district(session: Session) -> dict[str, Residents]:
    """Residents of each district: its own number, else the sum of its LSOAs."""
    found = dict(_sums_of_lsoas(session))
    version = current_version(session, AreaKind.DISTRICT)
    for area in areas_of(session, version) if version else ():
        if area.population is not None:
            found[area.code] = Residents(
                area.population, area.population_source or "", area.population_year or 0
            )
    return found


def _sums_of_lsoas(session: Session) -> list[tuple[str, Residents]]:
    version = current_version(session, AreaKind.LSOA)
    if version is None:
        return []
    rows = session.execute(
        sa.select(
            Area.parent_code,
            sa.func.sum(Area.population),
            sa.func.max(Area.population_source),
            sa.func.max(Area.population_year),
        )
        .where(Area.version_id == version.id, Area.parent_code.is_not(None))
        .group_by(Area.parent_code)
        .having(sa.func.count(Area.population) == sa.func.count())
        .order_by(Area.parent_code)
    ).all()
    return [
        (code, Residents(int(total), source or "", year or 0))
        for code, total, source, year in rows
        if code and total
    ]


def placing_again(session: Session, *, names: Sequence[str]) -> Job | None:
    """The latest of the jobs that place things again, when it has not ended well."""
    latest = session.scalar(
        sa.select(Job).where(Job.name.in_(names)).order_by(Job.created_at.desc(), Job.id).limit(1)
    )
    return None if latest is None or latest.state is JobState.DONE else latest


def web_outlines(session: Session, version_id: object) -> bytes | None:
    """Outlines of a version for browsers: GeoJSON in EPSG:4326, gzip."""
    return session.scalar(sa.select(AreaVersion.web_outlines).where(AreaVersion.id == version_id))
