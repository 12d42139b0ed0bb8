"""A questionnaire survives the way into the database and the way to Excel and back."""

import json

import pytest

from surveys.instrument.compiling import compile_form
from surveys.instrument.notices import Notice
from surveys.instrument.workbook import Sheets, read_workbook, sheets_of_text, write_workbook
from surveys.library import ready, sheets_for
from surveys.models import SurveyVersion
from surveys.studio.questionnaire import Questionnaire, notices_in, sheets_in, title_of

ODD = {
    "survey": [
        ["type", "name", "label", "", "note to self"],
        [],
        ["text", "a", " =1+1 and | “quotes”\nsecond line "],
        ["integer", "b", "007"],
        ["select_one yes_no", "c", "Ja, 1.50 €", "", "2025-01-02"],
    ],
    "choices": [
        ["list_name", "name", "label"],
        ["yes_no", "1", "TRUE"],
        ["yes_no", "0", "@sum"],
    ],
    "settings": [["form_title", "version"], ["A form", "2025010203"]],
    "my own sheet": [["anything"], [], ["goes"]],
}


def stored(sheets: Sheets, *notices: Notice) -> SurveyVersion:
    """A version as the database gives it back."""
    questionnaire = Questionnaire(sheets, "<xform/>", notices)
    return SurveyVersion(
        sheets=json.loads(json.dumps(questionnaire.stored_sheets())),
        notices=json.loads(json.dumps(questionnaire.stored_notices())),
    )


@pytest.mark.parametrize("code", [one.code for one in ready()])
def test_a_ready_questionnaire_comes_back_from_excel_as_it_went(code: str) -> None:
    form = next(one for one in ready() if one.code == code)
    sheets = sheets_for(form, [("E07000136", "Boston"), ("E07000138", "Lincoln")])

    again = read_workbook("form.xlsx", write_workbook(sheets_in(stored(sheets))))

    assert dict(again) == dict(sheets)
    assert list(again) == list(sheets)


def test_odd_cells_come_back_from_excel_as_they_went() -> None:
    again = read_workbook("form.xlsx", write_workbook(sheets_in(stored(ODD))))

    assert dict(again) == ODD


def test_notices_come_back_as_they_were() -> None:
    notices = (
        Notice("survey", 7, "“start” is left out."),
        Notice("", None, "Nobody has checked it."),
    )

    assert notices_in(stored({}, *notices)) == notices


def test_the_order_of_sheets_and_what_was_compiled_tell_questionnaires_apart() -> None:
    one = Questionnaire({"a": [], "b": []}, "x")

    assert one.sha256 == Questionnaire({"a": [], "b": []}, "x").sha256
    assert one.sha256 != Questionnaire({"b": [], "a": []}, "x").sha256
    assert one.sha256 != Questionnaire({"a": [], "b": []}, "y").sha256


@pytest.mark.parametrize(
    ("settings", "filename", "title"),
    [
        ("| settings |\n| | form_title |\n| | Safe here |", "x.xlsx", "Safe here"),
        ("", "My_first survey.xlsx", "My first survey"),
        ("", "", "Untitled survey"),
    ],
)
def test_the_title_is_the_forms_else_the_files(settings: str, filename: str, title: str) -> None:
    form = f"| survey |\n| | type | name | label |\n| | text | a | What? |\n{settings}\n"
    sheets = sheets_of_text(form)

    assert title_of(Questionnaire(sheets, compile_form(sheets).xform), filename) == title
