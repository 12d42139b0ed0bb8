"""An Excel workbook of responses: typed cells, no formulas, a codebook and what it is."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from engagement.core.errors import Rejected
from engagement.reports.exports.columns import Cell
from surveys.instrument.kinds.base import Stored
from surveys.responses.exports import lazy
from surveys.responses.exports.about import CODEBOOK, About, about_lines, codebook_rows
from surveys.responses.exports.columns import Row
from surveys.responses.exports.tables import RESPONSES, FileTable

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_CELLS: Final = 3_000_000
"""What is written in the time of a page: some 15 seconds."""
MOST_ROWS: Final = 1_048_575
LONGEST_NAME: Final = 31
LONGEST_TEXT: Final = 32_767
WIDTH: Final = 16
ABOUT_WIDTH: Final = 110


def workbook_bytes(tables: Sequence[FileTable], about: About) -> bytes:
    """The sheets about, responses, coded, codebook, and two for each repeat.

    Rejected when it would be more than Excel, or the person who waits, can do with. A row at a time
    leaves memory for a folder of our own, which is gone afterwards.
    """
    cells = sum(len(table.columns) * len(table.raw) * 2 for table in tables)
    if cells > MOST_CELLS or max(len(table.raw) for table in tables) > MOST_ROWS:
        raise Rejected(
            "There are too many responses for an Excel workbook. Take CSV or SPSS.", field="files"
        )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "responses.xlsx"
        options: dict[str, Any] = {"constant_memory": True, "tmpdir": folder}
        made = lazy.xlsxwriter().Workbook(str(path), options)
        made_at = about.made_at.astimezone(UTC).replace(tzinfo=None)
        made.set_properties({"title": about.survey, "created": made_at})
        book = _Book(made)
        book.about(about_lines(about, len(tables[0].raw)))
        for table in tables:
            days = {n for n, one in enumerate(table.columns) if one.stored is Stored.DATE}
            book.rows(table.name, table.names, table.raw, days)
            coded = "coded" if table.name == RESPONSES else f"{table.name} coded"
            book.rows(coded, table.names, table.coded, days)
        book.rows("codebook", CODEBOOK, codebook_rows(tables), set())
        made.close()
        return path.read_bytes()


class _Book:
    """A workbook in the making: its formats, and the names of its sheets."""

    def __init__(self, made: "Workbook") -> None:
        self.made = made
        self.bold: Format = made.add_format({"bold": True})
        self.day: Format = made.add_format({"num_format": "yyyy-mm-dd"})
        self.taken: set[str] = set()

    def about(self, lines: Sequence[str]) -> None:
        """A sheet of lines, the first one bold."""
        sheet = self._sheet("about")
        sheet.set_column(0, 0, ABOUT_WIDTH)
        for number, line in enumerate(lines):
            sheet.write_string(number, 0, line, None if number else self.bold)

    def rows(
        self, name: str, names: Sequence[str], rows: Sequence[Row], days: Collection[int]
    ) -> None:
        """A sheet of rows under their names; columns in `days` hold days."""
        sheet = self._sheet(name)
        sheet.set_column(0, len(names) - 1, WIDTH)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(names) - 1)
        for place, title in enumerate(names):
            sheet.write_string(0, place, title, self.bold)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                if value is not None:
                    _write(sheet, number, place, value, self.day if place in days else None)

    def _sheet(self, name: str) -> "Worksheet":
        """A sheet under a name that Excel takes and no other sheet has, in any letters."""
        short, number = name[:LONGEST_NAME], 1
        while short.casefold() in self.taken:
            number += 1
            short = f"{name[: LONGEST_NAME - len(str(number)) - 1]} {number}"
        self.taken.add(short.casefold())
        sheet: Worksheet = self.made.add_worksheet(short)
        return sheet


def _write(sheet: "Worksheet", row: int, column: int, value: Cell, day: "Format | None") -> None:
    """Each kind of value by its own method: nothing is guessed, so no text becomes a formula."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif day is not None and (midnight := _midnight(str(value))) is not None:
        sheet.write_datetime(row, column, midnight, day)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_TEXT])


def _midnight(text: str) -> datetime | None:
    """The beginning of a day, for Excel, which knows no other days; None before 1900."""
    try:
        found = datetime.combine(date.fromisoformat(text[:10]), time())
    except ValueError:
        return None
    return found if found.year >= 1900 else None
