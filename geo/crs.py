"""Coordinates: National Grid and longitude/latitude, converted and checked once, at the edge."""

from __future__ import annotations

import math
import re
from enum import StrEnum
from functools import cache
from numbers import Real
from typing import TYPE_CHECKING, TypeVar, overload

from geo import lazy

if TYPE_CHECKING:
    from typing import Protocol

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

    class _Transformer(Protocol):
        """The part of `pyproj.Transformer` used here."""

        def transform(self, x: Number, y: Number) -> tuple[Number, Number]: ...


NATIONAL_GRID = 27700
"""EPSG code of OSGB36 / British National Grid, metres: every distance and every cell."""
LONLAT = 4326
"""EPSG code of WGS 84 longitude and latitude, degrees: only at the edge."""
GRID_EXTENT = (0.0, 0.0, 700_000.0, 1_300_000.0)
"""West, south, east, north of the National Grid in metres."""

Number = TypeVar("Number", float, "Floats")

UK_OUTLINE: tuple[tuple[float, float], ...] = (
    # Longitude, latitude: drawn by eye, generous at sea, close at the Irish border and the Channel.
    (-6.8, 49.7), (-3.0, 49.95), (0.3, 50.55), (1.05, 50.78), (1.48, 51.02), (1.95, 51.7),
    (1.95, 52.9), (0.6, 53.9), (-0.9, 55.2), (-1.0, 57.6), (-2.0, 58.9), (-0.4, 60.3),
    (-0.4, 61.0), (-1.9, 61.0), (-3.2, 59.6), (-6.5, 59.5), (-8.9, 58.1), (-8.9, 57.3),
    (-7.6, 56.5), (-7.0, 55.5), (-6.9, 55.32), (-7.25, 55.07), (-7.42, 55.0), (-7.6, 54.75),
    (-7.95, 54.7), (-8.22, 54.5), (-8.05, 54.33), (-7.85, 54.18), (-7.3, 54.08), (-7.0, 54.38),
    (-6.8, 54.17), (-6.65, 54.02), (-6.38, 54.05), (-6.1, 53.98), (-5.3, 54.1), (-4.9, 53.6),
    (-4.95, 53.2), (-5.9, 51.9), (-5.5, 51.3), (-6.8, 50.2),
)  # fmt: skip

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2010": "-", "\u2011": "-"})
_LONGEST_NUMBER = 40


class PlaceProblem(StrEnum):
    """What is wrong with a pair of coordinates."""

    NOT_A_NUMBER = "not_a_number"
    SWAPPED = "swapped"
    LOOKS_LIKE_GRID = "looks_like_grid"
    LOOKS_LIKE_LONLAT = "looks_like_lonlat"
    OUTSIDE_UK = "outside_uk"


MESSAGES: dict[PlaceProblem, str] = {
    PlaceProblem.NOT_A_NUMBER: "Enter each coordinate as a number, like -0.53792 or 53.22683",
    PlaceProblem.SWAPPED: "The two coordinates look swapped: try them the other way round",
    PlaceProblem.LOOKS_LIKE_GRID: (
        "These look like an easting and a northing in metres, not a longitude and a latitude"
    ),
    PlaceProblem.LOOKS_LIKE_LONLAT: (
        "These look like a longitude and a latitude in degrees, not an easting and a northing"
    ),
    PlaceProblem.OUTSIDE_UK: "This place is outside the United Kingdom: check the coordinates",
}


class PlaceError(ValueError):
    """Coordinates that cannot be a place in the United Kingdom.

    `problem` says why; `corrected` is the pair the other way round when that would be a place.
    """

    def __init__(self, problem: PlaceProblem, corrected: tuple[float, float] | None = None) -> None:
        super().__init__(MESSAGES[problem])
        self.problem = problem
        self.corrected = corrected


@cache
def _transformer(source: int, target: int) -> _Transformer:
    """A cached transformer, x before y. pyproj gives every thread its own PROJ context."""
    made: _Transformer = lazy.pyproj().Transformer.from_crs(source, target, always_xy=True)
    return made


@overload
def to_national_grid(lon: float, lat: float) -> tuple[float, float]: ...
@overload
def to_national_grid(lon: Floats, lat: Floats) -> tuple[Floats, Floats]: ...
def to_national_grid(lon: Number, lat: Number) -> tuple[Number, Number]:
    """Easting and northing (EPSG:27700, metres) of longitude and latitude (EPSG:4326, degrees).

    Floats or arrays of one shape; what cannot be transformed comes back as infinity.
    """
    return _transformer(LONLAT, NATIONAL_GRID).transform(lon, lat)


@overload
def to_lonlat(easting: float, northing: float) -> tuple[float, float]: ...
@overload
def to_lonlat(easting: Floats, northing: Floats) -> tuple[Floats, Floats]: ...
def to_lonlat(easting: Number, northing: Number) -> tuple[Number, Number]:
    """Longitude and latitude (EPSG:4326, degrees) of easting and northing (EPSG:27700, metres)."""
    return _transformer(NATIONAL_GRID, LONLAT).transform(easting, northing)


def in_united_kingdom(lon: float, lat: float) -> bool:
    """Whether a point (degrees) is in the coarse outline of the United Kingdom.

    The outline keeps some kilometres of sea, the Isle of Man and strips of the Irish border.
    """
    inside = False
    for (x1, y1), (x2, y2) in zip(UK_OUTLINE, UK_OUTLINE[1:] + UK_OUTLINE[:1], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def check_lonlat(lon: object, lat: object) -> tuple[float, float]:
    """Longitude and latitude (EPSG:4326, degrees) as floats, or `PlaceError`.

    Text is refused, also when it looks like a number: `parse_number` reads what people type.
    """
    x, y = _finite(lon), _finite(lat)
    if in_united_kingdom(x, y):
        return x, y
    if in_united_kingdom(y, x):
        raise PlaceError(PlaceProblem.SWAPPED, corrected=(y, x))
    if max(abs(x), abs(y)) > 360 and _on_uk_grid(x, y):
        raise PlaceError(PlaceProblem.LOOKS_LIKE_GRID)
    raise PlaceError(PlaceProblem.OUTSIDE_UK)


def check_grid(easting: object, northing: object) -> tuple[float, float]:
    """Easting and northing (EPSG:27700, metres) as floats, or `PlaceError`."""
    x, y = _finite(easting), _finite(northing)
    if _on_uk_grid(x, y):
        return x, y
    if _on_uk_grid(y, x):
        raise PlaceError(PlaceProblem.SWAPPED, corrected=(y, x))
    if in_united_kingdom(x, y) or in_united_kingdom(y, x):
        raise PlaceError(PlaceProblem.LOOKS_LIKE_LONLAT)
    raise PlaceError(PlaceProblem.OUTSIDE_UK)


@overload
def floor_to_square(easting: float, northing: float, metres: int = 10) -> tuple[float, float]: ...
@overload
def floor_to_square(
    easting: Floats, northing: Floats, metres: int = 10
) -> tuple[Floats, Floats]: ...
def floor_to_square(easting: Number, northing: Number, metres: int = 10) -> tuple[Number, Number]:
    """South-west corner of the square of `metres` that holds the point, anchored at 0,0.

    Floor, not round: a point on a south or west edge belongs to that square.
    """
    if metres <= 0:
        raise ValueError("The side of a square is a positive number of metres")
    return easting // metres * metres, northing // metres * metres


def parse_number(text: str) -> float:
    """The number in what a person typed: decimal comma, typographic minus and degree sign are read.

    A comma is always a decimal sign here; `PlaceError` (NOT_A_NUMBER) for anything else:
    exponents, hemisphere letters, minutes, two signs, more than 40 characters.
    """
    plain = text.strip().translate(_MINUS).removesuffix("\u00b0").rstrip()
    if len(plain) > _LONGEST_NUMBER or not _NUMBER.fullmatch(plain):
        raise PlaceError(PlaceProblem.NOT_A_NUMBER)
    return float(plain.replace(",", "."))


def _finite(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise PlaceError(PlaceProblem.NOT_A_NUMBER)
    try:
        number = float(value)
    except (OverflowError, ValueError):
        raise PlaceError(PlaceProblem.NOT_A_NUMBER) from None
    if not math.isfinite(number):
        raise PlaceError(PlaceProblem.NOT_A_NUMBER)
    return number


def _on_uk_grid(easting: float, northing: float) -> bool:
    """Whether grid coordinates lie on the National Grid and in the United Kingdom."""
    west, south, east, north = GRID_EXTENT
    if not (west <= easting < east and south <= northing < north):
        return False
    return in_united_kingdom(*to_lonlat(easting, northing))
