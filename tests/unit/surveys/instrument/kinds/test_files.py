"""What answers become in words, in the columns of a file, and as counts."""

import pytest

from surveys.instrument.kinds import KINDS
from surveys.instrument.kinds.base import Column, Measure, Stored, Value
from surveys.instrument.kinds.summaries import Count, Numbers
from surveys.instrument.model import Question
from tests.unit.surveys.instrument.kinds.asked import COLOURS, SCALE, choices, question

COLOUR = question("select_one", choices=COLOURS, role="colour", sensitive=True)
MANY = question("select_multiple", choices=choices("red", "green", "dont_know"))
ORDER = question("rank", choices=choices("red", "green", "blue"))
LABELS = {"red": "Red", "green": "Green", "blue": "Blue", "dont_know": "Don't know"}


@pytest.mark.parametrize(
    ("asked", "value", "locale", "words"),
    [
        (COLOUR, "red", "en", "Red"),
        (COLOUR, "gone", "en", "gone"),
        (MANY, ["red", "dont_know"], "en", "Red\nDon't know"),
        (ORDER, ["blue", "red"], "en", "1. Blue\n2. Red"),
        (question("integer"), 12000, "en", "12,000"),
        (question("integer"), 12000, "pl", "12\N{NO-BREAK SPACE}000"),
        (question("decimal"), 1234.5678, "en", "1,234.5678"),
        (question("date"), "2025-06-13", "en", "13 June 2025"),
        (question("date"), "2025-06-13", "pl", "13 czerwca 2025"),
        (question("date", "month-year"), "2025-06-01", "en", "June 2025"),
        (question("date", "year"), "2025-01-01", "en", "2025"),
        (question("date"), "2025-13-45", "en", "2025-13-45"),
        (question("dateTime"), "rubbish", "en", "rubbish"),
        (question("time"), "19:30:00.000+01:00", "en", "19:30"),
        (question("dateTime"), "2025-06-13T07:05:00.000+01:00", "en", "13 June 2025, 07:05"),
        (question("acknowledge"), "OK", "en", "Yes"),
        (question("note"), None, "en", ""),
    ],
)
def test_an_answer_in_words(asked: Question, value: Value, locale: str, words: str) -> None:
    assert KINDS[asked.kind].shown(asked, value, LABELS, locale) == words


def test_the_codebook_entry_of_a_choice_names_its_codes_and_those_outside_the_base() -> None:
    (column,) = KINDS["select_one"].columns(COLOUR, LABELS, "Colour?")

    assert column == Column(
        name="it",
        label="Colour?",
        stored=Stored.CODE,
        codes=(
            ("red", "Red"),
            ("green", "Green"),
            ("blue", "Blue"),
            ("dont_know", "Don't know"),
            ("prefer_not_to_say", "prefer_not_to_say"),
        ),
        sensitive=True,
        measure=Measure.NOMINAL,
        missing=("dont_know", "prefer_not_to_say"),
        role="colour",
    )


@pytest.mark.parametrize(
    ("kind", "measure"),
    [("likert", "ordinal"), ("range", "ordinal"), ("integer", "scale"), ("select_one", "nominal")],
)
def test_a_column_says_what_may_be_done_with_it(kind: str, measure: str) -> None:
    asked = question(kind, choices=COLOURS if kind in ("likert", "select_one") else None)

    assert {column.measure for column in KINDS[kind].columns(asked, {}, "Q")} == {measure}


def test_a_select_many_has_a_column_of_0_and_1_for_each_choice() -> None:
    kind = KINDS["select_multiple"]

    columns = kind.columns(MANY, LABELS, "Colours?")

    assert [column.name for column in columns] == ["it/red", "it/green", "it/dont_know"]
    assert columns[0].label == "Colours?: Red"
    assert [column.multiple for column in columns] == ["red", "green", "dont_know"]
    assert kind.cells(MANY, ["green"]) == (0, 1, 0)
    assert kind.cells(MANY, None) == (None, None, None)


def test_a_dont_know_is_no_answer_about_the_other_choices() -> None:
    assert KINDS["select_multiple"].cells(MANY, ["dont_know"]) == (None, None, 1)


def test_a_ranking_has_a_column_of_places_for_each_choice() -> None:
    kind = KINDS["rank"]

    assert [column.multiple for column in kind.columns(ORDER, LABELS, "Order?")] == [
        *("red", "green", "blue")
    ]
    assert kind.cells(ORDER, ["blue", "red", "green"]) == (2, 3, 1)


def test_a_place_has_a_column_for_each_of_its_numbers_and_all_are_sealed() -> None:
    asked, kind = question("geopoint"), KINDS["geopoint"]

    columns = kind.columns(asked, {}, "Where?")

    assert [one.name for one in columns] == ["it/latitude", "it/longitude", "it/accuracy"]
    assert all(one.stored.is_sealed for one in columns)
    assert kind.cells(asked, "52.9 -0.2 0 10") == (52.9, -0.2, 10.0)


def test_choices_are_counted_in_the_order_of_the_form_with_those_outside_the_base_apart() -> None:
    values: list[Value] = ["green", "dont_know", "green", None, "red", "prefer_not_to_say"]

    summary = KINDS["select_one"].summary(COLOUR, values)

    assert (summary.n, summary.base, summary.blank) == (5, 3, 1)
    assert summary.counts == (Count("red", 1), Count("green", 2), Count("blue", 0))
    assert summary.outside == (Count("dont_know", 1), Count("prefer_not_to_say", 1))


def test_the_base_of_a_select_many_is_people() -> None:
    values: list[Value] = [["red", "green"], ["red"], ["dont_know"], None]

    summary = KINDS["select_multiple"].summary(MANY, values)

    assert (summary.n, summary.base, summary.blank) == (3, 2, 1)
    assert summary.counts == (Count("red", 2), Count("green", 1))
    assert summary.outside == (Count("dont_know", 1),)


def test_a_ranking_is_summed_up_by_first_places_and_mean_places() -> None:
    values: list[Value] = [["blue", "red", "green"], ["red", "blue", "green"], None]

    summary = KINDS["rank"].summary(ORDER, values)

    assert summary.counts == (Count("red", 1), Count("green", 0), Count("blue", 1))
    assert summary.means == (("red", 1.5), ("green", 3.0), ("blue", 1.5))


def test_numbers_are_summed_up_by_their_middle_as_r_does() -> None:
    summary = KINDS["integer"].summary(question("integer"), [1, 2, 3, 4, 10, None])

    assert summary.n == 5
    assert summary.numbers == Numbers(4.0, 3.0, 2.0, 4.0)  # R: quantile(c(1, 2, 3, 4, 10))
    assert KINDS["integer"].summary(question("integer"), [7]).numbers == Numbers(7, 7, 7, 7)
    assert KINDS["integer"].summary(question("integer"), [None]).numbers is None


def test_a_short_range_is_counted_step_by_step_too() -> None:
    summary = KINDS["range"].summary(question("range", parameters=SCALE), [0, 10, 10])

    assert len(summary.counts) == 11
    assert summary.counts[0] == Count("0", 1)
    assert summary.counts[-1] == Count("10", 2)


def test_dates_are_counted_by_month_and_texts_by_how_many() -> None:
    dates = KINDS["date"].summary(
        question("date"), ["2025-06-13", "2025-07-01", "2025-06-30", None]
    )
    texts = KINDS["text"].summary(question("text"), ["a", None, "b"])

    assert dates.months == (Count("2025-06", 2), Count("2025-07", 1))
    assert (texts.texts, texts.blank) == (2, 1)
