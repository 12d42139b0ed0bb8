"""Lists of places to choose from: the nearest to a spot, and all of a district."""

from typing import Final

from flask_babel import gettext as _

from engagement.reports.commands import Spot
from engagement.reports.journey.atlas import Atlas, distance_words
from engagement.reports.journey.finding import Candidate, candidate_of, name_words
from geo.crs import to_lonlat
from geo.places import Place, nearest_places

SETTLEMENTS: Final = 8
STREETS: Final = 10
HERE_METRES: Final = 100


def places_near(atlas: Atlas, spot: Spot) -> tuple[Candidate, ...]:
    """The settlements and streets nearest to a spot, each with its distance, the nearest first."""
    lon, lat = to_lonlat(spot.easting, spot.northing)
    measured = nearest_places(atlas.places, lon, lat, limit=SETTLEMENTS)
    measured += nearest_places(atlas.streets.listed, lon, lat, limit=STREETS)
    measured.sort(key=lambda pair: (pair[1], pair[0].name))
    return tuple(candidate_of(place, label=_far(place, metres)) for place, metres in measured)


def places_in(atlas: Atlas, district: str) -> tuple[Candidate, ...]:
    """Every settlement of a district (its name), by name."""
    listed = [place for place in atlas.places if place.district == district]
    return tuple(candidate_of(place, label=place.name) for place in listed)


def _far(place: Place, metres: float) -> str:
    if metres < HERE_METRES:
        return name_words(place)
    return _(
        "%(place)s: %(distance)s away", place=name_words(place), distance=distance_words(metres)
    )
