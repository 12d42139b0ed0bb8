"""The lines of the National Grid on a map in longitude and latitude."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from geo.crs import to_lonlat, to_national_grid

if TYPE_CHECKING:
    from collections.abc import Sequence

STEP_M = 10_000
MARGIN_M = 20_000
DECIMALS = 5


class Graticule(TypedDict):
    """Where the lines of the grid cross, every `step` metres from `easting`, `northing`.

    `crossings` are longitude and latitude (degrees), row by row from the south-west.
    """

    easting: int
    northing: int
    step: int
    columns: int
    rows: int
    crossings: list[list[float]]


def graticule(bounds: Sequence[float]) -> Graticule:
    """The crossings in and around west, south, east, north (degrees), never off the grid.

    Between two crossings the lines are straight to within 3 m, so that a map can divide them.
    """
    west, south, east, north = bounds
    corners = [(west, south), (west, north), (east, south), (east, north)]
    across, up = to_national_grid(
        np.array([c[0] for c in corners]), np.array([c[1] for c in corners])
    )
    eastings, northings = _steps(across), _steps(up)
    mesh = np.meshgrid(eastings, northings)
    lon, lat = to_lonlat(mesh[0].ravel().astype(float), mesh[1].ravel().astype(float))
    pairs = np.round(np.column_stack([lon, lat]), DECIMALS)
    return {
        "easting": int(eastings[0]),
        "northing": int(northings[0]),
        "step": STEP_M,
        "columns": len(eastings),
        "rows": len(northings),
        "crossings": pairs.tolist(),
    }


def _steps(metres: np.ndarray) -> np.ndarray:
    """Multiples of STEP_M around the values."""
    first = max(0, math.floor((metres.min() - MARGIN_M) / STEP_M))
    last = math.ceil((metres.max() + MARGIN_M) / STEP_M)
    return np.arange(first, last + 1) * STEP_M
