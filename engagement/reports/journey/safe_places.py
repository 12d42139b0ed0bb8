"""The Keep Safe Places nearest to a report's place, for the page that shows its receipt."""

from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from engagement.core.partnership import Partnership, SafePlace
from engagement.reports.journey.atlas import distance_words
from geo.crs import to_lonlat
from geo.places import metres_between

MADE_UP: Final = 3
"""How many a demonstration makes up when the partnership file names none."""
FARTHEST_METRES: Final = 20_000
"""A place beyond this helps nobody who is frightened."""


@dataclass(frozen=True, slots=True)
class NearbySafePlace:
    """A Keep Safe Place, and how far away it is in words."""

    place: SafePlace
    distance: str


def nearest_safe_places(
    partnership: Partnership,
    easting: float,
    northing: float,
    limit: int = 3,
    *,
    demonstration: bool = False,
) -> tuple[NearbySafePlace, ...]:
    """The nearest to a point (EPSG:27700, metres) within FARTHEST_METRES, the nearest first.

    A demonstration without a list shows some that are made up and named so.
    """
    listed = partnership.safe_places or (_made_up(partnership) if demonstration else ())
    lon, lat = to_lonlat(easting, northing)
    measured = [(metres_between(one.lon, one.lat, lon, lat), one) for one in listed]
    measured = [pair for pair in measured if pair[0] <= FARTHEST_METRES]
    measured.sort(key=lambda pair: (pair[0], pair[1].name))
    return tuple(NearbySafePlace(one, distance_words(metres)) for metres, one in measured[:limit])


def _made_up(partnership: Partnership) -> tuple[SafePlace, ...]:
    """One in the middle of each of the largest places."""
    largest = sorted(partnership.places, key=lambda one: (-(one.population or 0), one.name))
    return tuple(
        SafePlace(
            name=_("Demonstration safe place, %(place)s", place=place.name),
            address=_("Made up for the demonstration, %(place)s", place=place.name),
            open=_("Monday to Saturday, 9am to 5pm"),
            lon=place.lon,
            lat=place.lat,
        )
        for place in largest[:MADE_UP]
    )
