"""The places file, and finding a settlement by what a resident types."""

from pathlib import Path

import pytest

from geo.places import (
    Place,
    PlaceKind,
    PlacesError,
    find_places,
    nearest_places,
    read_places,
)

HEADER = "name,latitude,longitude,population,district\n"
WIDE_HEADER = "name,latitude,longitude,population,district,kind,within,metres\n"
PLACES = (
    Place("Lincoln", -0.53792, 53.22683, 103_813, "Lincoln"),
    Place("Stamford", -0.48, 52.65, 19_701, "South Kesteven"),
    Place("Saint Peter's-on-Sea", 0.34, 53.14, 700, "East Lindsey"),
    Place("Sutton", 0.12, 52.76, 900, "South Holland"),
    Place("Sutton", 0.28, 53.31, 2_000, "East Lindsey"),
    Place("Long Sutton", 0.12, 52.78, 4_821, "South Holland"),
    Place("Woodhall Spa", -0.21, 53.15, 4_000, "East Lindsey"),
)


def names(text: str) -> list[str]:
    return [place.name for place in find_places(PLACES, text)]


def test_an_exact_name_comes_first_and_one_name_in_two_districts_stays_two_places() -> None:
    found = find_places(PLACES, "sutton")
    assert [(place.name, place.district) for place in found] == [
        ("Sutton", "East Lindsey"),
        ("Sutton", "South Holland"),
        ("Long Sutton", "South Holland"),
    ]


@pytest.mark.parametrize("text", ["saint peters on sea", "SAINT PETER\u2019S-ON-SEA", "saintpeters",
                                  "peters-on", "Sea"])  # fmt: skip
def test_case_hyphens_apostrophes_and_spaces_do_not_matter(text: str) -> None:
    assert names(text) == ["Saint Peter's-on-Sea"]


def test_a_beginning_comes_before_a_word_inside() -> None:
    assert names("s")[:2] == ["Stamford", "Sutton"]
    assert names("spa") == ["Woodhall Spa"]


def test_a_misspelt_name_is_found() -> None:
    assert names("Lincon") == ["Lincoln"]
    assert names("Stampford") == ["Stamford"]


@pytest.mark.parametrize("text", ["", "   ", "'-", "xyzzy", "q" * 100_000])
def test_nothing_like_a_place_finds_nothing(text: str) -> None:
    assert names(text) == []


def test_no_more_places_than_asked_for() -> None:
    assert len(find_places(PLACES, "s", limit=2)) == 2


def test_the_nearest_place_comes_first_with_its_distance_in_metres() -> None:
    (first, metres), *_ = nearest_places(PLACES, -0.53792, 53.23583, limit=2)
    assert first.name == "Lincoln"
    assert metres == pytest.approx(1_001, abs=3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_places_file_is_read_with_any_mark(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "places.csv"
    file.write_text(HEADER + 'Saint-Ém,53.2,"-0,5","1,234",Lincoln\n\n', encoding=encoding)
    assert read_places(file) == (Place("Saint-Ém", -0.5, 53.2, 1_234, "Lincoln"),)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Lincoln,53.2,-0.5,100,Lincoln\nLincoln,53.2,-0.5,100,Lincoln", "Line 3.*twice"),
        ("Lincoln,-0.5,53.2,100,Lincoln", "Line 2: Lincoln.*swapped"),
        ("Paris,48.85,2.35,100,Lincoln", "outside the United Kingdom"),
        ("Lincoln,nan,-0.5,100,Lincoln", "as a number"),
        ("Lincoln,53.2,-0.5,many,Lincoln", "whole number"),
        ("Lincoln,53.2,-0.5,-1,Lincoln", "whole number"),
        (",53.2,-0.5,1,Lincoln", "name must have"),
        ("Lincoln,53.2,-0.5,1,", "district must have"),
        ("Lincoln,53.2,-0.5,1", "has 4 values"),
        ("", "no places"),
    ],
)
def test_a_wrong_row_is_named_by_its_line(tmp_path: Path, row: str, message: str) -> None:
    file = tmp_path / "places.csv"
    file.write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(PlacesError, match=message):
        read_places(file)


def test_streets_and_postcode_districts_are_read_and_a_blank_kind_is_a_settlement(
    tmp_path: Path,
) -> None:
    file = tmp_path / "places.csv"
    file.write_text(
        WIDE_HEADER + "Lincoln,53.2,-0.5,100,Lincoln,,,\n"
        "Demonstration Street,53.21,-0.51,,Lincoln,street,Lincoln,150\n"
        "ZZ1,53.2,-0.5,,Lincoln,postcode-district,,\n",
        encoding="utf-8",
    )

    town, street, postcode = read_places(file)

    assert (town.kind, town.within, town.metres) == (PlaceKind.SETTLEMENT, "", None)
    assert (street.kind, street.within, street.metres) == (PlaceKind.STREET, "Lincoln", 150)
    assert (postcode.kind, postcode.metres) == (PlaceKind.POSTCODE_DISTRICT, None)


def test_one_street_name_in_two_towns_stays_two_streets(tmp_path: Path) -> None:
    rows = [f"Demonstration Street,53.2,-0.5,,Lincoln,street,{town}," for town in ("A", "B")]
    file = tmp_path / "places.csv"
    file.write_text(WIDE_HEADER + "\n".join(rows), encoding="utf-8")
    assert [place.within for place in read_places(file)] == ["A", "B"]

    file.write_text(WIDE_HEADER + "\n".join([*rows, rows[1]]), encoding="utf-8")
    with pytest.raises(PlacesError, match=r"Line 4: Demonstration Street is there twice in B"):
        read_places(file)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("X,53.2,-0.5,,Lincoln,hamlet,,", "Line 2: X: kind 'hamlet' is none of settlement, street"),
        ("X,53.2,-0.5,,Lincoln,,Lincoln,", "only a street can be within"),
        ("LN1 1YL,53.2,-0.5,,Lincoln,postcode-district,,", "'LN1 1YL' is no postcode district"),
        ("X,53.2,-0.5,,Lincoln,street,,wide", "metres 'wide' is not a whole number"),
        ("X,53.2,-0.5,,Lincoln,street,,0", "metres must be 1 to 10000"),
        ("X,53.2,-0.5,,Lincoln,street,,20000", "metres must be 1 to 10000"),
    ],
)
def test_a_wrong_kind_of_place_is_named_by_its_line(tmp_path: Path, row: str, message: str) -> None:
    file = tmp_path / "places.csv"
    file.write_text(WIDE_HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(PlacesError, match=message):
        read_places(file)


def test_a_missing_column_is_named_beside_those_there(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text("name,lat\nLincoln,53\n", encoding="utf-8")
    with pytest.raises(PlacesError, match=r"no column 'district'.*there are: name, lat"):
        read_places(file)


def test_the_first_deployments_places_are_read(reference_data: Path) -> None:
    places = read_places(reference_data / "lincolnshire_places_geonames_gt500.csv")
    assert len(places) == 133
    assert len({place.district for place in places}) == 7
