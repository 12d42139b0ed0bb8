"""Coordinates: conversion, and every way in which people get them wrong."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import (
    PlaceError,
    PlaceProblem,
    check_grid,
    check_lonlat,
    floor_to_square,
    in_united_kingdom,
    parse_number,
    to_lonlat,
    to_national_grid,
)

LINCOLN = (-0.53792, 53.22683)
LINCOLN_GRID = (497_702.9, 370_973.5)


def test_lincoln_is_where_the_ordnance_survey_has_it() -> None:
    assert to_national_grid(*LINCOLN) == pytest.approx(LINCOLN_GRID, abs=0.2)


def test_arrays_and_floats_give_the_same_numbers() -> None:
    east, north = to_national_grid(np.array([LINCOLN[0]] * 2), np.array([LINCOLN[1]] * 2))
    assert (east[1], north[1]) == to_national_grid(*LINCOLN)


@given(st.floats(-5, 1.5), st.floats(50.8, 55))
def test_a_point_comes_back_from_the_grid_within_two_millimetres(lon: float, lat: float) -> None:
    assert to_lonlat(*to_national_grid(lon, lat)) == pytest.approx((lon, lat), abs=2e-8)


def test_threads_share_one_transformer() -> None:
    expected = to_national_grid(*LINCOLN)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: to_national_grid(*LINCOLN), range(400)))
    assert set(answers) == {expected}


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (-5.93, 54.6), (-7.32, 55.0), (-8.0, 54.46), (-6.3, 49.92), (-0.85, 60.84),
        (-8.58, 57.81), (1.755, 52.48), (1.31, 51.13), (-5.3, 51.88), (-4.63, 53.31),
        (-6.37, 54.07), (-6.61, 54.08), (-7.46, 54.83), (-8.09, 54.48), (-0.73, 60.42),
    ],
)  # fmt: skip
def test_the_corners_of_the_united_kingdom_are_inside(lon: float, lat: float) -> None:
    assert check_lonlat(lon, lat) == (lon, lat)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(-6.26, 53.35), (-6.4, 54.0), (-7.73, 54.95), (1.85, 50.95), (-2.1, 49.2), (2.35, 48.85),
     (0.0, 0.0), (179.0, 53.0), (-74.0, 40.7)],
)  # fmt: skip
def test_neighbouring_countries_are_outside(lon: float, lat: float) -> None:
    with pytest.raises(PlaceError) as caught:
        check_lonlat(lon, lat)
    assert caught.value.problem is PlaceProblem.OUTSIDE_UK


def test_swapped_coordinates_are_named_and_corrected() -> None:
    with pytest.raises(PlaceError, match="swapped") as caught:
        check_lonlat(LINCOLN[1], LINCOLN[0])
    assert caught.value.problem is PlaceProblem.SWAPPED
    assert caught.value.corrected == LINCOLN


def test_metres_given_as_degrees_are_recognised() -> None:
    with pytest.raises(PlaceError, match="easting") as caught:
        check_lonlat(*LINCOLN_GRID)
    assert caught.value.problem is PlaceProblem.LOOKS_LIKE_GRID


def test_degrees_given_as_metres_are_recognised() -> None:
    with pytest.raises(PlaceError) as caught:
        check_grid(*LINCOLN)
    assert caught.value.problem is PlaceProblem.LOOKS_LIKE_LONLAT


def test_a_swapped_easting_and_northing_is_named_where_only_one_order_is_a_place() -> None:
    with pytest.raises(PlaceError) as caught:
        check_grid(1_209_000, 450_000)
    assert caught.value.problem is PlaceProblem.SWAPPED


@pytest.mark.parametrize("hostile", [float("nan"), float("inf"), -float("inf"), "53.2", None, True,
                                     10**400, 1j, [1.0], b"1"])  # fmt: skip
def test_what_is_no_number_is_refused(hostile: object) -> None:
    for check in (check_lonlat, check_grid):
        for pair in ((hostile, 53.2), (-0.5, hostile)):
            with pytest.raises(PlaceError) as caught:
                check(*pair)
            assert caught.value.problem is PlaceProblem.NOT_A_NUMBER


def test_numpy_numbers_are_numbers() -> None:
    assert check_grid(np.float64(497_702.0), np.int64(370_973)) == (497_702.0, 370_973.0)


def test_northern_ireland_has_a_place_on_the_grid() -> None:
    assert check_grid(147_000, 529_000) == (147_000, 529_000)


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False))
def test_a_pair_is_accepted_exactly_when_it_is_in_the_kingdom(lon: float, lat: float) -> None:
    try:
        accepted = check_lonlat(lon, lat) == (lon, lat)
    except PlaceError:
        accepted = False
    assert accepted == in_united_kingdom(lon, lat)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("53.22683", 53.22683), ("53,22683", 53.22683), ("\u22120.53792", -0.53792),
        ("\u20130.5", -0.5), (" 0.5\u00b0 ", 0.5), ("53.226830000000012", 53.226830000000012),
        ("+1", 1.0), (".5", 0.5), ("5.", 5.0), ("-0,123456789012345", -0.123456789012345),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["", " ", "north", "1e3", "nan", "inf", "1.2.3", "1,2,3", "--1",
                                  "0x10", "53 N", "53\u00b013'", "\u0665\u0663", "1_000",
                                  "9" * 41, "."])  # fmt: skip
def test_other_text_is_not_a_number(text: str) -> None:
    with pytest.raises(PlaceError):
        parse_number(text)


def test_a_square_is_named_by_its_south_west_corner() -> None:
    assert floor_to_square(532_519.9, 343_700.0) == (532_510.0, 343_700.0)
    east, north = floor_to_square(np.array([9.99, 10.0]), np.array([-0.1, 0.0]), 10)
    assert east.tolist() == [0.0, 10.0]
    assert north.tolist() == [-10.0, 0.0]


def test_a_square_has_a_side() -> None:
    with pytest.raises(ValueError, match="positive"):
        floor_to_square(1.0, 1.0, 0)
