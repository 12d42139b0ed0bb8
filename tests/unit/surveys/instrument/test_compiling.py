"""What is said about a form that is compiled: what it loses, where, and what to do."""

import pytest

from surveys.instrument.compiling import compile_form
from surveys.instrument.model import NAMESPACE, Question
from surveys.instrument.notices import FormRefused, Notice
from surveys.instrument.workbook import Sheets, sheets_of_text
from tests.unit.surveys.instrument.samples import LIST, form, table

TEXT = {"type": "text", "name": "x", "label": "X"}


def notices(sheets: Sheets) -> list[Notice]:
    return list(compile_form(sheets).notices)


def problems(sheets: Sheets) -> list[Notice]:
    with pytest.raises(FormRefused) as refused:
        compile_form(sheets)
    return list(refused.value.problems)


def kept(name: str) -> dict[str, str]:
    return {"type": name, "name": name}


@pytest.mark.parametrize("name", ["start", "end", "deviceid", "username", "phonenumber", "email"])
def test_a_row_that_reads_what_we_do_not_keep_is_named(name: str) -> None:
    found = problems(form(kept(name), TEXT | {"relevant": f"${{{name}}} != ''"}))

    assert [(one.sheet, one.row) for one in found] == [("survey", 4)]
    assert f"we do not keep “{name}”" in found[0].text


def test_today_is_worked_out_where_other_rows_read_it_and_left_out_where_none_does() -> None:
    read = compile_form(form(kept("today"), TEXT | {"label": "Today is ${today}"}))
    unread = compile_form(form(kept("today"), TEXT))

    today = read.instrument.by_path["today"]
    assert isinstance(today, Question)
    assert today.bind.calculate is not None
    assert today.bind.calculate.source == "today()"
    assert "today" not in unread.instrument.by_path
    assert [one.row for one in read.notices] == [one.row for one in unread.notices] == [3]


def test_rows_keep_their_number_below_rows_that_are_left_out() -> None:
    found = problems(form(kept("start"), {}, TEXT | {"relevant": "conjure(1)"}))

    assert [one.row for one in found] == [5]


def test_what_pyxform_says_is_told_at_its_row() -> None:
    found = problems(form(TEXT | {"type": "range", "parameters": "start=0 end=10 step=0"}))

    assert [(one.sheet, one.row) for one in found] == [("survey", 3)]
    assert "step" in found[0].text
    assert "[row" not in found[0].text


def test_marks_of_ours_need_no_namespace() -> None:
    compiled = compile_form(form(TEXT | {"bind::engagement:role": "age-band"}))

    assert compiled.instrument.with_role("age-band") is not None
    assert NAMESPACE in compiled.xform
    assert compiled.notices == ()


def test_labels_that_are_not_translated_are_named_by_row() -> None:
    sheets = {
        "survey": table(
            {"type": "text", "name": "a", "label::English (en)": "A", "label::Polish (pl)": "Ą"},
            {"type": "text", "name": "b", "label::English (en)": "B"},
            {"type": "text", "name": "c", "label::English (en)": "C"},
        )
    }

    assert [(one.row, one.text) for one in notices(sheets)] == [
        (
            3,
            "Polish (pl) has no label in rows 3 and 4; people read the first language there.",
        )
    ]


def test_a_label_that_is_missing_in_the_first_language_is_a_problem() -> None:
    sheets = {
        "survey": table(
            {"type": "text", "name": "a", "label::English (en)": "A", "label::Polish (pl)": "Ą"},
            {"type": "text", "name": "b", "label::Polish (pl)": "B"},
        )
    }

    assert [one.row for one in problems(sheets)] == [3]


def test_a_default_language_that_no_column_has_is_a_problem() -> None:
    sheets = {
        "survey": table({"type": "text", "name": "a", "label::English (en)": "A"}),
        "settings": [["default_language"], ["English"]],
    }

    found = problems(sheets)

    assert [(one.sheet, one.row) for one in found] == [("settings", 2)]
    assert "English (en)" in found[0].text


def test_texts_of_a_column_without_language_are_in_the_first_language() -> None:
    sheets = {
        "survey": table(
            {
                "type": "select_one yes_no",
                "name": "a",
                "label::English (en)": "A",
                "label::Polish (pl)": "Ą",
            }
        ),
        "choices": LIST,
    }

    compiled = compile_form(sheets)

    yes = compiled.instrument.choices_of("a")[0]
    assert yes.label.by_language == {"English (en)": ("Yes",)}
    assert ("choices", 1) in [(one.sheet, one.row) for one in compiled.notices]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"hint": "H", "type": "begin_group"}, "Use a note within it"),
        ({"required": "yes", "type": "begin_group"}, "“required” means nothing"),
        ({"required": "yes", "type": "note"}, "“required” means nothing"),
        ({"choice_filter": "a = 1"}, "“choice_filter” means nothing"),
        ({"repeat_count": "3"}, "“repeat_count” means nothing"),
    ],
)
def test_a_cell_that_means_nothing_on_its_type_is_named(row: dict[str, str], words: str) -> None:
    rows = [TEXT | row]
    if "group" in row.get("type", ""):
        rows += [TEXT | {"name": "y"}, {"type": "end_group"}]

    found = notices(form(*rows))

    assert [one.row for one in found] == [3]
    assert words in found[0].text


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"type": "integer", "default": "five"}, "a whole number"),
        ({"type": "date", "default": "31/01/2026"}, "a day as 2026-01-31"),
        ({"type": "select_one yes_no", "default": "perhaps"}, "no choice of its list"),
        ({"type": "select_one yes_no", "choice_filter": "town = 'a'"}, "no column “town”"),
        ({"type": "select_one yes_on"}, "Did you mean “yes_no”?"),
        ({"type": "intger"}, "Did you mean “integer”?"),
        ({"relevant": "${frist} = 'a'"}, "Did you mean “${first}”?"),
        ({"label": "Hello ${first"}, "“${” without a name"),
        ({"read_only": "${first} = 'a'"}, "Write “yes” or nothing"),
        ({"type": "calculate"}, "needs a calculation"),
        ({"type": "select_one yes_no or_other", "choice_filter": "name = 'a'"}, "do not go"),
        ({"parameters": "rows"}, "key=value"),
        ({"name": "first"}, "also the name of row 2"),
        ({"name": "First"}, "but for its capitals"),
        ({"name": "has space"}, "no spaces"),
        ({"name": "meta"}, "taken by XForms"),
        ({"calculation": "instance('nobody')/root/item/label"}, "list “nobody”"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_there(row: dict[str, str], words: str) -> None:
    found = problems(form(TEXT | row))

    assert [(one.sheet, one.row) for one in found] == [("survey", 3)]
    assert words in found[0].text


@pytest.mark.parametrize(
    ("rows", "row", "words"),
    [
        ([["l", "a", "A"], ["l", "a", "B"]], 3, "in row 2"),
        ([["l", "a b", "A"]], 2, "no spaces"),
        ([["l", "", "A"]], 2, "has no name"),
        ([["", "a", "A"]], 2, "no list_name"),
        ([["l", "a", ""]], 2, "no label"),
    ],
)
def test_what_is_wrong_with_a_choice_is_told_there(
    rows: list[list[str]], row: int, words: str
) -> None:
    sheets = form(TEXT) | {"choices": [["list_name", "name", "label"], *rows]}

    found = problems(sheets)

    assert [(one.sheet, one.row) for one in found] == [("choices", row)]
    assert words in found[0].text


def test_characters_that_nobody_sees_are_taken_out_and_named() -> None:
    compiled = compile_form(form(TEXT | {"label": "Safe\u202e\x07?"}))

    label = compiled.instrument.questions[-1].label
    assert label.by_language == {"default": ("Safe?",)}
    assert [one.row for one in compiled.notices] == [3, 3]


def test_quotation_marks_of_texts_stay_curly_and_those_of_conditions_become_straight() -> None:
    compiled = compile_form(form(TEXT | {"label": "“It’s”", "relevant": "${first} = ‘a’"}))

    asked = compiled.instrument.questions[-1]
    assert asked.label.by_language == {"default": ("“It’s”",)}
    assert asked.bind.relevant is not None
    assert asked.bind.relevant.source == "/data/first  = 'a'"


def test_lines_of_a_label_stay() -> None:
    compiled = compile_form(form(TEXT | {"label": "One\n\nTwo"}))

    assert compiled.instrument.questions[-1].label.by_language == {"default": ("One\n\nTwo",)}


def test_a_list_for_the_partnerships_districts_is_taken_before_it_is_filled() -> None:
    sheets = sheets_of_text(
        "| survey |\n| | type | name | label |\n| | select_one district | d | Where? |\n"
        "| choices |\n| | list_name | name | label |\n"
        "| | district | {{districts}} | {{districts}} |"
    )

    assert compile_form(sheets).notices == ()
