"""The file that leaves, in the form that was asked for, with what it is inside or beside it."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engagement.reports.exports.columns import NAMES, Cell, export_rows
from engagement.reports.exports.geopackage import geopackage_bytes
from engagement.reports.exports.passport import Passport, readme
from engagement.reports.exports.texts import csv_bytes, geojson_bytes
from engagement.reports.exports.workbook import workbook_bytes
from engagement.reports.queries import ReportRow

Rows = Sequence[Sequence[Cell]]


class FileFormat(StrEnum):
    """In which form reports leave."""

    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"
    GEOPACKAGE = "gpkg"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to send: the end of its name, its type, its bytes."""

    ending: str
    mimetype: str
    body: bytes


def export_file(
    rows: Sequence[ReportRow], kind: FileFormat, passport: Passport, *, districts: Mapping[str, str]
) -> ExportFile:
    """The reports in one form; what it is stands in the file, or beside it in a ZIP."""
    return _MAKERS[kind](export_rows(rows, districts=districts), passport)


def _csv(rows: Rows, passport: Passport) -> ExportFile:
    return _zipped("csv", csv_bytes(NAMES, rows), passport, len(rows))


def _geojson(rows: Rows, passport: Passport) -> ExportFile:
    return _zipped("geojson", geojson_bytes(rows), passport, len(rows))


def _workbook(rows: Rows, passport: Passport) -> ExportFile:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return ExportFile(".xlsx", kind, workbook_bytes(rows, passport))


def _geopackage(rows: Rows, passport: Passport) -> ExportFile:
    return ExportFile(".gpkg", "application/geopackage+sqlite3", geopackage_bytes(rows, passport))


_MAKERS: Final[Mapping[FileFormat, Callable[[Rows, Passport], ExportFile]]] = {
    FileFormat.CSV: _csv,
    FileFormat.XLSX: _workbook,
    FileFormat.GEOJSON: _geojson,
    FileFormat.GEOPACKAGE: _geopackage,
}


def _zipped(kind: str, body: bytes, passport: Passport, count: int) -> ExportFile:
    name = f"reports.{kind}"
    packed = zip_bytes({name: body, "README.txt": readme(passport, name, count).encode()})
    return ExportFile(f"-{kind}.zip", "application/zip", packed)


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of small files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return packed.getvalue()
