"""An XLSForm as a file and as sheets of texts: from XLSX, CSV and Markdown, and to XLSX."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO, StringIO
from pathlib import PurePath
from typing import Final, TypeAlias

from engagement.core import bounded
from surveys.instrument import lazy
from surveys.instrument.notices import FormRefused

Sheets: TypeAlias = Mapping[str, list[list[str]]]
"""Sheets by their name, each a list of rows of texts, the header first.

Rows keep their place, so that row 7 of the file is `rows[6]`; rows end at their last cell that
holds something, sheets at their last such row.
"""

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 10 * MEGABYTE
SECONDS: Final = 30
MOST_LINES: Final = 20_000
LONGEST_CELL: Final = 32_767
"""What a cell of Excel holds."""

TOO_LARGE: Final = (
    f"The file has more than {LARGEST // MEGABYTE} MB. A questionnaire is far smaller: take out "
    "pictures, and sheets that are not part of the form."
)
OTHERS: Final[Mapping[str, str]] = {
    ".xlsm": "It may hold macros. Save it as an Excel workbook (.xlsx) and send that.",
    ".xls": "It is an older Excel file. Save it as an Excel workbook (.xlsx) and send that.",
    ".xlsb": "Save it as an Excel workbook (.xlsx) and send that.",
    ".ods": "It is an OpenDocument file. Save it as an Excel workbook (.xlsx) and send that.",
    ".zip": "Send the workbook (.xlsx) alone, without the archive.",
    ".xml": "It is no XLSForm. Send the workbook that it was made from.",
}
WRONG_KIND: Final = "Send the form as an Excel workbook (.xlsx), as CSV or as Markdown tables."
_OLDER: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK"

_PIPE: Final = re.compile(r"(?<!\\)\|")
_SEPARATOR: Final = re.compile(r"[|\-: ]+")
_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\]")
LONGEST_SHEET_NAME: Final = 31


def read_workbook(filename: str, content: bytes) -> Sheets:
    """The sheets of a file, by the ending of its name; FormRefused says why it cannot be read."""
    if len(content) > LARGEST:
        raise FormRefused(TOO_LARGE)
    ending = PurePath(filename.strip().lower()).suffix
    if ending in OTHERS:
        raise FormRefused(OTHERS[ending])
    reader = _READERS.get(ending)
    if reader is None:
        raise FormRefused(WRONG_KIND)
    if not content:
        raise FormRefused("The file is empty.")
    if ending != ".xlsx" and content.startswith((_ZIP, _OLDER)):
        raise FormRefused(f"The file is not what its name says. {WRONG_KIND}")
    return _tidied(reader(content))


def sheets_of_text(markdown: str) -> Sheets:
    """The sheets of Markdown tables as pyxform has them: a line with a name begins a sheet."""
    return _tidied(_of_markdown(markdown))


def write_workbook(sheets: Sheets) -> bytes:
    """The sheets as an XLSX file in which every cell is text: no formula, no link, no number."""
    target = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with lazy.xlsxwriter().Workbook(target, options) as book:
        text = book.add_format({"num_format": "@"})
        for name, rows in sheets.items():
            page = book.add_worksheet(_sheet_name(name))
            page.set_column(0, max((len(row) for row in rows), default=1), 24, text)
            page.freeze_panes(1, 0)
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell:
                        page.write_string(place, column, cell, text)
    return target.getvalue()


def _sheet_name(name: str) -> str:
    """A name that Excel takes."""
    return _SHEET_NAME.sub(" ", name).strip("' ")[:LONGEST_SHEET_NAME] or "sheet"


def _of_xlsx(content: bytes) -> dict[str, list[list[str]]]:
    """The sheets of an Excel workbook, read in a child process of bounded memory and time."""
    try:
        return bounded.run_for(SECONDS, lazy.excel().sheets_of, content)
    except bounded.TooMuch:
        raise FormRefused(
            "The Excel file needs more memory or time than a questionnaire does. Copy its sheets "
            "to a new workbook and send that."
        ) from None


def _of_csv(content: bytes) -> dict[str, list[list[str]]]:
    """The sheets of a CSV file as pyxform has them: the first column names a sheet."""
    rows = _rows_of_csv(_decoded(content))
    sheets: dict[str, list[list[str]]] = {}
    current: list[list[str]] | None = None
    for number, row in enumerate(rows, 1):
        name, cells = (row[0].strip() if row else ""), row[1:]
        if name:
            current = sheets.setdefault(name, [])
        if not any(cell.strip() for cell in cells):
            if not name and current:
                current.append([])
            continue
        if current is None:
            raise FormRefused(
                f"Line {number} stands before the name of a sheet. The first column of the file "
                "names the sheet, “survey” above its rows; send a workbook (.xlsx) instead."
            )
        current.append(cells)
    return sheets


def _rows_of_csv(text: str) -> Iterator[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise FormRefused(
                f"Line {reader.line_num} of the CSV file cannot be read ({error}). Save it again "
                "as CSV (UTF-8)."
            ) from None
        if row is None:
            return
        if reader.line_num > MOST_LINES:
            raise FormRefused(f"The file has more than {MOST_LINES:,} lines. Shorten it.")
        yield row


def _of_text(content: bytes) -> dict[str, list[list[str]]]:
    return _of_markdown(_decoded(content))


def _of_markdown(markdown: str) -> dict[str, list[list[str]]]:
    sheets: dict[str, list[list[str]]] = {}
    current: list[list[str]] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", markdown), 1):
        if number > MOST_LINES:
            raise FormRefused(f"The file has more than {MOST_LINES:,} lines. Shorten it.")
        row = line.strip()
        if not row.startswith("|") or _SEPARATOR.fullmatch(row):
            continue
        name, *cells = [cell.strip().replace("\\|", "|") for cell in _PIPE.split(row)[1:-1]] or [""]
        if name:
            current = sheets.setdefault(name, [])
        if any(cells):
            current.append(cells)
    return sheets


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise FormRefused("The file is no text in UTF-8. Save it again as CSV (UTF-8).") from None


def _tidied(sheets: Mapping[str, list[list[str]]]) -> dict[str, list[list[str]]]:
    """The sheets without the empty ends of rows and of sheets."""
    tidy: dict[str, list[list[str]]] = {}
    for name, rows in sheets.items():
        kept = [
            _ended([_cell(text, name, place) for text in row]) for place, row in enumerate(rows)
        ]
        while kept and not kept[-1]:
            kept.pop()
        tidy[name] = kept
    return tidy


def _cell(text: str, sheet: str, place: int) -> str:
    if len(text) > LONGEST_CELL:
        raise FormRefused(
            f"{sheet}, row {place + 1}: a cell has more than {LONGEST_CELL:,} characters. "
            "Shorten it."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _ended(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


_READERS: Final[Mapping[str, Callable[[bytes], dict[str, list[list[str]]]]]] = {
    ".xlsx": _of_xlsx,
    ".csv": _of_csv,
    ".md": _of_text,
}
