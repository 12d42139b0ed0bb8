"""Excel workbooks (.xlsx): checked before anything reads them, then read sheet by sheet.

What a workbook may ask for is measured by `core.spreadsheets`; one long text that a million cells
repeat ends at the memory left to the reader.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from engagement.core import archives, bounded
from engagement.core.spreadsheets import TooWide, measure
from engagement.reports.importing import lazy
from engagement.reports.importing.opening import MEGABYTE, FileRefused, Source, opened
from engagement.reports.importing.shown import listed, shown

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Texts = Callable[[int | None], list[str]]
"""A row's texts, told the place of the column of months."""

MOST_UNPACKED: Final = 100 * MEGABYTE
MOST_CELLS: Final = 1_000_000
"""Cells from the first to the last that holds something, empty ones between them too."""
SPARE_MEGABYTES: Final = 160

_ZIP: Final = b"PK\x03\x04"
_DAMAGED: Final = (
    "The Excel file is damaged and cannot be read. Open it in Excel and save it again."
)
_PASSWORD: Final = "The Excel file has a password. Save it without one."  # noqa: S105  a message
_TOO_WIDE: Final = (
    f"A sheet of the Excel file spans more than {MOST_CELLS:,} cells. "
    "Delete what stands far outside the table, or save the sheet as CSV."
)
_FLAWS: Final = {
    archives.Flaw.DAMAGED: _DAMAGED,
    archives.Flaw.TOO_LARGE: (
        "The Excel file is larger than we read. Save the sheet as CSV, or split it."
    ),
    archives.Flaw.PASSWORD: _PASSWORD,
}


def is_workbook(file: Source) -> bool:
    """Whether the file is an Excel workbook of the kind that is read: any other ZIP is not."""
    with opened(file) as raw:
        if raw.peek(len(_ZIP))[: len(_ZIP)] != _ZIP:
            return False
        try:
            parts = archives.contents(raw)
        except archives.BadArchive as error:
            raise FileRefused(_FLAWS[error.flaw]) from None
        return any(part.filename == "xl/workbook.xml" for part in parts)


def sheet_headers(file: Source, longest: int) -> dict[str, list[str]]:
    """The first row that is not blank of each sheet that is shown and has one, in their order."""
    with _workbook(file) as book:
        found = {name: _rows(book.get_sheet_by_name(name), longest) for name in _tables(book)}
        first = {name: next(rows, None) for name, rows in found.items()}
    return {name: row[1](None) for name, row in first.items() if row is not None}


def sheet_rows(file: Source, sheet: str, longest: int) -> Iterator[tuple[int, Texts]]:
    """The rows of a sheet that are not blank, each with its number in the sheet.

    Without `sheet` the only one is meant; FileRefused names them when there are several.
    """
    with _workbook(file) as book:
        yield from _rows(_sheet(book, sheet), longest)


def _rows(sheet: "CalamineSheet", longest: int) -> Iterator[tuple[int, Texts]]:
    for number, row in enumerate(sheet.iter_rows(), 1):
        if any(_text(value) for value in row):
            yield number, _texts(row, number, longest)


def _texts(row: Sequence[object], number: int, longest: int) -> Texts:
    def texts(months: int | None) -> list[str]:
        values = [_text(value) for value in row]
        if months is not None and months < len(row) and isinstance(row[months], date):
            values[months] = values[months][:7]
        if any(len(text) > longest for text in values):
            raise FileRefused(
                f"Line {number}: a cell has more than {longest:,} characters. "
                "This does not look like a table of places."
            )
        return values

    return texts


def _text(value: object) -> str:
    """A cell as CSV would have it: days in ISO 8601, whole numbers without a decimal point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).strip()


def _sheet(book: "CalamineWorkbook", sheet: str) -> "CalamineSheet":
    names = _tables(book)
    if not names:
        raise FileRefused("The workbook has no sheet with a table.")
    if not sheet and len(names) > 1:
        raise FileRefused(
            f"The workbook has several sheets: {listed(names)}. Say which with --sheet NAME."
        )
    if sheet and sheet not in names:
        raise FileRefused(f"There is no sheet {shown(sheet)}. The workbook has: {listed(names)}.")
    return book.get_sheet_by_name(sheet or names[0])


def _tables(book: "CalamineWorkbook") -> list[str]:
    calamine = lazy.calamine()
    return [
        one.name
        for one in book.sheets_metadata
        if one.typ == calamine.SheetTypeEnum.WorkSheet
        and one.visible == calamine.SheetVisibleEnum.Visible
    ]


@contextmanager
def _workbook(file: Source) -> Iterator["CalamineWorkbook"]:
    """A checked workbook; what its reader trips over is a refusal in plain words."""
    calamine = lazy.calamine()
    with opened(file) as raw:
        try:
            archives.read_through(raw, most=MOST_UNPACKED, look=measure(MOST_CELLS))
        except archives.BadArchive as error:
            raise FileRefused(_FLAWS[error.flaw]) from None
        except TooWide:
            raise FileRefused(_TOO_WIDE) from None
        with bounded.spare(SPARE_MEGABYTES):
            try:
                book = calamine.CalamineWorkbook.from_filelike(raw)
                yield book
            except calamine.PasswordError:
                raise FileRefused(_PASSWORD) from None
            except calamine.CalamineError:
                raise FileRefused(_DAMAGED) from None
