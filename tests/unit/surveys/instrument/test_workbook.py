"""An XLSForm as a file: read as its author means it, written without loss and without formulas."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from surveys.instrument.compiling import compile_form
from surveys.instrument.excel import sheets_of
from surveys.instrument.notices import FormRefused
from surveys.instrument.workbook import read_workbook, sheets_of_text, write_workbook
from tests.unit.surveys.instrument.hostile import ORACLE

MARKDOWN = """
# A form

| survey  |
|         | type       | name | label          | my notes |
|---------|------------|------|----------------|----------|
|         | select_one l | q  | Tea \\| coffee? | ask Ann  |
| choices |
|         | list_name  | name | label | district |
|         | l          | tea  | Tea   |          |
|         | l          | coffee | Coffee | north |
"""


FORMATS = {
    dt.date: "yyyy-mm-dd",
    dt.datetime: "yyyy-mm-dd hh:mm",
    dt.time: "hh:mm",
    dt.timedelta: "[hh]:mm",
}


def excel(cells: dict[str, object], title: str = "survey", *, hidden: bool = False) -> bytes:
    """A workbook of a sheet of values, each of its own type, and of an empty one before it."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        if hidden:
            book.add_worksheet("first")
        page = book.add_worksheet(title)
        if hidden:
            page.hide()
        for place, value in cells.items():
            style = FORMATS.get(type(value))
            page.write(place, value, book.add_format({"num_format": style}) if style else None)
    return target.getvalue()


def test_markdown_tables_are_sheets() -> None:
    sheets = sheets_of_text(MARKDOWN)

    assert sheets == {
        "survey": [
            ["type", "name", "label", "my notes"],
            ["select_one l", "q", "Tea | coffee?", "ask Ann"],
        ],
        "choices": [
            ["list_name", "name", "label", "district"],
            ["l", "tea", "Tea"],
            ["l", "coffee", "Coffee", "north"],
        ],
    }


def test_csv_names_its_sheets_in_the_first_column() -> None:
    body = 'survey\r\n,type,name,label\r\n,text,q,"One,\r\ntwo"\r\nchoices,,\r\n,list_name,name\r\n'

    sheets = read_workbook("form.csv", body.encode("utf-8-sig"))

    assert sheets == {
        "survey": [["type", "name", "label"], ["text", "q", "One,\ntwo"]],
        "choices": [["list_name", "name"]],
    }


def test_an_empty_line_of_csv_keeps_the_rows_below_it_in_their_place() -> None:
    sheets = read_workbook("form.csv", b"survey\n,type,name,label\n,,,\n,text,q,Q\n")

    assert sheets["survey"][2] == ["text", "q", "Q"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (18.0, "18"),
        (18, "18"),
        (0.1, "0.1"),
        (-2.50, "-2.5"),
        (10**9, "1000000000"),
        (True, "TRUE"),
        (False, "FALSE"),
        (dt.date(2026, 1, 31), "2026-01-31"),
        (dt.datetime(2026, 1, 31, 19, 30), "2026-01-31T19:30:00"),  # noqa: DTZ001  of a cell
        (dt.time(19, 30), "19:30:00"),
        (dt.timedelta(hours=30, minutes=5), "30:05:00"),
        ("  two  spaces ", "  two  spaces "),
        ("one\ntwo", "one\ntwo"),
        ("007", "007"),
    ],
)
def test_a_cell_of_excel_is_the_text_that_its_author_means(value: object, text: str) -> None:
    assert sheets_of(excel({"A1": "default", "A2": value})) == {"survey": [["default"], [text]]}


def test_cells_stay_where_they_are_when_rows_and_columns_before_them_are_empty() -> None:
    sheets = read_workbook("form.xlsx", excel({"C3": "x"}))

    assert sheets["survey"] == [[], [], ["", "", "x"]]


def test_hidden_sheets_are_part_of_the_form() -> None:
    body = excel({"A1": "list_name"}, "choices", hidden=True)

    assert sheets_of(body)["choices"] == [["list_name"]]


def test_the_oracles_form_survives_excel_without_loss() -> None:
    sheets = dict(sheets_of_text(ORACLE.read_text(encoding="utf-8")))
    sheets["remarks"] = [["a", "", "c"], [], ["", "=1+1", "http://example.org", "1.0", "-"]]

    again = read_workbook("form.xlsx", write_workbook(sheets))

    assert again == sheets
    assert list(again) == list(sheets)
    assert compile_form(again).xform == compile_form(sheets).xform


CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=40
)
ROWS = st.lists(st.lists(CELLS, max_size=5), max_size=6)


@settings(deadline=None, max_examples=150)
@given(rows=ROWS)
@example(rows=[["_x0041_", "_x005F_", " \n", "\u00a0", "&amp;", "<b>", "'=1", "😀"]])
def test_any_texts_survive_excel_without_loss(rows: list[list[str]]) -> None:
    table = [["x"], *rows, ["y"]]
    for row in table:
        while row and not row[-1]:
            row.pop()

    read = sheets_of(write_workbook({"remarks": table}))["remarks"]

    assert [trimmed(row) for row in read] == table


def trimmed(row: list[str]) -> list[str]:
    kept = list(row)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def test_a_download_holds_no_formula_no_link_and_no_number() -> None:
    body = write_workbook({"survey": [["=1+1", "http://example.org", "5", "+1", "@x", "{=1}"]]})

    with zipfile.ZipFile(io.BytesIO(body)) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f" not in page
    assert "hyperlink" not in page
    assert page.count('t="s"') == 6


def test_names_of_sheets_that_excel_does_not_take_are_changed() -> None:
    body = write_workbook({"a/b:c" * 10: [["x"]]})

    assert list(read_workbook("f.xlsx", body)) == ["a b ca b ca b ca b ca b ca b ca"]


def test_a_cell_longer_than_excel_holds_is_refused_before_it_is_lost() -> None:
    with pytest.raises(FormRefused, match="survey, row 2"):
        read_workbook("form.csv", b"survey\n,type,label\n,text," + b"x" * 33_000)
