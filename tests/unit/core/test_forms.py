"""Forms read whatever a browser can send, and say what to do about it."""

import datetime as dt
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict

from engagement.core.errors import Rejected
from engagement.core.forms import (
    CheckboxesField,
    DateField,
    EmailField,
    FileField,
    HiddenField,
    MonthField,
    PasswordField,
    PublicForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    choice,
)

REASONS = [choice("dark", "Dark"), choice("empty", "Empty"), choice("none", "None", exclusive=True)]


class Everything(PublicForm):
    draft = HiddenField()
    place = TextField("Place", required="Enter the place", max_length=20)
    reasons = CheckboxesField("Reasons", required="Choose at least one reason")
    band = RadiosField("Part of the day")
    district = SelectField("District")
    day = DateField("Day")
    month = MonthField("Month")
    note = TextareaField("Note")
    email = EmailField("Email")
    password = PasswordField("Password")
    file = FileField("File")


def sent(*pairs: tuple[str, object], place: str = "Pier", reasons: str = "dark") -> Everything:
    whole: list[tuple[str, object]] = [("place", place), ("reasons", reasons), *pairs]
    form = Everything(
        MultiDict(whole), choices={"reasons": REASONS, "band": REASONS[:2], "district": REASONS[:2]}
    )
    form.validate()
    return form


def date_form(day: object = "", month: object = "", year: object = "") -> Everything:
    return sent(("day-day", day), ("day-month", month), ("day-year", year))


def test_a_good_answer_has_no_errors() -> None:
    form = sent(("day-day", "7"), ("day-month", "3"), ("day-year", "2025"))

    assert form.errors_summary == []
    assert (form.place.data, form.reasons.data) == ("Pier", ["dark"])
    assert form.day.data == dt.date(2025, 3, 7)


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "first"),
    [
        ("", "3", "2025", "The date must include a day", "day-day"),
        ("7", "", "2025", "The date must include a month", "day-month"),
        ("7", "3", "", "The date must include a year", "day-year"),
        ("", "", "2025", "The date must include a day and a month", "day-day"),
        ("7", "", "", "The date must include a month and a year", "day-month"),
        ("29", "2", "2023", "The date must be a real date", "day-day"),
        ("31", "13", "2023", "The date must be a real date", "day-month"),
        ("32", "1", "2023", "The date must be a real date", "day-day"),
        ("1", "1", "25", "The year must have 4 numbers, like 2025", "day-year"),
        ("1", "1", "0000", "The date must be a real date", "day-year"),
        ("1", "1", "9999", "The date must be a real date", "day-year"),
        ("²", "1", "2025", "The date must be a real date", "day-day"),
        ("1", "१", "2025", "The date must be a real date", "day-month"),
        ("-1", "1", "2025", "The date must be a real date", "day-day"),
        ("1e1", "1", "2025", "The date must be a real date", "day-day"),
        ("x" * 100_000, "1", "2025", "The date must be a real date", "day-day"),
    ],
)
def test_a_bad_date_says_which_part_is_wrong(
    day: str, month: str, year: str, message: str, first: str
) -> None:
    form = date_form(day, month, year)

    assert [(line.text, line.href) for line in form.errors_summary] == [(message, f"#{first}")]
    assert form.day.data is None


@pytest.mark.parametrize("month", ["March", "mar", "MAR.", " march ", "3", "03"])
def test_a_month_may_be_a_word_or_a_number(month: str) -> None:
    assert date_form("7", month, "2025").day.data == dt.date(2025, 3, 7)


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_no_text_in_a_date_breaks_the_form(day: str, month: str, year: str) -> None:
    form = date_form(day, month, year)

    blank = not any(form.day.typed.values())
    assert bool(form.day.errors) is (form.day.data is None and not blank)


def test_what_was_typed_in_a_bad_date_is_shown_again() -> None:
    parts = date_form("31", "2", "2025").day.parts

    assert [(part.value, part.wrong) for part in parts] == [
        ("31", True),
        ("2", False),
        ("2025", False),
    ]


def test_a_blank_date_is_fine_when_it_is_not_required() -> None:
    form = date_form()

    assert form.errors_summary == []
    assert form.day.data is None


@pytest.mark.parametrize(
    ("pairs", "month"),
    [
        ([("month-month", "11"), ("month-year", "2024")], dt.date(2024, 11, 1)),
        ([("month", "2024-11")], dt.date(2024, 11, 1)),
        ([("month", "2024-13")], None),
        ([("month", "soon")], None),
    ],
)
def test_a_month_comes_in_parts_or_from_a_link(
    pairs: list[tuple[str, object]], month: dt.date | None
) -> None:
    assert sent(*pairs).month.data == month


def test_a_form_shows_the_date_it_is_given() -> None:
    form = Everything(data={"day": dt.date(2025, 3, 7)})

    assert [part.value for part in form.day.parts] == ["7", "3", "2025"]


@pytest.mark.parametrize("field", ["reasons", "band", "district"])
def test_an_answer_nobody_offered_is_refused(field: str) -> None:
    form = sent((field, "'; drop table"))

    assert [(line.text, line.href) for line in form.errors_summary] == [
        ("Choose from the answers on this page", f"#{field}")
    ]


def test_an_answer_that_goes_with_no_other_is_refused_beside_one() -> None:
    form = sent(("reasons", "none"))

    assert [line.text for line in form.errors_summary] == [
        "Choose “None” alone, or choose the others without it"
    ]


def test_choices_are_kept_once_in_the_order_of_the_page() -> None:
    form = sent(("reasons", "empty"), ("reasons", "dark"), reasons="empty")

    assert form.reasons.data == ["dark", "empty"]


def test_the_first_input_of_a_list_has_the_id_the_summary_links_to() -> None:
    form = sent(reasons="")

    assert [item.id for item in form.reasons.items] == ["reasons", "reasons-2", "reasons-3"]
    assert form.reasons.first_input_id == "reasons"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  The \t old\u00a0pier ", "The old pier"),
        ("pi\x00er\x1b", "pier"),
        ("cafe\u0301", "café"),
        ("one\r\ntwo", "one two"),
        ("\ud800x", "x"),
    ],
)
def test_one_line_of_text_is_tidied(typed: str, kept: str) -> None:
    assert sent(place=typed).place.data == kept


def test_lines_of_text_keep_their_breaks() -> None:
    assert sent(("note", " one\r\ntwo\rthree\x00 ")).note.data == "one\ntwo\nthree"


def test_text_that_is_too_long_is_refused_and_shown_again() -> None:
    form = sent(place="x" * 21)

    assert [line.text for line in form.errors_summary] == ["“Place” must be 20 characters or fewer"]
    assert form.place.value == "x" * 21


def test_a_blank_required_field_says_what_to_do() -> None:
    form = sent(place=" \x00 ")

    assert [(line.text, line.href) for line in form.errors_summary] == [
        ("Enter the place", "#place")
    ]


@pytest.mark.parametrize("name", ["place", "reasons", "band", "day-day", "note", "email", "month"])
def test_a_file_in_the_place_of_a_text_breaks_nothing(name: str) -> None:
    upload = FileStorage(BytesIO(b"x"), filename="x.txt")

    form = sent((name, upload))

    assert upload not in form.data.values()


@pytest.mark.parametrize("value", ["text", FileStorage(BytesIO(b""), filename="")])
def test_no_file_is_no_file(value: object) -> None:
    assert sent(("file", value)).file.data is None


def test_a_file_is_a_file() -> None:
    upload = FileStorage(BytesIO(b"x"), filename="x.txt")

    assert sent(("file", upload)).file.data is upload


@pytest.mark.parametrize("address", ["a@b.co", "O'Neil+x@sub.example.org", "ünï@exämple.org"])
def test_an_email_address_is_taken(address: str) -> None:
    assert sent(("email", address)).errors_summary == []


@pytest.mark.parametrize(
    "address",
    ["a", "a@b", "a@@b.co", "a b@c.co", "a@b.co,c@d.co", "<a@b.co>", "@b.co", "a@b..co", "a@.co"],
)
def test_what_is_no_email_address_is_refused(address: str) -> None:
    assert [line.href for line in sent(("email", address)).errors_summary] == ["#email"]


def test_a_password_is_kept_as_typed_and_never_shown_again() -> None:
    field = sent(("password", "  correct horse  ")).password

    assert field.data == "  correct horse  "
    assert field.value == ""


def test_a_refusal_lands_on_its_field() -> None:
    form = sent()

    form.reject(Rejected("That place is outside the county", field="place"))

    assert form.place.error == "That place is outside the county"
    assert [line.href for line in form.errors_summary] == ["#place"]


@pytest.mark.parametrize("field", [None, "nowhere", "draft"])
def test_a_refusal_without_a_visible_field_stands_on_top(field: str | None) -> None:
    form = sent()

    form.reject(Rejected("Try again", field=field))

    assert [(line.text, line.href) for line in form.errors_summary] == [("Try again", None)]


def test_a_refusal_of_a_date_links_to_its_first_input() -> None:
    form = date_form("7", "3", "2030")

    form.reject(Rejected("The date must not be in the future", field="day"))

    assert [line.href for line in form.errors_summary] == ["#day-day"]
    assert all(part.wrong for part in form.day.parts)


def test_validators_do_not_run_on_a_blank_answer() -> None:
    calls: list[object] = []

    class Form(PublicForm):
        word = TextField("Word", [lambda form, field: calls.append(field)])

    Form(MultiDict([("word", " ")])).validate()

    assert calls == []


def test_hint_and_error_describe_the_input() -> None:
    class Form(PublicForm):
        word = TextField("Word", required="Enter a word", hint="Any word")

    form = Form(MultiDict([("word", "")]))
    before = form.word.described_by
    form.validate()

    assert (before, form.word.described_by) == ("word-hint", "word-hint word-error")
