"""A place as it is kept of a response: the south-west corner of its 10 m square, and how exact.

It is written as XForms writes it (latitude, longitude, altitude, metres of doubt), so that every
reader of answers reads it; six decimals of a degree tell one square from the next.
"""

import math
from dataclasses import dataclass
from typing import Final

from geo.crs import PlaceError, check_lonlat, floor_to_square, to_lonlat, to_national_grid

SQUARE_M: Final = 10


@dataclass(frozen=True, slots=True)
class Corner:
    """The south-west corner of a square (EPSG:27700, metres) and how exact the place is."""

    easting: int
    northing: int
    precision_m: int


def kept_place(lexical: str) -> str | None:
    """A place as it came, floored; None for what is no place in the United Kingdom."""
    try:
        lat, lon, *rest = map(float, lexical.split())
        easting, northing = floor_to_square(*to_national_grid(*check_lonlat(lon, lat)), SQUARE_M)
    except (PlaceError, ValueError):
        return None
    doubt = rest[1] if len(rest) > 1 and math.isfinite(rest[1]) else SQUARE_M
    return _written(easting, northing, max(math.ceil(doubt), SQUARE_M))


def corner_of(kept: str) -> Corner:
    """The corner that a kept place names."""
    lat, lon, _altitude, precision = map(float, kept.split())
    easting, northing = to_national_grid(lon, lat)
    return Corner(_whole(easting), _whole(northing), int(precision))


def middle_of(kept: str) -> str:
    """A place within the square of a kept one: floored again, it gives the same corner."""
    corner, half = corner_of(kept), SQUARE_M / 2
    return _written(corner.easting + half, corner.northing + half, corner.precision_m)


def _whole(metres: float) -> int:
    """The side of a square that lies nearest: what six decimals of a degree have blurred."""
    return round(metres / SQUARE_M) * SQUARE_M


def _written(easting: float, northing: float, precision: int) -> str:
    lon, lat = to_lonlat(easting, northing)
    return f"{lat:.6f} {lon:.6f} 0 {precision}"
