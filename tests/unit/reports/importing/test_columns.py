"""Columns are found by their usual names, by what the person says, or refused by name."""

import pytest

from engagement.reports.importing.columns import USUAL, Field, choose_columns
from engagement.reports.importing.opening import FileRefused


def test_usual_names_are_recognised_in_any_writing() -> None:
    columns = choose_columns(["Longitude ", "LATITUDE", "Time of day", "Date"], {})

    assert columns.places == {Field.LON: 0, Field.LAT: 1, Field.TIME_BAND: 2, Field.DATE: 3}
    assert not columns.metres


@pytest.mark.parametrize("field", list(Field))
def test_every_field_has_usual_names_and_its_own_is_one_of_them(field: Field) -> None:
    assert field.value in USUAL[field]


def test_no_usual_name_means_two_things() -> None:
    every = [name for names in USUAL.values() for name in names]

    assert len(every) == len(set(every))


def test_easting_and_northing_are_read_before_degrees() -> None:
    columns = choose_columns(["lon", "lat", "easting", "northing", "month"], {})

    assert columns.metres
    assert set(columns.places) == {Field.EASTING, Field.NORTHING, Field.MONTH}


def test_degrees_that_the_person_names_are_read_before_metres() -> None:
    header = ["a", "b", "easting", "northing", "month"]

    columns = choose_columns(header, {Field.LON: "a", Field.LAT: "B"})

    assert (columns.metres, columns.x, columns.y) == (False, 0, 1)


def test_what_the_person_says_goes_before_the_usual_name() -> None:
    columns = choose_columns(["lon", "lat", "month", "seen"], {Field.MONTH: "seen"})

    assert columns.named() == {"lon": "lon", "lat": "lat", "month": "seen"}


def test_an_empty_column_leaves_the_field_out() -> None:
    columns = choose_columns(["lon", "lat", "month", "reason"], {Field.CONCERNS: ""})

    assert Field.CONCERNS not in columns.places


@pytest.mark.parametrize(
    ("header", "mapping", "words"),
    [
        (["lon", "month"], {}, ["the place (lon and lat", "'lon', 'month'", "--map"]),
        (["lon", "lat"], {}, ["the time (date or month)", "'lon', 'lat'"]),
        (["a", "b"], {}, ["the place", "and for the time"]),
        (["lon", "lat", "lon", "month"], {}, ["twice", "'lon'"]),
        (["Lon", "lat", "lon", "month"], {}, ["twice", "'Lon', 'lon'"]),
        (["lon", "longitude", "lat", "month"], {}, ["Several", "lon", "'longitude'"]),
        (["lon", "lat", "month"], {Field.DATE: "when"}, ["no column 'when'", "'lon', 'lat'"]),
        (["", " "], {}, ["no names of columns"]),
        ([f"c{n}" for n in range(501)], {}, ["501 columns"]),
    ],
)
def test_a_header_that_does_not_do_is_refused_by_name(
    header: list[str], mapping: dict[Field, str], words: list[str]
) -> None:
    with pytest.raises(FileRefused) as refused:
        choose_columns(header, mapping)

    for word in words:
        assert word in str(refused.value)


def test_a_refusal_shows_no_control_characters_and_not_the_whole_file() -> None:
    with pytest.raises(FileRefused) as refused:
        choose_columns(["\x1b[31mred" + "x" * 5_000, *(f"c{n}" for n in range(300))], {})

    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 1_000
    assert "and 271 more" in str(refused.value)
