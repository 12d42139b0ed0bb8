"""A place is kept as the corner of its square, and nothing more exact leaves or stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import to_lonlat, to_national_grid
from surveys.responses.places import Corner, corner_of, kept_place, middle_of


def lexical(easting: float, northing: float, precision: str = "0") -> str:
    lon, lat = to_lonlat(easting, northing)
    return f"{lat:.9f} {lon:.9f} 31.5 {precision}"


def test_a_place_is_the_south_west_corner_of_its_ten_metre_square() -> None:
    kept = kept_place(lexical(532_509.9, 343_719.9))

    assert kept is not None
    assert corner_of(kept) == Corner(532_500, 343_710, 10)


def test_a_vague_place_says_how_vague_it_is_and_no_height_stays() -> None:
    kept = kept_place(lexical(532_509.9, 343_719.9, "1999.2"))

    assert kept is not None
    assert corner_of(kept).precision_m == 2000
    assert kept.split()[2] == "0"


@pytest.mark.parametrize(
    "text", ["", "here", "53.2", "0 0", "48.85 2.35 0 5", "nan nan", "inf inf 0 0", "-0.5 53.2"]
)
def test_what_is_no_place_in_the_country_is_not_kept(text: str) -> None:
    assert kept_place(text) is None


def test_two_numbers_are_enough() -> None:
    assert kept_place("53.2344 -0.5406") is not None


@given(st.floats(430_000, 560_000), st.floats(300_000, 420_000))
def test_points_of_one_square_are_kept_alike_and_stay_so(easting: float, northing: float) -> None:
    corner = Corner(int(easting // 10 * 10), int(northing // 10 * 10), 10)
    inside = lexical(corner.easting + 3.3, corner.northing + 7.7)
    kept = kept_place(inside)

    assert kept is not None
    assert corner_of(kept) == corner
    assert kept_place(middle_of(kept)) == kept
    lat, lon, *_rest = map(float, kept.split())
    east, north = to_national_grid(lon, lat)
    assert (east, north) == pytest.approx((corner.easting, corner.northing), abs=0.2)
