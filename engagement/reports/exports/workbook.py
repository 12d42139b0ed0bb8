"""An Excel workbook of reports: typed cells, no formulas, and a sheet that says what it is."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from engagement.core.errors import Rejected
from engagement.reports.exports import lazy
from engagement.reports.exports.columns import DAYS, NAMES, Cell
from engagement.reports.exports.passport import Passport, readme_lines

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS: Final = 1_048_575
"""What Excel has below a header."""
WIDTH: Final = 16
README_WIDTH: Final = 110


def workbook_bytes(rows: Sequence[Sequence[Cell]], passport: Passport) -> bytes:
    """The sheets Reports and README; Rejected when Excel has not so many rows.

    A row at a time leaves memory for a folder of our own, which is gone afterwards.
    """
    if len(rows) > MOST_ROWS:
        raise Rejected(
            f"An Excel sheet has at most {MOST_ROWS:,} rows. Narrow the list, or take CSV.",
            field="format",
        )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reports.xlsx"
        options: dict[str, Any] = {"constant_memory": True, "tmpdir": folder}
        book = lazy.xlsxwriter().Workbook(str(path), options)
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        made_at = passport.made_at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": "Reports of places", "created": made_at})
        _reports(book.add_worksheet("Reports"), rows, bold, day)
        _readme(book.add_worksheet("README"), readme_lines(passport, path.name, len(rows)), bold)
        book.close()
        return path.read_bytes()


def _reports(
    sheet: "Worksheet", rows: Sequence[Sequence[Cell]], bold: "Format", day: "Format"
) -> None:
    sheet.set_column(0, len(NAMES) - 1, WIDTH)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(NAMES) - 1)
    for place, name in enumerate(NAMES):
        sheet.write_string(0, place, name, bold)
    for number, row in enumerate(rows, 1):
        for place, (name, value) in enumerate(zip(NAMES, row, strict=True)):
            _write(sheet, number, place, value, day if name in DAYS else None)


def _readme(sheet: "Worksheet", lines: Sequence[str], bold: "Format") -> None:
    sheet.set_column(0, 0, README_WIDTH)
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line, None if number else bold)


def _write(sheet: "Worksheet", row: int, column: int, value: Cell, day: "Format | None") -> None:
    """Each kind of value by its own method: nothing is guessed, so no text becomes a formula."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif day is not None:
        midnight = datetime.combine(date.fromisoformat(value), time())
        sheet.write_datetime(row, column, midnight, day)
    else:
        sheet.write_string(row, column, value)
