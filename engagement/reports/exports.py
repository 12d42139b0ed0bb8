"""Files that leave: CSV and GeoJSON, typed, safe to open, with a README that says what they are."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import numpy as np

from engagement.core.clock import LONDON
from engagement.reports.queries import ReportRow
from geo.crs import to_lonlat

Cell = str | int | float | bool | None
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a text begins that a spreadsheet would calculate; the wide forms are read alike."""
DECIMALS: Final = 6
"""Of a degree: a tenth of a metre, finer than any square that is kept."""
BOM: Final = "\ufeff"


class FileFormat(StrEnum):
    """In which form reports leave."""

    CSV = "csv"
    GEOJSON = "geojson"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: its name, type and meaning with the unit."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Passport:
    """What goes with a file wherever it goes: who took it, when, why, and how it was made."""

    made_at: datetime
    officer: str
    organisation: str
    reason: str
    partnership: str
    sources: tuple[str, ...]
    boundaries: str
    chosen: tuple[tuple[str, str], ...]
    caveats: tuple[str, ...]


COLUMNS: Final = (
    Column("id", "text", "the report's own random number; it says nothing about time or person"),
    Column("state", "text", "new, approved, held or rejected"),
    Column("source", "text", "'public' is this service's form; anything else names an import"),
    Column("district_code", "text", "code of the district; empty outside all districts"),
    Column("district", "text", "its name"),
    Column("district_confirmed", "true/false", "false where the outlines were approximate"),
    Column("boundary_version", "text", "the boundaries that the district was found with"),
    Column("lsoa_code", "text", "code of the small area (LSOA), where these are loaded"),
    Column("easting", "number, metres", "EPSG:27700, south-west corner or source's point"),
    Column("northing", "number, metres", "EPSG:27700, south-west corner or source's point"),
    Column("precision_m", "whole number, metres", "how exact the place is: the side of its square"),
    Column("longitude", "number, degrees", "EPSG:4326, the same point"),
    Column("latitude", "number, degrees", "EPSG:4326, the same point"),
    Column("placed_by", "text", "map, lonlat, grid-reference, place-name or import"),
    Column("occurred_on", "date, YYYY-MM-DD", "the day, where it is known"),
    Column("occurred_month", "month, YYYY-MM", "the month, where it is known"),
    Column("time_band", "text", "morning, afternoon, evening, night or not-sure"),
    Column("concerns", "text", "the reasons named, divided by ';'"),
    Column("demonstration", "true/false", "true for made-up content"),
)


def safe(value: Cell) -> Cell:
    """A text that no spreadsheet calculates: an apostrophe before what begins like a formula.

    Numbers stay numbers, also the negative ones; true and false are written in small letters.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return value


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """RFC 4180 in UTF-8 with a byte-order mark, without which Excel guesses another encoding."""
    text = io.StringIO(newline="")
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow([safe(name) for name in header])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def export_rows(rows: Sequence[ReportRow], *, districts: Mapping[str, str]) -> list[list[Cell]]:
    """The values of `COLUMNS`; `districts` gives names by code."""
    degrees = _degrees(rows)
    return [
        [
            str(row.id),
            row.state.value,
            row.source,
            row.district_code,
            districts.get(row.district_code or ""),
            row.district_confirmed,
            row.version,
            row.lsoa_code,
            _number(row.easting),
            _number(row.northing),
            row.precision_m,
            *lonlat,
            row.placed_by.value,
            row.occurred_on.isoformat() if row.occurred_on else None,
            row.occurred_month,
            row.time_band,
            ";".join(row.concerns) or None,
            row.demonstration,
        ]
        for row, lonlat in zip(rows, degrees, strict=True)
    ]


def geojson_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """A FeatureCollection (RFC 7946) of export rows; a report without a place has no geometry."""
    names = [column.name for column in COLUMNS]
    lon, lat = names.index("longitude"), names.index("latitude")
    features = [
        {
            "type": "Feature",
            "id": row[0],
            "geometry": None
            if row[lon] is None
            else {"type": "Point", "coordinates": [row[lon], row[lat]]},
            "properties": dict(zip(names, row, strict=True)),
        }
        for row in rows
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(
        collection, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode()


def reports_zip(
    rows: Sequence[ReportRow], kind: FileFormat, passport: Passport, *, districts: Mapping[str, str]
) -> bytes:
    """The file and its README.txt in one ZIP."""
    values = export_rows(rows, districts=districts)
    if kind is FileFormat.CSV:
        body = csv_bytes([column.name for column in COLUMNS], values)
    else:
        body = geojson_bytes(values)
    name = f"reports.{kind.value}"
    return zip_bytes({name: body, "README.txt": readme(passport, name, len(rows)).encode()})


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of small files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return packed.getvalue()


def readme(passport: Passport, file_name: str, count: int) -> str:
    """What stands beside the file, for whoever opens it later."""
    chosen = "; ".join(f"{label}: {answer}" for label, answer in passport.chosen)
    moment = passport.made_at.astimezone(LONDON)
    lines = [
        f"{file_name}: {count:,} report{'s' * (count != 1)} of places, {passport.partnership}",
        "",
        f"Made on:     {moment:%d %B %Y at %H:%M} (London time)",
        f"Made by:     {passport.officer}, {passport.organisation}",
        f"Made for:    {passport.reason}",
        f"Sources:     {'; '.join(passport.sources) or 'none'}",
        f"Boundaries:  {passport.boundaries}",
        f"Chosen:      {chosen or 'everything'}",
        "",
        "Use it for the purpose named above and delete it when that is done. It holds exact",
        "places: do not publish them and do not pass them on. This export is recorded.",
        *(["", *passport.caveats] if passport.caveats else []),
        "",
        "How it was made",
        *_METHOD[file_name.rpartition(".")[2]],
        "",
        "Columns",
        *(f"  {column.name:<20}{column.type}: {column.meaning}" for column in COLUMNS),
        "",
    ]
    return "\r\n".join(lines)


_COMMON: Final = (
    "- One row is one report. Withdrawn reports are not here. A report is what somebody told us,",
    "  not a crime and not a proven fact. People choose whether to tell us.",
    "- A place that a person sent is the south-west corner of a square, mostly of 10 metres",
    "  (precision_m says): the real place lies in that square, to the north-east of the point.",
    "  An import keeps the point that its source gave.",
    "- The district was found with the full coordinates before these were cut; where boundaries",
    "  have changed since, with the middle of the square.",
)
_METHOD: Final[Mapping[str, tuple[str, ...]]] = {
    "csv": (
        *_COMMON,
        "- CSV: UTF-8 with a byte-order mark, commas, decimal points, one header line. Empty means",
        "  not known. A text that a spreadsheet would calculate begins with an apostrophe (').",
    ),
    "geojson": (
        *_COMMON,
        "- GeoJSON (RFC 7946): longitude and latitude, EPSG:4326, six decimals, computed from",
        "  easting and northing to within a few metres. The decimals are finer than the place,",
        "  which is known to precision_m only: 10 metres for reports sent on this site.",
        "- null means not known.",
    ),
}


def _degrees(rows: Sequence[ReportRow]) -> list[tuple[float | None, float | None]]:
    nowhere = (None, None)
    placed = [(place, row) for place, row in enumerate(rows) if row.easting is not None]
    degrees: list[tuple[float | None, float | None]] = [nowhere] * len(rows)
    if placed:
        lon, lat = to_lonlat(
            np.array([row.easting for _, row in placed], dtype=np.float64),
            np.array([row.northing for _, row in placed], dtype=np.float64),
        )
        found = zip(lon.round(DECIMALS).tolist(), lat.round(DECIMALS).tolist(), strict=True)
        for (place, _), pair in zip(placed, found, strict=True):
            degrees[place] = pair
    return degrees


def _number(value: float | None) -> Cell:
    """Metres to the centimetre; whole ones without a decimal point."""
    if value is None:
        return None
    return int(value) if value == int(value) else round(value, 2)
