"""Cells of the National Grid: exact, zero-filled, anchored at 0,0."""

from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from geo import grid as grids
from geo.crs import to_national_grid
from geo.grid import Grid, cells_intersecting, count_points
from geo.tables import read_rows
from tests.unit.geo.conftest import sjoin_lowest


def corners(grid: Grid) -> list[tuple[int, int]]:
    return list(zip(grid.easting.tolist(), grid.northing.tolist(), strict=True))


def brute_force(shape: shapely.Geometry, side: int) -> list[tuple[int, int]]:
    west, south, east, north = (int(value // side) for value in shapely.bounds(shape))
    return [
        (column * side, row * side)
        for row in range(south - 1, north + 2)
        for column in range(west - 1, east + 2)
        if shapely.intersects(
            shape, box(column * side, row * side, (column + 1) * side, (row + 1) * side)
        )
    ]


def test_cells_are_named_by_their_south_west_corner_and_sorted_row_by_row() -> None:
    grid = cells_intersecting(box(1_001, 2_001, 2_999, 3_999).wkb, 1_000)
    assert corners(grid) == [(1_000, 2_000), (2_000, 2_000), (1_000, 3_000), (2_000, 3_000)]


def test_a_cell_that_only_touches_the_area_intersects_it() -> None:
    assert len(cells_intersecting(box(1_000, 1_000, 2_000, 2_000).wkb, 1_000)) == 9


def test_a_hole_has_no_cells_inside_and_islands_have_their_own() -> None:
    land = box(1, 1, 9_999, 9_999).difference(box(2_500, 2_500, 7_500, 7_500))
    county = land.union(box(15_100, 100, 15_200, 200))
    found = set(corners(cells_intersecting(county.wkb, 1_000)))
    assert (2_000, 2_000) in found
    assert (4_000, 4_000) not in found
    assert (15_000, 0) in found
    assert len(found) == 100 - 16 + 1


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-40, 90), st.integers(0, 90)), min_size=3, max_size=7, unique=True
    ),
    st.sampled_from([1, 2, 7]),
)
def test_the_cells_are_those_that_geos_says_intersect(
    points: list[tuple[int, int]], side: int
) -> None:
    shape = shapely.make_valid(Polygon(points), method="structure", keep_collapsed=False)
    if shapely.area(shape) > 0:
        assert corners(cells_intersecting(shapely.to_wkb(shape), side)) == brute_force(shape, side)


@pytest.mark.parametrize("side", [0, -5])
def test_a_cell_has_a_side(side: int) -> None:
    with pytest.raises(ValueError, match="side of a cell"):
        cells_intersecting(box(0, 0, 1, 1).wkb, side)


def test_a_grid_too_fine_to_be_meant_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        cells_intersecting(box(0, 0, 100_000, 100_000).wkb, 1)


def test_a_grid_needs_a_polygon() -> None:
    for nothing in (Polygon(), shapely.Point(1, 1)):
        with pytest.raises(ValueError, match="polygon"):
            cells_intersecting(nothing.wkb, 100)


def test_points_are_counted_inside_the_area_only_and_empty_cells_are_zero() -> None:
    area = box(0, 0, 25, 10).wkb
    grid = cells_intersecting(box(1, 1, 24, 9).wkb, 10)
    x = np.array([0, 10, 19.9, 25, 25.1, 12, np.nan, np.inf])
    y = np.array([0, 5, 5, 5, 5, 10.1, 5, 5])
    assert corners(grid) == [(0, 0), (10, 0), (20, 0)]
    assert count_points(grid, area, x, y).tolist() == [1, 2, 1]


def test_every_point_inside_is_counted_once(districts: geopandas.GeoDataFrame) -> None:
    area = shapely.to_wkb(districts.union_all())
    grid = cells_intersecting(area, 2_000)
    west, south, east, north = districts.total_bounds
    rng = np.random.default_rng(3)
    x, y = rng.uniform(west, east, 20_000), rng.uniform(south, north, 20_000)
    inside = sjoin_lowest(districts, x, y) >= 0
    counts = count_points(grid, area, x, y)
    assert counts.sum() == inside.sum()
    assert counts.min() == 0


def test_the_extract_is_counted_to_the_last_row(
    reference_data: Path, districts: geopandas.GeoDataFrame
) -> None:
    path = reference_data / "lincolnshire_asb_2020-07_2021-06.csv.gz"
    lonlat = np.array([(row["lon"], row["lat"]) for _, row in read_rows(path, ("lon", "lat"))])
    lon, lat = lonlat.astype(np.float64).T.copy()
    east, north = to_national_grid(lon, lat)
    area = shapely.to_wkb(districts.union_all())
    assert len(east) == 21_349
    assert count_points(cells_intersecting(area, 500), area, east, north).sum() == 21_314


def test_a_cell_owns_its_south_and_west_edges() -> None:
    grid = Grid(10, np.array([0, 20]), np.array([0, 0]))
    assert grid.index_of([0, 9.9, 10, 20, 30, -0.1, 5], [0, 0, 0, 9.9, 0, 0, 10]).tolist() == [
        0, 0, -1, 1, -1, -1, -1,
    ]  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.sets(st.tuples(st.integers(-3, 6), st.integers(0, 6)), min_size=1), st.integers(0, 99))
def test_queen_sums_are_those_of_nine_look_ups(cells: set[tuple[int, int]], seed: int) -> None:
    ordered = sorted(cells, key=lambda cell: (cell[1], cell[0]))
    values = np.random.default_rng(seed).integers(0, 50, len(ordered))
    held = dict(zip(ordered, values.tolist(), strict=True))
    expected = [
        sum(held.get((a + i, b + j), 0) for i in (-1, 0, 1) for j in (-1, 0, 1)) for a, b in ordered
    ]
    grid = Grid(
        500, np.array([a for a, _ in ordered]) * 500, np.array([b for _, b in ordered]) * 500
    )
    assert grid.queen_sums(values).tolist() == expected


def test_a_value_is_needed_for_every_cell() -> None:
    with pytest.raises(ValueError, match="2 cells and 3 values"):
        Grid(10, np.array([0, 10]), np.array([0, 0])).queen_sums([1, 2, 3])


def test_cells_scattered_over_the_world_are_refused() -> None:
    side = 16 * grids.MOST_CELLS
    with pytest.raises(ValueError, match="too far apart"):
        Grid(1, np.array([0, side]), np.array([0, side])).queen_sums([1, 2])


def test_an_empty_grid_is_answered() -> None:
    nothing = Grid(10, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    assert nothing.queen_sums([]).tolist() == []
    assert nothing.index_of([1.0], [1.0]).tolist() == [-1]
