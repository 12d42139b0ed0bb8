"""Approximate outlines: a tiling of the county that follows its settlements."""

from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon

from geo.crs import to_national_grid
from geo.outlines import OutlineError, approximate_outlines
from geo.places import Place, read_places


def place(name: str, lon: float, lat: float, district: str) -> Place:
    return Place(name, lon, lat, 1_000, district)


THREE = (
    place("Ay", -0.5, 53.2, "West"),
    place("Bee", -0.1, 53.0, "East"),
    place("Cee", 0.1, 53.3, "East"),
)


def shapes_of(places: tuple[Place, ...]) -> dict[str, MultiPolygon]:
    frame = approximate_outlines(places)
    assert frame.crs == 27700
    assert list(frame.columns) == ["code", "name", "geometry"]
    return dict(zip(frame["code"], frame.geometry, strict=True))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_county_of_few_places_has_outlines(count: int) -> None:
    shapes = shapes_of(THREE[:count])
    assert sorted(shapes) == sorted({each.district for each in THREE[:count]})
    assert all(shape.area > 1_000_000 for shape in shapes.values())


def test_a_place_deleted_changes_the_outlines() -> None:
    assert not shapes_of(THREE)["East"].equals(shapes_of(THREE[:2])["East"])


def test_without_places_there_are_no_outlines() -> None:
    with pytest.raises(OutlineError, match="no places"):
        approximate_outlines(())


def test_two_districts_cannot_share_a_point() -> None:
    twice = (*THREE, place("Dee", -0.5, 53.2, "East"))
    with pytest.raises(OutlineError, match=r"Dee \(East\) and Ay \(West\)"):
        approximate_outlines(twice)


def test_two_places_of_one_district_may_share_a_point() -> None:
    assert len(shapes_of((*THREE, place("Dee", -0.5, 53.2, "West")))) == 2


lattice = st.tuples(st.integers(0, 12), st.integers(0, 12))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(lattice, st.sampled_from("ABC")), min_size=1, max_size=25,
                unique_by=lambda each: each[0]))  # fmt: skip
def test_outlines_tile_the_county_and_hold_their_settlements(
    given_places: list[tuple[tuple[int, int], str]],
) -> None:
    places = tuple(
        place(f"{x}-{y}", -0.8 + x / 13, 52.7 + y / 20, district)
        for (x, y), district in given_places
    )
    shapes = shapes_of(places)
    assert shapely.coverage_is_valid(np.array(list(shapes.values())))
    for each in places:
        point = shapely.Point(to_national_grid(each.lon, each.lat))
        assert shapes[each.district].distance(point) == 0
        assert all(
            shape.distance(point) > 0 for name, shape in shapes.items() if name != each.district
        )


def test_the_first_deployments_outlines_resemble_the_real_ones(
    reference_data: Path, districts: geopandas.GeoDataFrame
) -> None:
    places = read_places(reference_data / "lincolnshire_places_geonames_gt500.csv")
    shapes = shapes_of(places)
    real, drawn = districts.union_all(), shapely.union_all(list(shapes.values()))
    assert sorted(shapes) == sorted(districts["name"])
    assert real.intersection(drawn).area > 0.85 * real.union(drawn).area
