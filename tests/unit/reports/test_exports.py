import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from engagement.reports.exports import (
    COLUMNS,
    Passport,
    csv_bytes,
    export_rows,
    geojson_bytes,
    readme,
    safe,
)
from engagement.reports.models import PlacedBy, ReportState
from engagement.reports.queries import ReportRow

NAMES = [column.name for column in COLUMNS]


def row(**changes: Any) -> ReportRow:
    values: dict[str, Any] = {
        "id": UUID(int=7),
        "state": ReportState.NEW,
        "source": "public",
        "district_code": "X1",
        "district_confirmed": True,
        "version": "boundaries of May",
        "lsoa_code": None,
        "easting": 532_500.0,
        "northing": 343_710.0,
        "precision_m": 10,
        "placed_by": PlacedBy.MAP,
        "occurred_on": date(2025, 3, 14),
        "occurred_month": "2025-03",
        "time_band": None,
        "demonstration": False,
        "concerns": ("badly-lit", "followed"),
    }
    return ReportRow(**values | changes)


def values(**changes: Any) -> dict[str, Any]:
    return dict(zip(NAMES, export_rows([row(**changes)], districts={"X1": "One"})[0], strict=True))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "  +", "＝", "＠"])
def test_a_text_that_a_spreadsheet_would_calculate_gets_an_apostrophe(start: str) -> None:
    assert safe(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize("value", [-0.5, -3, 0, 12.25, "Badly lit", "a=b", None])
def test_numbers_stay_numbers_and_plain_texts_stay_as_they_are(value: Any) -> None:
    assert safe(value) is value


def test_headers_are_as_safe_as_cells() -> None:
    lines = csv_bytes(["=1+1", "n"], [["@x", -1]]).decode("utf-8-sig").splitlines()

    assert lines == ["'=1+1,n", "'@x,-1"]


def test_a_csv_begins_with_the_mark_that_tells_excel_its_encoding() -> None:
    assert csv_bytes(["näme"], []).startswith(b"\xef\xbb\xbfn\xc3\xa4me")


def test_line_breaks_quotes_and_commas_come_back_as_they_were() -> None:
    text = 'one,"two"\nthree'

    read = list(csv.reader(io.StringIO(csv_bytes(["a", "b"], [[text, 1]]).decode("utf-8-sig"))))

    assert read[1] == [text, "1"]


def test_every_column_is_filled_and_typed() -> None:
    found = values()

    assert set(found) == set(NAMES)
    assert (found["easting"], found["northing"], found["precision_m"]) == (532_500, 343_710, 10)
    assert isinstance(found["easting"], int)
    assert isinstance(found["longitude"], float)
    assert found["occurred_on"] == "2025-03-14"
    assert found["concerns"] == "badly-lit;followed"
    assert found["district"] == "One"
    assert found["boundary_version"] == "boundaries of May"


def test_longitude_and_latitude_are_of_the_same_corner() -> None:
    found = values(easting=651_409.903, northing=313_177.270)  # known to the survey in both systems

    assert found["longitude"] == pytest.approx(1.716074, abs=5e-5)
    assert found["latitude"] == pytest.approx(52.658008, abs=5e-5)


def test_what_is_not_known_is_empty() -> None:
    found = values(
        easting=None,
        northing=None,
        occurred_on=None,
        occurred_month=None,
        concerns=(),
        version=None,
    )

    for name in ("easting", "longitude", "latitude", "occurred_on", "concerns", "boundary_version"):
        assert found[name] is None


def test_geojson_has_points_in_degrees_and_nothing_for_a_report_without_a_place() -> None:
    rows = export_rows([row(), row(id=uuid4(), easting=None, northing=None)], districts={})

    placed, nowhere = json.loads(geojson_bytes(rows))["features"]

    assert placed["geometry"]["type"] == "Point"
    west_east, south_north = placed["geometry"]["coordinates"]
    assert -2 < west_east < 2
    assert 52 < south_north < 54
    assert placed["properties"]["demonstration"] is False
    assert nowhere["geometry"] is None


def test_the_readme_says_who_when_why_how_and_with_which_boundaries() -> None:
    passport = Passport(
        made_at=datetime(2025, 7, 1, 11, 30, tzinfo=UTC),
        officer="Demonstration officer",
        organisation="A council",
        reason="review of street lights",
        partnership="A partnership",
        sources=("public", "old extract"),
        boundaries="approximate outlines",
        chosen=(("From", "March 2025"),),
        caveats=("The districts are approximate outlines.",),
    )

    text = readme(passport, "reports.csv", 3)

    for said in (
        "3 reports",
        "01 July 2025 at 12:30 (London time)",
        "Demonstration officer, A council",
        "review of street lights",
        "public; old extract",
        "approximate outlines",
        "From: March 2025",
    ):
        assert said in text
    assert all(f"  {column.name}" in text for column in COLUMNS)
