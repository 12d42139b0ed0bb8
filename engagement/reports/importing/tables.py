"""A file of either kind as a table: its header, and its rows as texts with their line numbers."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from engagement.reports.importing.opening import FileRefused, Source, digest_of, lines, look
from engagement.reports.importing.workbooks import is_workbook, sheet_headers, sheet_rows

LONGEST_VALUE: Final = 10_000
DELIMITERS: Final = (",", ";", "\t")
NO_ROWS: Final = "The file has a first line with names of columns, and no rows below it."

Rows = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in its file.

    `rows` gives those that are not blank, once, each with the line on which it begins. It is told
    the place of the column of months, if any: a spreadsheet keeps a month as its first day.
    """

    sha256: str
    header: list[str]
    rows: Callable[[int | None], Rows]


@contextmanager
def table(file: Source, sheet: str = "") -> Iterator[Table]:
    """The table in a .csv, .csv.gz or .xlsx file, or FileRefused."""
    if is_workbook(file):
        rows = sheet_rows(file, sheet, LONGEST_VALUE)
        header = next((texts(None) for _line, texts in rows), [])
        yield Table(
            digest_of(file), header, lambda months: ((line, texts(months)) for line, texts in rows)
        )
        return
    csv.field_size_limit(LONGEST_VALUE)
    looked = look(file)
    with lines(file, looked) as text:
        numbered = _rows(text)
        _line, first = next(numbered, (0, []))
        yield Table(looked.sha256, first, lambda _months: numbered)


def headers(file: Source) -> dict[str, list[str]]:
    """The header of each table by the name of its sheet; a file of text has one without a name."""
    if is_workbook(file):
        return sheet_headers(file, LONGEST_VALUE)
    with table(file) as found:
        if next(found.rows(None), None) is None:
            raise FileRefused(NO_ROWS)
        return {"": found.header}


def _rows(text: Iterator[str]) -> Rows:
    first, before = next(text, ""), 0
    delimiter = _said_delimiter(first)
    if delimiter:
        first, before = next(text, ""), 1
    delimiter = delimiter or _likely_delimiter(first)
    reader = csv.reader(_chained(first, text), delimiter=delimiter, strict=True)
    return _numbered(reader, before)


def _said_delimiter(first: str) -> str:
    """Some programs write sep=; as the first line."""
    said = first.strip().casefold()
    return first.strip()[4] if len(said) == 5 and said.startswith("sep=") else ""


def _likely_delimiter(first: str) -> str:
    outside_quotes = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside_quotes.count)


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


class _Reader(Protocol):
    """What `csv.reader` makes."""

    @property
    def line_num(self) -> int: ...
    def __next__(self) -> list[str]: ...


def _numbered(reader: _Reader, before: int) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, each with the line on which it begins."""
    while True:
        begins = reader.line_num + 1 + before
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileRefused(
                f"Line {begins}: this is not CSV ({error}). "
                "Is a quotation mark missing, or is there one too many?"
            ) from None
        if any(cell and not cell.isspace() for cell in row):
            yield begins, row
