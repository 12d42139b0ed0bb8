import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import geopandas
import pyogrio
import pytest
from python_calamine import CalamineWorkbook

from engagement.core.errors import Rejected
from engagement.reports.exports import (
    COLUMNS,
    FileFormat,
    Passport,
    csv_bytes,
    export_file,
    export_rows,
    geojson_bytes,
    readme,
    safe,
    workbook,
)
from engagement.reports.models import Channel, PlacedBy, ReportState
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
        "often": True,
        "channel": Channel.ONLINE,
        "approved_on": date(2025, 4, 1),
        "passed_on": None,
        "acted_on": None,
        "closed_on": None,
        "outcome": None,
        "lighting_cause": None,
        "lighting_owner": "=1+1",
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


PASSPORT = Passport(
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


def test_the_readme_says_who_when_why_how_and_with_which_boundaries() -> None:
    text = readme(PASSPORT, "reports.csv", 3)

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


def test_nothing_leaves_that_tells_of_arrival_or_network_or_holds_notes() -> None:
    assert not {"burst", "received_week", "held_because", "decision_note", "import_id"} & set(NAMES)


@pytest.mark.parametrize("kind", list(FileFormat))
def test_every_form_holds_every_report_and_says_what_it_is(kind: FileFormat) -> None:
    rows = [row(), row(id=UUID(int=8), easting=None, northing=None, occurred_on=None)]

    file = export_file(rows, kind, PASSPORT, districts={"X1": "One"})

    found, about = READERS[kind](file.body)
    assert [one["id"] for one in found] == [str(UUID(int=7)), str(UUID(int=8))]
    assert set(found[0]) >= set(NAMES)
    assert "review of street lights" in about
    assert all(f"  {name}" in about for name in NAMES)


def from_zip(body: bytes) -> tuple[bytes, str]:
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        (name,) = set(packed.namelist()) - {"README.txt"}
        return packed.read(name), packed.read("README.txt").decode()


def read_csv(body: bytes) -> tuple[list[dict[str, Any]], str]:
    content, about = from_zip(body)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")))), about


def read_geojson(body: bytes) -> tuple[list[dict[str, Any]], str]:
    content, about = from_zip(body)
    return [one["properties"] for one in json.loads(content)["features"]], about


def read_workbook(body: bytes) -> tuple[list[dict[str, Any]], str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    header, *rows = book.get_sheet_by_name("Reports").to_python()
    about = "\n".join(str(line[0]) for line in book.get_sheet_by_name("README").to_python())
    return [dict(zip(map(str, header), one, strict=True)) for one in rows], about


def geopackage_layers(body: bytes) -> tuple[Any, Any]:
    """The layers `reports` and `readme`; the reader wants a file with its usual ending."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reports.gpkg"
        path.write_bytes(body)
        return geopandas.read_file(path, layer="reports"), pyogrio.read_dataframe(
            path, layer="readme"
        )


def read_geopackage(body: bytes) -> tuple[list[dict[str, Any]], str]:
    frame, about = geopackage_layers(body)
    return frame.to_dict("records"), "\n".join(about["text"])


READERS: dict[FileFormat, Any] = {
    FileFormat.CSV: read_csv,
    FileFormat.GEOJSON: read_geojson,
    FileFormat.XLSX: read_workbook,
    FileFormat.GEOPACKAGE: read_geopackage,
}


def test_a_workbook_has_typed_cells_and_no_formula() -> None:
    body = export_file([row()], FileFormat.XLSX, PASSPORT, districts={}).body

    ((found,), _about) = read_workbook(body)
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        sheets = b"".join(parts.read(name) for name in parts.namelist() if "sheets/" in name)
    assert (found["occurred_on"], found["approved_on"]) == (date(2025, 3, 14), date(2025, 4, 1))
    assert (found["easting"], found["often"], found["demonstration"]) == (532_500, True, False)
    assert found["lighting_owner"] == "=1+1"
    assert b"<f>" not in sheets
    assert b"hyperlink" not in sheets


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)

    with pytest.raises(Rejected, match="Narrow the list, or take CSV"):
        export_file([row(), row()], FileFormat.XLSX, PASSPORT, districts={})


def test_a_geopackage_has_points_in_metres_and_none_for_a_report_without_a_place() -> None:
    rows = [row(), row(easting=None, northing=None)]

    body = export_file(rows, FileFormat.GEOPACKAGE, PASSPORT, districts={}).body

    frame, _about = geopackage_layers(body)
    assert frame.crs.to_epsg() == 27_700
    placed, nowhere = frame.geometry
    assert (placed.x, placed.y) == (532_500, 343_710)
    assert nowhere is None


@pytest.mark.parametrize("kind", list(FileFormat))
def test_a_file_without_reports_is_a_file(kind: FileFormat) -> None:
    found, about = READERS[kind](export_file([], kind, PASSPORT, districts={}).body)

    assert found == []
    assert "0 reports" in about
