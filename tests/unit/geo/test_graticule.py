"""The National Grid as the pin map draws it."""

import numpy as np
import pytest

from geo.crs import to_lonlat
from geo.graticule import graticule

COUNTY = (-0.85, 52.6, 0.35, 53.7)


def test_the_crossings_are_where_the_grid_says_row_by_row_from_the_south_west() -> None:
    grid = graticule(COUNTY)

    assert len(grid["crossings"]) == grid["columns"] * grid["rows"]
    for column, row in ((0, 0), (3, 5), (grid["columns"] - 1, grid["rows"] - 1)):
        east = grid["easting"] + column * grid["step"]
        north = grid["northing"] + row * grid["step"]
        found = grid["crossings"][row * grid["columns"] + column]
        assert found == pytest.approx(to_lonlat(float(east), float(north)), abs=1e-5)


def test_the_crossings_reach_around_the_county() -> None:
    crossings = np.array(graticule(COUNTY)["crossings"])

    west, south, east, north = COUNTY
    assert (crossings.min(axis=0) < [west, south]).all()
    assert (crossings.max(axis=0) > [east, north]).all()


def test_the_grid_ends_where_it_begins() -> None:
    assert graticule((-6.3, 49.9, -6.2, 49.95))["northing"] == 0
