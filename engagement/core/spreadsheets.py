"""Excel workbooks (.xlsx) from outside: measured before anything reads them.

A workbook is a ZIP of XML, so a small file can ask for any amount of memory: by what it unpacks to,
by a cell far out in the sheet (what lies between is memory too), by one long text that a million
cells repeat. The first two are measured here; for the third the reader runs in a bounded child with
little memory to spare (`core.bounded`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

MEGABYTE: Final = 1024 * 1024
CHUNK: Final = MEGABYTE
LONGEST_TAG: Final = MEGABYTE
MOST_COLUMNS: Final = 16_384

_CELL: Final = re.compile(
    rb"<(?:\w+:)?c(?:\s[^<>]*?\br\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^<>]*|\s[^<>]*)?(?<!/)>"
)
"""A cell with a value, and its place if it says it; a format without a value ends in />."""


class Readable(Protocol):
    """Bytes that are read once."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, none at the end."""


class TooWide(ValueError):
    """A sheet spans more cells than are read."""


@dataclass(slots=True)
class Extent:
    """The corner cells of a sheet, and how many cells it holds."""

    cells: int = 0
    left: int = MOST_COLUMNS
    right: int = 0
    top: int = 10**7
    bottom: int = 0

    def add(self, places: list[tuple[bytes, bytes]]) -> None:
        """Take in cells by the letters of their column and the number of their row."""
        self.cells += len(places)
        for letters in {column for column, _row in places if column}:
            column = column_number(letters)
            self.left, self.right = min(self.left, column), max(self.right, column)
        rows = [int(row) for row in {row for _column, row in places if row}]
        if rows:
            self.top, self.bottom = min(self.top, *rows), max(self.bottom, *rows)

    @property
    def span(self) -> int:
        """Cells from the first to the last that holds something, empty ones between them too."""
        if not self.bottom:
            return self.cells
        box = (self.right - self.left + 1) * (self.bottom - self.top + 1)
        return max(self.cells, box)


def measure(most_cells: int) -> Callable[[Readable], None]:
    """A look for `core.archives.read_through`: reads a part to its end, and raises TooWide."""

    def look(unpacked: Readable) -> None:
        extent, rest = Extent(), b""
        while chunk := unpacked.read(CHUNK):
            text = rest + chunk
            whole, closed, rest = text.rpartition(b">")
            if not closed and len(rest) > LONGEST_TAG:
                rest = b""  # no sheet: a picture, say
            extent.add(_CELL.findall(whole + closed))
            if extent.span > most_cells:
                raise TooWide(f"A sheet spans more than {most_cells:,} cells")

    return look


def column_number(letters: bytes) -> int:
    """Of a column's letters: "A" is 1, "AA" is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
