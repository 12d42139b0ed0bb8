"""Excel workbooks: read as the table they show, refused in plain words when they are none."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
import xlsxwriter

from engagement.core import bounded
from engagement.reports.importing import workbooks
from engagement.reports.importing.opening import FileRefused
from engagement.reports.importing.reading import ReadFile, read_here, read_reports
from engagement.reports.importing.rows import Options
from engagement.reports.importing.tables import headers

HEADER = ("easting", "northing", "month")
ROW = (535_000, 345_000.5, "2020-07")
SHEET = "xl/worksheets/sheet1.xml"


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]], hidden: str = "") -> bytes:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"default_date_format": "yyyy-mm-dd"})
    clock = book.add_format({"num_format": "hh:mm"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        if name == hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                style = [clock] if isinstance(value, time) else []
                sheet.write(number, place, value, *style)
    book.close()
    return packed.getvalue()


def repacked(content: bytes, changes: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """The workbook with some of its parts changed."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, changes.get(part.filename, bytes)(old.read(part)))
    return packed.getvalue()


def read(content: bytes, **said: Any) -> ReadFile:
    return read_here(content, Options(said.pop("mapping", {}), 1, date(2025, 1, 1), **said))


def test_a_sheet_is_read_like_the_same_table_in_csv() -> None:
    rows = [
        ("easting", "northing", "date", "time", "concerns"),
        (535_000, 345_000.5, date(2020, 7, 15), time(23, 10), "badly-lit"),
        (),
        (535_010, 345_000, datetime(2020, 7, 16, 8, 30), None, None),  # noqa: DTZ001  Excel's
    ]
    text = (
        "easting,northing,date,time,concerns\n535000,345000.5,2020-07-15,23:10:00,badly-lit\n\n"
        "535010,345000,2020-07-16T08:30:00,,\n"
    )

    found, csv = read(workbook(("Data", rows))), read(text.encode())

    assert found.line.tolist() == csv.line.tolist() == [2, 4]
    assert found.easting.tolist() == [535_000, 535_010]
    assert found.day.tolist() == [15, 16]
    assert found.band.tolist() == csv.band.tolist()
    assert found.concerns.tolist() == csv.concerns.tolist()
    assert [row.tobytes() for row in found.digest] == [row.tobytes() for row in csv.digest]


def test_a_month_that_excel_made_a_day_of_is_a_month_again() -> None:
    found = read(workbook(("Data", [HEADER, (535_000, 345_000, date(2020, 7, 1))])))

    assert (found.month[0] % 12 + 1, found.day[0]) == (7, 0)


def test_the_only_sheet_that_is_shown_is_meant() -> None:
    content = workbook(("Data", [HEADER, ROW]), ("Lists", [("a",), ("b",)]), hidden="Lists")

    assert read(content).read == 1


def test_of_several_sheets_one_must_be_named() -> None:
    content = workbook(("Notes", [("read", "me")]), ("Data", [HEADER, ROW]))

    with pytest.raises(FileRefused, match="several sheets: 'Notes', 'Data'"):
        read(content)
    with pytest.raises(FileRefused, match="no sheet 'Dta'"):
        read(content, sheet="Dta")
    assert read(content, sheet="Data").read == 1
    assert headers(content) == {"Notes": ["read", "me"], "Data": list(HEADER)}


def test_rows_below_the_first_can_be_left_for_later() -> None:
    content = workbook(("Data", [HEADER, *[ROW] * 30]))
    options = Options({}, 1, date(2025, 1, 1))

    some = read_here(content, options, most=10)

    assert (some.read, some.whole) == (10, False)
    assert read_here(content, options, most=30).whole


def _without(part: str) -> bytes:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(("Data", [HEADER, ROW])))) as old,
        zipfile.ZipFile(packed, "w") as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return packed.getvalue()


def _lying() -> bytes:
    """A part that unpacks to far more than it says."""
    packed = io.BytesIO(workbook(("Data", [HEADER, ROW])))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b" " * 50_000_000)
    content = packed.getvalue()
    return content.replace((50_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))


def _far_out(sheet: bytes) -> bytes:
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return sheet.replace(b"</sheetData>", cell)


PLAIN = workbook(("Data", [HEADER, ROW]))
HOSTILE = {
    "cut": (PLAIN[:-400], "damaged"),
    "lying": (_lying(), "damaged"),
    "no-sheet": (_without(SHEET), "damaged|no sheet|no names of columns"),
    "no-xml": (repacked(PLAIN, {SHEET: lambda _old: b"<worksheet><<<"}), "damaged|no names"),
    "bomb": (repacked(PLAIN, {SHEET: lambda old: old + b" " * 150_000_000}), "larger than we read"),
    "far-out": (repacked(PLAIN, {SHEET: _far_out}), "spans more than 1,000,000 cells"),
    "wide": (workbook(("Data", [[f"c{n}" for n in range(600)], ROW])), "600 columns"),
    "huge-cell": (workbook(("Data", [HEADER, (1, 2, "x" * 20_000)])), "more than 10,000"),
    "empty": (workbook(("Data", [])), "no names of columns"),
    "header-only": (workbook(("Data", [HEADER])), "no rows below"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_workbook_is_refused_in_plain_words(kind: str) -> None:
    content, words = HOSTILE[kind]

    with pytest.raises(FileRefused, match=words):
        read(content)


def test_one_long_text_that_very_many_cells_repeat_ends_its_reader_alone() -> None:
    """A few kilobytes that would need gigabytes."""
    rows = b"".join(
        b'<row r="%d">%s</row>' % (row, b'<c t="s"><v>0</v></c>' * 100) for row in range(1, 9_000)
    )
    shared = b"<sst><si><t>%s</t></si></sst>" % (b"x" * 30_000)
    content = repacked(
        workbook(("Data", [("text",)])),
        {
            SHEET: lambda old: (
                old.split(b"<sheetData>")[0] + b"<sheetData>%s</sheetData></worksheet>" % rows
            ),
            "xl/sharedStrings.xml": lambda _old: shared,
        },
    )

    with pytest.raises(bounded.TooMuch, match="more memory or time"):
        read_reports(content, Options({}, 1, date(2025, 1, 1)))


def test_a_list_of_contents_that_is_itself_a_bomb_is_not_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(20_000):
            archive.writestr(f"xl/{number}", "")

    with pytest.raises(FileRefused, match="larger than we read"):
        workbooks.is_workbook(packed.getvalue())


def test_days_can_stand_after_months() -> None:
    content = b"easting,northing,date\n535000,345000,07/15/2020\n535000,345000,15/07/2020\n"

    american, british = read(content, month_first=True), read(content)

    assert (american.day.tolist(), american.rejected[0].line) == ([15], 3)
    assert (british.day.tolist(), british.rejected[0].line) == ([15], 2)
    assert "write 2020-07-15 or 07/15/2020" in american.rejected[0].reason
