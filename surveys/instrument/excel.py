"""Excel workbooks read sheet by sheet, as texts; meant for the inside of a bounded child."""

import re
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import IO, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from engagement.core import archives, bounded, spreadsheets
from surveys.instrument.notices import FormRefused

MEGABYTE: Final = 1024 * 1024
MOST_UNPACKED: Final = 100 * MEGABYTE
MOST_CELLS: Final = 1_000_000
SPARE_MEGABYTES: Final = 320
LARGEST_WHOLE: Final = 10**15

DAMAGED: Final = "The Excel file is damaged and cannot be read. Open it in Excel and save it again."
PASSWORD: Final = "The Excel file has a password. Save it without one."  # noqa: S105  a message
MACROS: Final = "The Excel file holds macros. Save it as an Excel workbook (.xlsx) without them."
FLAWS: Final = {
    archives.Flaw.DAMAGED: DAMAGED,
    archives.Flaw.TOO_LARGE: "The Excel file unpacks to more than we read. Copy the form's sheets "
    "to a new workbook and send that.",
    archives.Flaw.PASSWORD: PASSWORD,
}
TOO_WIDE: Final = (
    f"A sheet of the Excel file spans more than {MOST_CELLS:,} cells. Delete what stands far "
    "outside the table, or copy the sheets to a new workbook."
)
FORMULA: Final = (
    "The formula in cell {place} of the Excel file has no value. Open the file in Excel, let it "
    "calculate and save it; or copy the cells and paste them as values."
)
ERROR: Final = "Cell {place} of the Excel file holds an error, such as #REF!. Correct it."
_EMPTY_FORMULA: Final = re.compile(rb"(?:</f>|<f(?:\s[^<>]*)?/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_ERROR: Final = re.compile(rb"<c(?:\s[^<>]*)?\st=[\"']e[\"'][^<>]*>")
_PLACE: Final = re.compile(rb"<c(?:\s[^<>]*)?\sr=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
SEEN_AGAIN: Final = 2_000
"""Bytes of a part that are looked at with what follows them: a cell and its formula."""
WIDEST_MARGIN: Final = 300
"""Empty columns on the left that are kept, so that cells stay where they were."""
_MACROS: Final = ("vbaproject.bin", "vbadata.xml", "macrosheets/")
_OLDER: Final = b"\xd0\xcf\x11\xe0"


def sheets_of(content: bytes) -> dict[str, list[list[str]]]:
    """The sheets of a workbook with their texts; FormRefused in plain words."""
    if content.startswith(_OLDER):
        raise FormRefused("This is an older Excel file, or one with a password. Save it as .xlsx.")
    raw = BytesIO(content)
    try:
        _refuse_macros(raw)
        archives.read_through(raw, most=MOST_UNPACKED, look=_look)
    except archives.BadArchive as error:
        raise FormRefused(FLAWS[error.flaw]) from None
    except spreadsheets.TooWide:
        raise FormRefused(TOO_WIDE) from None
    with bounded.spare(SPARE_MEGABYTES):
        try:
            return _read(raw)
        except PasswordError:
            raise FormRefused(PASSWORD) from None
        except (CalamineError, ValueError, OverflowError):
            raise FormRefused(DAMAGED) from None


def _refuse_macros(raw: BytesIO) -> None:
    names = [part.filename.lower() for part in archives.contents(raw)]
    if any(mark in name for name in names for mark in _MACROS):
        raise FormRefused(MACROS)
    if "xl/workbook.xml" not in names:
        raise FormRefused("This is a ZIP archive, and no Excel workbook (.xlsx).")


def _look(unpacked: IO[bytes]) -> None:
    spreadsheets.measure(MOST_CELLS)(_Watched(unpacked))


class _Watched:
    """A part that is read on its way: formulas without a value and errors are refused."""

    def __init__(self, unpacked: IO[bytes]) -> None:
        self._unpacked = unpacked
        self._rest = b""

    def read(self, size: int) -> bytes:
        """The next bytes."""
        chunk = self._unpacked.read(size)
        text = self._rest + chunk
        for pattern, words in ((_EMPTY_FORMULA, FORMULA), (_ERROR, ERROR)):
            found = pattern.search(text)
            if found:
                raise FormRefused(words.format(place=_place(text[: found.end()])))
        self._rest = text[-SEEN_AGAIN:]
        return chunk


def _place(before: bytes) -> str:
    """The cell that a text ends in."""
    places = _PLACE.findall(before)
    return places[-1].decode() if places else "?"


def _read(raw: BytesIO) -> dict[str, list[list[str]]]:
    book = CalamineWorkbook.from_filelike(raw)
    found = {}
    for sheet in book.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet:
            rows = book.get_sheet_by_name(sheet.name)
            left = rows.start[1] if rows.start else 0
            margin = [""] * (left if left <= WIDEST_MARGIN else 0)
            found[sheet.name] = [[*margin, *map(text_of, row)] for row in rows.iter_rows()]
    return found


def text_of(value: object) -> str:
    """A cell as people of XLSForm mean it: 18.0 is "18", days and times are of ISO 8601."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < LARGEST_WHOLE
        return str(int(value)) if whole else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration(value)
    return str(value)


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"
