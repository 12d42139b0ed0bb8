"""What the journey knows of the county: places, districts, and how to tell where a point lies."""

import gzip
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeAlias

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.areas.locating import Located
from engagement.core.partnership import Partnership
from engagement.reports.journey.streets import Streets
from geo import graticule
from geo.crs import to_lonlat, to_national_grid
from geo.gridref import format_grid_reference
from geo.places import Place, nearest_places

MIDDLE_METRES: Final = 100
COMPASS: Final = (
    _l("north"),
    _l("north-east"),
    _l("east"),
    _l("south-east"),
    _l("south"),
    _l("south-west"),
    _l("west"),
    _l("north-west"),
)

Locate: TypeAlias = Callable[[float, float], Located | None]


class Atlas:
    """The partnership's places as finding and the map need them; made once for an app."""

    def __init__(self, partnership: Partnership) -> None:
        self.partnership = partnership
        self.county = partnership.county
        self.districts: Mapping[str, str] = {one.code: one.name for one in partnership.districts}
        self.places = self._named(partnership.places)

    def _named(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """Places with the names of their districts in place of the codes."""
        return tuple(replace(place, district=self.districts[place.district]) for place in places)

    @cached_property
    def streets(self) -> Streets:
        """The streets, ready to be looked up."""
        return Streets(self._named(self.partnership.streets))

    @cached_property
    def postcode_districts(self) -> Mapping[str, Place]:
        """The postcode districts by name."""
        listed = self._named(self.partnership.postcode_districts)
        return {place.name: place for place in listed}

    @cached_property
    def largest(self) -> Place:
        """The place with the most residents."""
        return max(self.places, key=lambda one: one.population or 0)

    @cached_property
    def examples(self) -> Mapping[str, str]:
        """The largest place as one may type it: `name`, `grid`, `lonlat`."""
        place = self.largest
        return {
            "name": place.name,
            "grid": format_grid_reference(*to_national_grid(place.lon, place.lat)),
            "lonlat": f"{place.lon:.4f}, {place.lat:.4f}",
        }

    @cached_property
    def map_data(self) -> bytes:
        """Names of places for the map, GeoJSON in EPSG:4326, by name; and the National Grid."""
        grid = graticule.graticule(self.partnership.bounds)
        return _packed({"type": "FeatureCollection", "features": self._features, "grid": grid})

    @cached_property
    def map_data_packed(self) -> bytes:
        """The same, gzip."""
        return gzip.compress(self.map_data, mtime=0)

    @cached_property
    def map_version(self) -> str:
        """Names the content of `map_data` by all that it is made from.

        A page that only links to the data need not make it: drawing the grid loads pyproj.
        """
        drawing = sha256(Path(graticule.__file__).read_bytes()).hexdigest()
        made_from = [drawing, list(self.partnership.bounds), self._features]
        return sha256(_packed(made_from)).hexdigest()[:12]

    @property
    def _features(self) -> list[dict[str, object]]:
        return [
            {
                "type": "Feature",
                "properties": {"name": place.name, "residents": place.population},
                "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            }
            for place in self.places
        ]


def _packed(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Ground:
    """What a step stands on while it reads its answers: the atlas, today, and `locate`.

    `locate(easting, northing)` (EPSG:27700) says which areas hold a point; None outside.
    """

    atlas: Atlas
    today: date
    locate: Locate


def near_words(atlas: Atlas, easting: float, northing: float) -> str:
    """Where a point (EPSG:27700, metres) lies, as one would tell a friend."""
    lon, lat = to_lonlat(easting, northing)
    place, metres = nearest_places(atlas.places, lon, lat, limit=1)[0]
    if metres < MIDDLE_METRES:
        return _("The middle of %(place)s", place=place.name)
    return _(
        "About %(distance)s %(direction)s of the middle of %(place)s",
        distance=distance_words(metres),
        direction=_direction(place, lon, lat),
        place=place.name,
    )


def distance_words(metres: float) -> str:
    """A distance, rounded as people say it."""
    if metres < 975:
        return _("%(number)s metres", number=max(50, round(metres / 50) * 50))
    return _(
        "%(number)s km", number=f"{metres / 1000:.1f}" if metres < 9_950 else round(metres / 1000)
    )


def district_words(atlas: Atlas, located: Located) -> str:
    """The district of a located point, and how sure we are of it."""
    district = atlas.districts.get(located.district_code or "")
    if district is None:
        return _("We are not sure of the district: our outlines are approximate")
    if not located.confirmed:
        return _(
            "Probably in the %(district)s district: our outlines are approximate", district=district
        )
    return _("In the %(district)s district", district=district)


def _direction(place: Place, lon: float, lat: float) -> str:
    east = (lon - place.lon) * math.cos(math.radians(lat))
    eighth = round(math.degrees(math.atan2(east, lat - place.lat)) / 45) % 8
    return str(COMPASS[eighth])
