"""Ordnance Survey grid references."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gridref import (
    GridReference,
    GridReferenceError,
    format_grid_reference,
    parse_grid_reference,
    square_reference,
)


@pytest.mark.parametrize(
    ("text", "east", "north", "side"),
    [
        ("TF 325 437", 532_500, 343_700, 100),
        ("tf325437", 532_500, 343_700, 100),
        (" TF  32543  43765 ", 532_543, 343_765, 1),
        ("SK97", 490_000, 370_000, 10_000),
        ("NN 16 71", 216_000, 771_000, 1_000),
        ("SV 9010 1100", 90_100, 11_000, 10),
        ("HP 61 17", 461_000, 1_217_000, 1_000),
    ],
)
def test_a_reference_is_read(text: str, east: int, north: int, side: int) -> None:
    assert parse_grid_reference(text) == GridReference(east, north, side)


def test_the_middle_of_a_square_is_half_a_side_away() -> None:
    assert parse_grid_reference("TF 325 437").centre == (532_550.0, 343_750.0)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("TF", "Add figures"),
        ("TF 325 43", "as many figures"),
        ("TF 32 5437", "as many figures"),
        ("TF 123456 123456", "at most 10"),
        ("TI 32 43", "letter I"),
        ("AA 32 43", "not a square"),
        ("", "two letters"),
        ("325 437", "two letters"),
        ("TF 32x 437", "two letters"),
        ("TF \u0663\u0662 \u0664\u0663", "two letters"),
        ("TF" + " 1" * 500, "at most 10"),
    ],
)
def test_what_is_no_reference_is_refused_with_advice(text: str, advice: str) -> None:
    with pytest.raises(GridReferenceError, match=advice):
        parse_grid_reference(text)


@given(st.integers(0, 699_999), st.integers(0, 1_299_999), st.sampled_from([2, 4, 6, 8, 10]))
def test_a_written_reference_reads_back_as_the_square_that_holds_the_point(
    east: int, north: int, digits: int
) -> None:
    square = parse_grid_reference(format_grid_reference(east, north, digits))
    assert square.easting <= east < square.easting + square.precision_m
    assert square.northing <= north < square.northing + square.precision_m
    assert square.precision_m == 10 ** (5 - digits // 2)


@pytest.mark.parametrize("point", [(-1.0, 0.0), (700_000.0, 1.0), (1.0, 1_300_000.0),
                                   (float("nan"), 1.0)])  # fmt: skip
def test_a_point_off_the_grid_has_no_reference(point: tuple[float, float]) -> None:
    with pytest.raises(GridReferenceError):
        format_grid_reference(*point)


@pytest.mark.parametrize(
    ("corner", "side", "said"),
    [
        ((532_000, 343_000), 1_000, "TF 32 43"),
        ((532_000, 342_000), 2_000, "TF 32 42"),
        ((532_250, 343_750), 250, "TF 3225 4375"),
        ((532_510, 343_770), 10, "TF 3251 4377"),
        ((532_511, 343_777), 1, "TF 32511 43777"),
        ((-1_000, 0), 1_000, "-1000, 0"),
    ],
)
def test_a_square_is_named_with_as_few_figures_as_its_corner_needs(
    corner: tuple[int, int], side: int, said: str
) -> None:
    assert square_reference(*corner, side) == said


def test_an_odd_number_of_figures_is_never_written() -> None:
    with pytest.raises(ValueError, match="digits"):
        format_grid_reference(1, 1, 5)
