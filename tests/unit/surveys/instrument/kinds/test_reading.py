"""What people type, and what is made of it; where nothing can be, what they are told to do."""

import pytest

from surveys.instrument.kinds import KINDS
from surveys.instrument.kinds.base import Problem, Sent
from surveys.instrument.kinds.writing import LONGEST
from surveys.instrument.model import Question
from tests.unit.surveys.instrument.kinds.asked import (
    COLOURS,
    FINE,
    POLISH,
    SCALE,
    choices,
    question,
)

COLOUR = question("select_one", choices=COLOURS)
MANY = question("select_multiple", choices=COLOURS)
ORDER = question("rank", choices=choices("red", "green", "blue"))
WHOLE = "Enter a whole number, like 3"
NUMBER = "Enter a number, like 3 or 3.5"
ON_PAGE = "Choose from the answers on this page"
ALONE = (
    "One of the answers you chose goes with no other. Choose it alone, or choose the others "
    "without it"
)
REAL_TIME = "Enter a real time, like 7.30pm or 19:30"
REAL_DATE = "The date must be a real date, like 27 3 2025"


def read(asked: Question, *typed: str, **parts: str) -> str:
    """The answer, or what the person is told."""
    sent: Sent = {"": typed} | {name: [text] for name, text in parts.items()}
    reading = KINDS[asked.kind].read(asked, sent)
    return told(reading.problem) if reading.problem else reading.value


def told(problem: Problem) -> str:
    return problem.text % problem.values


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("3", "3"),
        (" 1,200 ", "1200"),
        ("1 200", "1200"),
        ("1\N{NO-BREAK SPACE}200", "1200"),
        ("£50", "50"),
        ("-£50", "-50"),
        ("25%", "25"),
        ("+4", "4"),
        ("007", "7"),
        ("3.0", "3"),
        ("\N{MINUS SIGN}3", "-3"),
        ("٣", "3"),
        ("3.5", WHOLE),
        ("1,20", WHOLE),
        ("three", WHOLE),
        ("1e3", WHOLE),
        ("5-6", WHOLE),
        ("3000000000", "Enter a whole number between -2,147,483,647 and 2,147,483,647"),
    ],
)
def test_a_whole_number_as_it_is_typed_in_britain(typed: str, answer: str) -> None:
    assert read(question("integer"), typed) == answer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("3.50", "3.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1,234.5", "1234.5"),
        ("0.1234567890123456", "Enter a number of 15 digits or fewer"),
        ("1,5", NUMBER),
        ("about 3", NUMBER),
        ("1.234.567", NUMBER),
    ],
)
def test_a_number_as_it_is_typed_in_britain(typed: str, answer: str) -> None:
    assert read(question("decimal"), typed) == answer


@pytest.mark.parametrize(
    ("typed", "answer"), [("1,5", "1.5"), ("1,200", "1200"), ("1.234.567,8", "1234567.8")]
)
def test_a_form_in_a_language_that_writes_commas_takes_them(typed: str, answer: str) -> None:
    assert read(question("decimal", languages=(POLISH,)), typed) == answer


@pytest.mark.parametrize(
    ("parameters", "typed", "answer"),
    [
        (SCALE, "10", "10"),
        (SCALE, "0", "0"),
        (SCALE, "11", "Enter a number from 0 to 10"),
        (SCALE, "2.5", "Enter a number from 0 to 10"),
        (FINE, "0.35", "0.35"),
        (FINE, "0.36", "Enter a number from 0 to 1, in steps of 0.05"),
        ({}, "10", "10"),
        ({}, "0", "Enter a number from 1 to 10"),
        ({"start": "5", "end": "-5", "step": "5"}, "0", "0"),
    ],
)
def test_a_number_of_a_range_is_one_of_its_steps(
    parameters: dict[str, str], typed: str, answer: str
) -> None:
    assert read(question("range", parameters=parameters), typed) == answer


@pytest.mark.parametrize(
    ("day", "month", "year", "answer"),
    [
        ("31", "1", "2026", "2026-01-31"),
        ("29", "02", "2024", "2024-02-29"),
        ("1", "March", "2025", "2025-03-01"),
        ("1", "sept.", "2025", "2025-09-01"),
        ("1", "październik", "2025", "2025-10-01"),
        ("1", "października", "2025", "2025-10-01"),
        ("29", "2", "2025", REAL_DATE),
        ("0", "2", "2025", REAL_DATE),
        ("1", "13", "2025", REAL_DATE),
        ("1", "Marchember", "2025", REAL_DATE),
        ("1", "", "2025", "The date must include a month"),
        ("", "", "2025", "The date must include a day and a month"),
        ("1", "2", "25", "The year must have 4 numbers, like 2025"),
        ("1", "2", "1066", REAL_DATE),
        ("", "", "", ""),
    ],
)
def test_a_date_in_parts_takes_months_in_words_and_says_what_is_missing(
    day: str, month: str, year: str, answer: str
) -> None:
    asked = question("date", languages=(POLISH,))

    assert read(asked, day=day, month=month, year=year) == answer


def test_a_month_in_a_language_that_the_form_does_not_speak_is_no_month() -> None:
    assert read(question("date"), day="1", month="luty", year="2025") == REAL_DATE


def test_a_month_and_a_year_are_kept_as_their_first_day() -> None:
    assert read(question("date", "month-year"), month="3", year="2025") == "2025-03-01"
    assert read(question("date", "year"), year="2025") == "2025-01-01"
    wrong = "The month must be a real month, like 3 2025"
    assert read(question("date", "month-year"), month="13", year="2025") == wrong
    assert (
        read(question("date", "year"), year="2525") == "Enter a year from 1900 to 2199, like 2025"
    )


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("7pm", "19:00"),
        ("7 p.m.", "19:00"),
        ("7.30 pm", "19:30"),
        ("7:30PM", "19:30"),
        ("19:30", "19:30"),
        ("19.30", "19:30"),
        ("1930", "19:30"),
        ("0730hrs", "07:30"),
        ("19", "19:00"),
        ("9:05", "09:05"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("noon", "12:00"),
        ("midnight", "00:00"),
        ("19:30:15", "19:30"),
        ("7 o’clock pm", "19:00"),
        ("7", "Say whether it is am or pm, like 7pm, or use the 24-hour clock, like 19:00"),
        ("25:00", REAL_TIME),
        ("19:60", REAL_TIME),
        ("13pm", REAL_TIME),
        ("0am", REAL_TIME),
        ("evening", REAL_TIME),
    ],
)
def test_a_time_as_people_type_it(typed: str, answer: str) -> None:
    assert read(question("time"), typed) == answer


@pytest.mark.parametrize(
    ("day", "time", "answer"),
    [
        ("31", "7.30pm", "2026-01-31T19:30"),
        ("31", "", "Enter the time too, like 7.30pm or 19:30"),
        ("31", "later", REAL_TIME),
        ("32", "7.30pm", REAL_DATE),
    ],
)
def test_a_moment_is_a_date_and_a_time(day: str, time: str, answer: str) -> None:
    assert read(question("dateTime"), day=day, month="1", year="2026", time=time) == answer


def test_a_time_without_its_day_asks_for_the_day() -> None:
    problem = KINDS["dateTime"].read(question("dateTime"), {"time": ["7pm"]}).problem

    assert problem is not None
    assert told(problem) == "Enter the date too: a day, a month and a year"
    assert problem.parts == {"day", "month", "year"}


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (["red"], "red"),
        (["purple"], ON_PAGE),
        (["Red"], ON_PAGE),
        (["red", "green"], "Choose one answer only"),
        (["red", "red", ""], "red"),
    ],
)
def test_one_answer_of_those_offered(typed: list[str], answer: str) -> None:
    assert read(COLOUR, *typed) == answer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (["green", "red", "green"], "red green"),
        (["dont_know"], "dont_know"),
        (["red", "purple"], ON_PAGE),
        (["red", "dont_know"], ALONE),
    ],
)
def test_several_answers_in_the_order_of_the_form(typed: list[str], answer: str) -> None:
    assert read(MANY, *typed) == answer


@pytest.mark.parametrize(
    ("typed", "answer", "parts"),
    [
        (["red 2", "green 3", "blue 1"], "blue red green", ()),
        (["", "", ""], "", ()),
        (
            ["red 1", "green 1", "blue 2"],
            "Give each answer a place of its own: place 1 is chosen more than once",
            ("red", "green"),
        ),
        (["red 1", "", "blue 2"], "Give every answer a place, or none of them", ("green",)),
        (["red 1", "blue 3"], "Give every answer a place, or none of them", ("green",)),
        (["red 1", "green 2", "blue 4"], ON_PAGE, ()),
        (["red 0", "green 2", "blue 1"], ON_PAGE, ()),
        (["purple 1"], ON_PAGE, ()),
        (["red"], ON_PAGE, ()),
    ],
)
def test_a_ranking_gives_every_answer_a_place_of_its_own(
    typed: list[str], answer: str, parts: tuple[str, ...]
) -> None:
    reading = KINDS["rank"].read(ORDER, {"": typed})

    assert (told(reading.problem) if reading.problem else reading.value) == answer
    assert (reading.problem.parts if reading.problem else set()) == set(parts)


def test_a_text_keeps_its_lines_where_the_form_asks_for_several() -> None:
    assert read(question("text", "multiline"), "one\r\ntwo\rthree ") == "one\ntwo\nthree"
    assert read(question("text"), " one\r\n  two ") == "one two"


def test_what_nobody_can_type_is_left_out_of_a_text() -> None:
    typed = "a\x00b\x1b\ud800\u202ec\u2066\ufffe\u200fd"

    assert read(question("text"), typed) == "abc\u200fd"


def test_a_text_that_is_too_long_is_not_cut_but_the_person_told() -> None:
    assert read(question("text"), "x" * LONGEST) == "x" * LONGEST
    assert read(question("text"), "x" * (LONGEST + 11)) == (
        "Your answer has 5,011 characters. Shorten it to 5,000 characters or fewer"
    )


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ({"": "52.9 -0.2"}, "52.9 -0.2 0 0"),
        ({"": "52.9 -0.2 0 10"}, "52.9 -0.2 0 10"),
        ({"latitude": "52.9", "longitude": "-0.2"}, "52.9 -0.2 0 0"),
        ({"": "Boston market"}, "Say which place you mean"),
        ({"": "91 0"}, "Say which place you mean"),
        ({"longitude": "-0.2"}, "Say which place you mean"),
    ],
)
def test_a_place_is_read_from_its_numbers_alone(sent: dict[str, str], answer: str) -> None:
    reading = KINDS["geopoint"].read(
        question("geopoint"), {part: [text] for part, text in sent.items()}
    )

    assert (told(reading.problem) if reading.problem else reading.value) == answer


def test_what_the_form_works_out_is_not_taken_from_a_browser() -> None:
    assert read(question("calculate"), "1000") == ""
    assert read(question("hidden"), "1000") == ""
    assert read(question("acknowledge"), "yes") == ""
    assert read(question("acknowledge"), "OK") == "OK"


@pytest.mark.parametrize(
    ("asked", "value", "offered", "message"),
    [
        (COLOUR, "red", ["red", "green"], ""),
        (COLOUR, "blue", ["red", "green"], ON_PAGE),
        (COLOUR, "", [], ""),
        (MANY, "red blue", ["red", "green"], ON_PAGE),
        (MANY, "red green", ["red", "green"], ""),
        (
            ORDER,
            "red green",
            ["red", "green", "blue"],
            "Give every answer a place, or none of them",
        ),
        (ORDER, "red green", ["red", "green"], ""),
        (ORDER, "", ["red", "green"], ""),
    ],
)
def test_an_answer_that_is_not_offered_any_more_is_refused(
    asked: Question, value: str, offered: list[str], message: str
) -> None:
    problem = KINDS[asked.kind].misfit(asked, value, offered)

    assert (told(problem) if problem else "") == message
