"""Forms that nobody should send are refused in plain words, never by an exception of a library."""

import resource
from collections.abc import Sequence

import pytest

from surveys.instrument.compiling import compile_bounded, compile_form
from surveys.instrument.notices import FormRefused, Notice
from surveys.instrument.workbook import Sheets, read_workbook
from tests.unit.surveys.instrument.hostile import mutated, ours
from tests.unit.surveys.instrument.hostile_files import files
from tests.unit.surveys.instrument.samples import form

OURS = dict(ours())
FILES = {what: (name, body) for what, name, body in files()}
SEEDS = range(200)
NOTHING_SAID = Notice("survey", None, "")
WHOLE_SHEET = ("rows; at most", "asks nothing", "two sheets", "empty")
"""What is about a sheet and no row of it."""


def problems_of(sheets: Sheets) -> tuple[Notice, ...]:
    """What is wrong with a form; nothing where it is taken."""
    try:
        compile_form(sheets)
    except FormRefused as refused:
        return refused.problems or (NOTHING_SAID,)
    return ()


def are_told(problems: Sequence[Notice]) -> bool:
    """Whether each says where it is, in a sentence."""
    return all(
        one.text.endswith((".", "?"))
        and (one.row or not one.sheet or any(words in one.text for words in WHOLE_SHEET))
        for one in problems
    )


@pytest.mark.parametrize("what", OURS)
def test_a_form_written_to_break_a_reader_is_taken_or_told_what_is_wrong(what: str) -> None:
    problems = problems_of(OURS[what])

    assert are_told(problems), problems


@pytest.mark.parametrize("seed", SEEDS)
def test_a_form_with_broken_cells_is_taken_or_told_what_is_wrong(seed: int) -> None:
    problems = problems_of(mutated(seed))

    assert are_told(problems), problems


@pytest.mark.parametrize("what", FILES)
def test_a_file_written_to_break_a_reader_is_read_or_told_what_is_wrong(what: str) -> None:
    name, body = FILES[what]

    try:
        problems = problems_of(read_workbook(name, body))
    except FormRefused as refused:
        problems = refused.problems or (NOTHING_SAID,)

    assert are_told(problems), problems


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("macros", "macros"),
        ("an .xlsm", "Save it as an Excel workbook (.xlsx)"),
        ("an .xls", "older Excel file"),
        ("another ending", "as CSV or as Markdown"),
        ("11 MB", "more than 10 MB"),
        ("10 MB of lines", "20,000 lines"),
        ("10 MB of CSV on one line", "Save it again"),
        ("half a file", "damaged"),
        ("a bomb of zeros", "unpacks to more"),
        ("a bomb of cells", "1,000,000 cells"),
        ("a cell far out", "1,000,000 cells"),
        ("one text in a million cells", "memory or time"),
        ("a formula without value", "formula in cell A1"),
        ("a formula with an empty value", "formula in cell A1"),
        ("macros of old", "macros"),
        ("an error", "Cell A1"),
        ("a document", "no Excel workbook"),
        ("no sheet in CSV", "names the sheet"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_what_to_do(what: str, words: str) -> None:
    name, body = FILES[what]

    with pytest.raises(FormRefused) as refused:
        read_workbook(name, body)

    assert words in refused.value.problems[0].text


@pytest.mark.parametrize("what", ["a billion laughs", "an outer entity"])
def test_entities_of_a_workbook_are_never_followed(what: str) -> None:
    name, body = FILES[what]

    try:
        sheets = read_workbook(name, body)
    except FormRefused:
        return
    text = repr(sheets)
    assert len(text) < 10_000
    assert "root:" not in text


@pytest.mark.parametrize(
    ("what", "row", "words"),
    [
        ("200 groups deep", 23, "20 deep"),
        ("an end too many", 4, "ends nothing"),
        ("no end", 3, "has no end"),
        ("the wrong end", 5, "the group “g1”, row 3"),
        ("a circle of two", 3, "can never be known"),
        ("names that differ by capitals", 4, "but for its capitals"),
        ("an expression of 100 kB", 3, "20,000 characters"),
        ("a long chain", 3, "8,000"),
        ("is relevant by itself", 3, "can never be known"),
    ],
)
def test_what_is_wrong_is_named_at_its_row(what: str, row: int, words: str) -> None:
    problems = problems_of(OURS[what])

    found = [one for one in problems if one.row == row and words in one.text]
    assert found, problems


def test_all_problems_are_told_at_once() -> None:
    row = {"type": "text", "label": "X"}
    sheets = form(
        row | {"name": "a b"},
        row | {"name": "c", "relevant": "${nobody} = 1"},
        row | {"name": "d", "type": "imge"},
        row | {"name": "e", "type": "select_one nobody"},
        row | {"name": "f", "label": ""},
        row | {"name": "g", "type": "barcode"},
    )

    assert [one.row for one in problems_of(sheets)] == [3, 4, 5, 6, 7, 8]


def test_problems_of_expressions_are_told_at_once_too() -> None:
    row = {"type": "text", "label": "X"}
    sheets = form(
        row | {"name": "a", "relevant": "conjure(1)"},
        row | {"name": "b", "constraint": ". >"},
        row | {"name": "c", "calculation": "pulldata('a', 'b', 'c', 'd')"},
    )

    problems = problems_of(sheets)

    assert [one.row for one in problems] == [3, 4, 5]
    assert [one.text.split("”")[0] for one in problems] == [
        "“relevant",
        "“constraint",
        "“calculation",
    ]


def test_a_form_is_compiled_in_a_child_as_it_is_here() -> None:
    refused = dict(mutated(SEEDS[3])) | {"entities": [["a"], ["b"]]}
    asked = form({"type": "text", "name": "x", "label": "It’s “so”", "hint": "Twice"})

    compiled = compile_bounded(asked)

    assert compiled == compile_form(asked)
    with pytest.raises(FormRefused) as here:
        compile_form(refused)
    with pytest.raises(FormRefused) as there:
        compile_bounded(refused)
    assert here.value.problems == there.value.problems


def test_reading_a_bomb_leaves_no_memory_behind() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for what in ("a bomb of zeros", "one text in a million cells"):
        with pytest.raises(FormRefused):
            read_workbook(*FILES[what])

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000
