"""Files that leave: typed, safe to open, with a README that says what they are."""

from engagement.reports.exports.columns import COLUMNS, Cell, export_rows
from engagement.reports.exports.files import ExportFile, FileFormat, export_file, zip_bytes
from engagement.reports.exports.passport import Passport, readme
from engagement.reports.exports.texts import TAKEN, csv_bytes, geojson_bytes, safe, taken

__all__ = [
    "COLUMNS",
    "TAKEN",
    "Cell",
    "ExportFile",
    "FileFormat",
    "Passport",
    "csv_bytes",
    "export_file",
    "export_rows",
    "geojson_bytes",
    "readme",
    "safe",
    "taken",
    "zip_bytes",
]
