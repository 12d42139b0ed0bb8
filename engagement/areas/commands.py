"""Loading areas: a new version replaces the current one of its kind, whole or not at all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.areas.models import Area, AreaKind, AreaVersion
from engagement.areas.reading import AreaFile
from engagement.audit.commands import record
from engagement.core import jobs
from engagement.core.actor import Actor
from engagement.core.errors import Rejected
from engagement.core.partnership import Partnership

AFTER_LOAD: Final[list[str]] = []
"""Jobs of the features above that place their things again when areas change."""


@dataclass(frozen=True, slots=True)
class Population:
    """Residents by area code, with source and year."""

    by_code: dict[str, int]
    source: str
    year: int


def load_areas(
    session: Session,
    *,
    kind: AreaKind,
    file: AreaFile,
    label: str,
    population: Population | None,
    approximate: bool,
    actor: Actor,
    now: datetime,
) -> AreaVersion:
    """Store a checked file as the current version of its kind; older figures keep theirs."""
    version = AreaVersion(
        id=uuid4(),
        kind=kind,
        label=label,
        file_name=file.name,
        file_sha256=file.sha256,
        loaded_at=now,
        is_current=True,
        is_approximate=approximate,
        repaired=list(file.repaired),
        web_outlines=file.web_outlines,
    )
    _make_current(session, version)
    session.execute(sa.insert(Area), _values(version, file, population))
    for name in AFTER_LOAD:
        jobs.enqueue(session, name)
    record(
        session,
        actor=actor,
        action="areas-loaded",
        kind="area-version",
        subject=str(version.id),
        now=now,
        detail={"kind": kind.value, "label": label, "areas": len(file.rows)},
    )
    return version


def _make_current(session: Session, version: AreaVersion) -> None:
    """Add a version in the place of the current one of its kind; one of two at once is refused."""
    current = sa.update(AreaVersion).where(AreaVersion.kind == version.kind, AreaVersion.is_current)
    session.execute(current.values(is_current=False))
    try:
        with session.begin_nested():
            session.add(version)
    except IntegrityError:
        raise Rejected("Other areas of this kind are being loaded at this moment") from None


def partnership_population(partnership: Partnership) -> Population:
    """The rounded residents of the partnership file, for approximate outlines."""
    first = partnership.districts[0]
    return Population(
        {district.code: district.residents for district in partnership.districts},
        first.residents_source,
        first.residents_year,
    )


def _values(
    version: AreaVersion, file: AreaFile, population: Population | None
) -> list[dict[str, object]]:
    by_code = population.by_code if population else {}
    return [
        {
            "id": uuid4(),
            "version_id": version.id,
            "code": row.code,
            "name": row.name,
            "parent_code": row.parent_code,
            "population": by_code.get(row.code),
            "population_source": population.source if population else None,
            "population_year": population.year if population else None,
            "attributes": row.attributes,
            "area_km2": row.area_km2,
            "boundary": row.boundary,
        }
        for row in file.rows
    ]
