"""What the journey asks of the areas: where a point lies, and which outlines the map draws."""

from dataclasses import dataclass
from time import monotonic
from typing import Final
from uuid import UUID

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from engagement.areas.locating import Located, area_locator
from engagement.areas.models import AreaKind
from engagement.areas.queries import current_version
from engagement.core.db import reading
from engagement.core.http import settings

KEPT_SECONDS: Final = 10
EXTENSION: Final = "journey.outlines"


class NoDistricts(Exception):
    """A new service whose outlines are not made yet; they come within a minute."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """The outlines that the map draws, as known at one moment of the process's own clock."""

    version_id: UUID | None
    label: str
    approximate: bool
    seen: float


def locate(easting: float, northing: float) -> Located | None:
    """The areas of a point (EPSG:27700, metres), in a short transaction that only reads."""
    with reading() as session:
        locator = area_locator(session)
    if locator is None:
        raise NoDistricts
    return locator.locate(easting, northing, demonstration=settings().demonstration)


def outlines_shown() -> Outlines:
    """The current outlines, asked for every few seconds; none while the database is away."""
    kept: Outlines | None = current_app.extensions.get(EXTENSION)
    if kept and monotonic() - kept.seen < KEPT_SECONDS:
        return kept
    try:
        with reading() as session:
            version = current_version(session, AreaKind.DISTRICT)
    except SQLAlchemyError:
        return kept or Outlines(None, "", approximate=False, seen=0)
    if version is None:
        return Outlines(None, "", approximate=False, seen=0)
    found = Outlines(version.id, version.label, version.is_approximate, monotonic())
    current_app.extensions[EXTENSION] = found
    return found
