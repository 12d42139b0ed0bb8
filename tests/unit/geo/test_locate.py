"""Which area a point is in: by one, in bulk, on edges, and always the same answer."""

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geo import locate
from geo.locate import Locator
from tests.unit.geo.conftest import locator_of, sjoin_lowest

CITY = box(100, 100, 200, 200)
COUNTY = box(0, 0, 300, 300).difference(CITY)
ISLES = MultiPolygon([box(400, 0, 450, 50), box(500, 0, 550, 50)])


def locator(**areas: shapely.Geometry) -> Locator:
    return Locator(list(areas), [shapely.to_wkb(shape) for shape in areas.values()])


def frame_of(shapes: list[shapely.Geometry]) -> geopandas.GeoDataFrame:
    codes = [f"{place:03d}" for place in range(len(shapes))]
    return geopandas.GeoDataFrame({"code": codes}, geometry=shapes, crs=27700)


def in_bulk(frame: geopandas.GeoDataFrame, x: object, y: object, cells: int = 5_000) -> list[int]:
    """`locate_many` by way of the raster, however few the points."""
    with patch.object(locate, "BULK", 0), patch.object(locate, "RASTER_CELLS", cells):
        return list(locator_of(frame).locate_many(np.asarray(x, float), np.asarray(y, float)))


def test_a_point_is_in_its_area_and_in_a_hole_in_none() -> None:
    here = locator(county=COUNTY, isles=ISLES)
    assert here.locate(50, 50) == "county"
    assert here.locate(150, 150) is None
    assert here.locate(525, 25) == "isles"
    assert here.locate(475, 25) is None


def test_an_edge_belongs_to_the_area_and_a_shared_edge_to_the_lowest_code() -> None:
    here = locator(B=box(0, 0, 10, 10), A=box(10, 0, 20, 10), C=box(20, 0, 30, 10))
    assert here.codes == ("A", "B", "C")
    assert here.locate(0, 5) == "B"
    assert here.locate(10, 5) == "A"
    assert here.locate(10, 0) == "A"
    assert here.locate(20, 10) == "A"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_coordinate_is_nowhere(number: float) -> None:
    here = locator(A=box(0, 0, 10, 10))
    assert here.locate(number, 5) is None
    assert here.locate_many(np.array([number, 5.0]), np.array([5.0, number])).tolist() == [-1, -1]
    frame = frame_of([box(0, 0, 10, 10)])
    assert in_bulk(frame, [number, 5.0, 5.0], [5.0, number, 5.0]) == [-1, -1, 0]


def test_no_areas_and_no_points_are_answered() -> None:
    assert Locator([], []).locate(1, 1) is None
    assert Locator([], []).locate_many(np.zeros(2), np.zeros(2)).tolist() == [-1, -1]
    assert Locator([], []).distance_outside(1, 1) == float("inf")
    assert locator(A=CITY).locate_many(np.zeros(0), np.zeros(0)).tolist() == []


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Locator(["A", "A"], [CITY.wkb, CITY.wkb])
    with pytest.raises(ValueError, match="2 codes and 1 geometries"):
        Locator(["A", "B"], [CITY.wkb])
    with pytest.raises(ValueError, match="area A has no polygon"):
        Locator(["A"], [shapely.Point(1, 1).wkb])
    with pytest.raises(ValueError, match="area A has no polygon"):
        Locator(["A"], [Polygon().wkb])
    with pytest.raises(ValueError, match="same length"):
        locator(A=CITY).locate_many(np.zeros(2), np.zeros(3))


def test_the_distance_outside_is_measured_to_the_nearest_area() -> None:
    here = locator(county=COUNTY, isles=ISLES)
    assert here.distance_outside(50, 50) == 0
    assert here.distance_outside(150, 150) == 50
    assert here.distance_outside(475, 25) == 25
    with pytest.raises(ValueError, match="finite"):
        here.distance_outside(float("nan"), 0)


def test_the_union_covers_all_areas_and_keeps_the_hole() -> None:
    union = shapely.from_wkb(locator(county=COUNTY, isles=ISLES).union_wkb)
    assert union.area == COUNTY.area + ISLES.area


def test_threads_get_the_answers_of_one() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.uniform(-10, 560, (2, 30_000))
    here = locator(county=COUNTY, isles=ISLES)
    expected = here.locate_many(x, y).tolist()
    fresh = locator(county=COUNTY, isles=ISLES)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: fresh.locate_many(x, y).tolist(), range(8)))
    assert all(answer == expected for answer in answers)


cells = st.integers(0, 12)


@st.composite
def rectangles(draw: st.DrawFn) -> shapely.Geometry:
    """A rectangle, a triangle or a rectangle with a hole, on a lattice so that they touch."""
    west, south = draw(cells) * 10, draw(cells) * 10
    width, height = draw(st.integers(1, 5)) * 10, draw(st.integers(1, 5)) * 10
    whole = box(west, south, west + width, south + height)
    kind = draw(st.sampled_from(["box", "triangle", "ring"]))
    if kind == "triangle":
        return Polygon([(west, south), (west + width, south), (west, south + height)])
    if kind == "ring" and min(width, height) > 20:
        return whole.difference(box(west + 10, south + 10, west + 20, south + 20))
    return whole


@settings(max_examples=60, deadline=None)
@given(
    st.lists(rectangles(), min_size=1, max_size=6),
    st.lists(
        st.tuples(st.integers(-4, 76), st.integers(-4, 76))
        | st.tuples(st.floats(-9, 190), st.floats(-9, 190)),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from([20, 300, 5_000]),
)
def test_bulk_single_and_join_agree_on_areas_that_touch_overlap_and_have_holes(
    shapes: list[shapely.Geometry], points: list[tuple[float, float]], size: int
) -> None:
    frame = frame_of(shapes)
    # Whole numbers fall on corners and edges of the lattice, the others anywhere.
    x, y = np.array([(a * 2.5, b * 2.5) if isinstance(a, int) else (a, b) for a, b in points]).T
    one_by_one = locator_of(frame)
    singles = [one_by_one.locate(a, b) for a, b in zip(x, y, strict=True)]
    expected = [-1 if code is None else int(code) for code in singles]
    assert in_bulk(frame, x, y, size) == expected
    assert one_by_one.locate_many(x, y).tolist() == expected
    assert sjoin_lowest(frame, x, y).tolist() == expected


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 3))
def test_bulk_is_exact_for_random_cells_with_needles_and_steep_edges(
    seed: int, squash: float
) -> None:
    rng = np.random.default_rng(seed)
    seeds = shapely.MultiPoint(rng.uniform(0, 1_000, (12, 2)) * [1, squash])
    frame = frame_of(list(shapely.get_parts(shapely.voronoi_polygons(seeds))))
    corners = shapely.get_coordinates(np.asarray(frame.geometry))
    middles = (corners[1:] + corners[:-1]) / 2
    x, y = np.concatenate([corners, middles, rng.uniform(-50, 1_050, (300, 2)) * [1, squash]]).T
    assert in_bulk(frame, x, y, 3_000) == sjoin_lowest(frame, x, y).tolist()


def test_every_vertex_and_every_middle_of_an_edge_agrees_with_the_join(
    lsoas: geopandas.GeoDataFrame,
) -> None:
    corners = shapely.get_coordinates(np.asarray(lsoas.geometry))[::3]
    x, y = np.concatenate([corners, (corners[1:] + corners[:-1]) / 2]).T
    assert (locator_of(lsoas).locate_many(x, y) == sjoin_lowest(lsoas, x, y)).all()


def test_many_points_over_the_county_agree_with_the_join(lsoas: geopandas.GeoDataFrame) -> None:
    west, south, east, north = lsoas.total_bounds
    rng = np.random.default_rng(7)
    x, y = (
        rng.uniform(west - 500, east + 500, 60_000),
        rng.uniform(south - 500, north + 500, 60_000),
    )
    here = locator_of(lsoas)
    bulk = here.locate_many(x, y)
    assert (bulk == sjoin_lowest(lsoas, x, y)).all()
    assert (bulk[:500] == here.locate_many(x[:500], y[:500])).all()


def test_the_raster_is_made_once(lsoas: geopandas.GeoDataFrame) -> None:
    here = locator_of(lsoas)
    x = np.full(locate.BULK, 500_000.0)
    here.locate_many(x, x)
    first = here._raster
    here.locate_many(x, x)
    assert here._raster is first
