"""What people type for a place, and what we make of it."""

import math
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engagement.core.errors import Rejected
from engagement.core.partnership import load_partnership
from engagement.reports.commands import Spot
from engagement.reports.journey.atlas import Atlas, distance_words, near_words
from engagement.reports.journey.finding import NAME_METRES, find, pin
from engagement.reports.models import PlacedBy
from geo.crs import to_national_grid

ROOT = Path(__file__).resolve().parents[4]
ATLAS = Atlas(load_partnership(ROOT / "partnership" / "lincolnshire.toml"))
BOSTON = to_national_grid(-0.02664, 52.97633)


def refusal(text: str, atlas: Atlas = ATLAS) -> str:
    with pytest.raises(Rejected) as caught:
        find(atlas, text)
    assert caught.value.field == "place"
    return caught.value.message


def certain(text: str, atlas: Atlas = ATLAS) -> Spot:
    found = find(atlas, text).sure
    assert found is not None
    return found.spot


@pytest.mark.parametrize("text", ["Boston", "boston", "  BOSTON "])
def test_a_place_with_one_name_is_certain(text: str) -> None:
    spot = certain(text.strip())

    assert (spot.easting, spot.northing) == pytest.approx(BOSTON)
    assert (spot.precision_m, spot.placed_by) == (NAME_METRES, PlacedBy.PLACE_NAME)


@pytest.mark.parametrize(
    "text", ["bosten", "Bost", "Red Lion Street, Boston", "the bus stop in Boston"]
)
def test_a_place_nearly_named_is_offered_and_never_taken(text: str) -> None:
    search = find(ATLAS, text)

    assert search.sure is None
    assert "Boston, in the Boston district" in [one.label for one in search.candidates]


def test_places_that_begin_alike_are_offered_with_their_districts() -> None:
    labels = [one.label for one in find(ATLAS, "Market").candidates]

    assert "Market Deeping, in the South Kesteven district" in labels
    assert "Market Rasen, in the West Lindsey district" in labels


@pytest.mark.parametrize(
    "text",
    [
        "-0.02664, 52.97633",
        "-0.02664,52.97633",
        "-0.02664 52.97633",
        "-0.02664;52.97633",
        "-0.02664 / 52.97633",
        "-0,02664 52,97633",
        "-0,02664; 52,97633",
        "-0,02664, 52,97633",
        "-0,02664,52,97633",
        "−0.02664°, 52.97633°",
    ],
)
def test_longitude_and_latitude_are_read_however_they_are_separated(text: str) -> None:
    spot = certain(text)

    assert (spot.easting, spot.northing) == pytest.approx(BOSTON)
    assert (spot.precision_m, spot.placed_by) == (10, PlacedBy.LONLAT)


def test_swapped_coordinates_are_offered_the_right_way_round() -> None:
    search = find(ATLAS, "52.97633, -0.02664")

    assert search.sure is None
    (candidate,) = search.candidates
    assert candidate.label == "The middle of Boston (longitude -0.02664, latitude 52.97633)"
    assert (candidate.spot.easting, candidate.spot.northing) == pytest.approx(BOSTON)


@pytest.mark.parametrize(
    ("text", "square", "precision"),
    [
        ("TF 325 437", (532_550, 343_750), 100),
        ("tf325437", (532_550, 343_750), 100),
        ("TF 32 43", (532_500, 343_500), 1000),
        ("TF 3251 4372", (532_515, 343_725), 10),
        ("TF 32512 43723", (532_512.5, 343_723.5), 10),
    ],
)
def test_a_grid_reference_is_the_middle_of_its_square_and_as_exact(
    text: str, square: tuple[float, float], precision: int
) -> None:
    spot = certain(text)

    assert (spot.easting, spot.northing) == square
    assert (spot.precision_m, spot.placed_by) == (precision, PlacedBy.GRID_REFERENCE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Leicester", "We could not find “Leicester” in Lincolnshire"),
        ("<script>alert(1)</script>", "We could not find"),
        ("PE21 6AB", "We cannot look up postcodes yet"),
        ("NG31", "We cannot look up postcodes yet"),
        ("TF3", "We cannot look up postcodes yet"),
        ("TF 3", "two letters and figures"),
        ("TF 32 437", "two letters and figures"),
        ("TF 3 4", "too coarse"),
        ("IF 325 437", "two letters and figures"),
        ("48.85, 2.35", "outside the United Kingdom"),
        ("532512 343723", "look like an easting and a northing"),
        ("NaN, NaN", "as two numbers"),
        ("inf inf", "as two numbers"),
        ("1e400, 52", "We could not find"),
        ("52.97633", "as two numbers"),
        ("1, 2, 3", "as two numbers"),
        (",", "as two numbers"),
        ("-", "as two numbers"),
        ("9" * 190, "as two numbers"),
    ],
)
def test_what_means_no_place_is_refused_with_what_to_do(text: str, says: str) -> None:
    assert says in refusal(text)


def test_examples_come_from_the_county_itself() -> None:
    assert refusal("nan").endswith("-0.5379, 53.2268")
    assert ATLAS.examples == {"name": "Lincoln", "grid": "SK 977 709", "lonlat": "-0.5379, 53.2268"}


@settings(deadline=None)
@given(st.text(max_size=200))
@example("(((((((((((((((((((((((((((")
@example("1" * 199 + "x")
@example("nan" * 60)
def test_any_text_is_found_offered_or_refused_and_what_is_found_is_finite(text: str) -> None:
    with suppress(Rejected):
        search = find(ATLAS, text)
        found = [search.sure] if search.sure else search.candidates
        spots = [one.spot for one in found]
        assert spots
        assert all(math.isfinite(spot.easting + spot.northing) for spot in spots)


@settings(deadline=None)
@given(st.floats(), st.floats())
def test_any_two_numbers_are_found_offered_or_refused(first: float, second: float) -> None:
    with suppress(Rejected):
        search = find(ATLAS, f"{first:.6f}, {second:.6f}")
        assert search.sure or search.candidates


def test_a_pin_is_exact_to_ten_metres() -> None:
    spot = pin("-0.02664", "52.97633")

    assert spot is not None
    assert (spot.precision_m, spot.placed_by) == (10, PlacedBy.MAP)
    assert pin("", "") is None


@pytest.mark.parametrize(
    "numbers", [("x", "y"), ("52.9", "-0.02"), ("2.35", "48.85"), ("", "52.9"), ("nan", "1")]
)
def test_a_pin_that_is_no_place_is_refused(numbers: tuple[str, str]) -> None:
    with pytest.raises(Rejected, match="could not read where the pin is"):
        pin(*numbers)


@pytest.mark.parametrize(
    ("east", "north", "words"),
    [
        (0, 0, "The middle of Boston"),
        (0, 600, "About 600 metres north of the middle of Boston"),
        (1500, -1500, "About 2.1 km south-east of the middle of Boston"),
        (-400, 0, "About 400 metres west of the middle of Boston"),
    ],
)
def test_a_point_is_told_as_to_a_friend(east: float, north: float, words: str) -> None:
    assert near_words(ATLAS, BOSTON[0] + east, BOSTON[1] + north) == words


@pytest.mark.parametrize(
    ("metres", "words"),
    [(3, "50 metres"), (974, "950 metres"), (975, "1.0 km"), (9_949, "9.9 km"), (37_400, "37 km")],
)
def test_distances_are_rounded_as_people_say_them(metres: float, words: str) -> None:
    assert distance_words(metres) == words


@pytest.mark.parametrize(
    ("within", "square"),
    [
        ("", 10),
        ("4", 10),
        ("58", 100),
        ("4415", 5_000),
        ("1e9", 10_000),
        ("x", 10_000),
        ("nan", 10_000),
    ],
)
def test_a_pin_is_only_as_exact_as_the_tap_that_put_it(within: str, square: int) -> None:
    spot = pin("-0.02664", "52.97633", within)
    assert spot is not None
    assert spot.precision_m == square
