"""The frozen file of public results."""

import json
from datetime import date
from typing import Any

import pytest

from engagement.disclosure.policy import SDC_1
from surveys.estimate.shares import Option, distribution
from surveys.results.frozen import Asked, Facts, Measured, frozen_file, read_frozen

OPTIONS = [
    Option("safe", "Safe"),
    Option("unsafe", "Not safe"),
    Option("dont_know", "I don't know", outside=True),
]


def facts(people: int = 200, *, young: bool = False) -> Facts:
    return Facts(
        title="How safe do you feel? (demonstration)",
        purpose="To find out.",
        partnership="A partnership",
        controller="A council",
        opened_on=date(2026, 6, 1),
        closed_on=date(2026, 8, 31),
        people=people,
        young=young,
    )


def asked(*counts: int, sensitive: bool = False) -> Asked:
    return Asked("safe", "How safe?", "", distribution(OPTIONS, counts), sensitive)


def first_question(*questions: Asked) -> Any:
    content = frozen_file(facts(), questions, made_on=date(2026, 9, 1), policy=SDC_1)
    return json.loads(content)["questions"][0]


def test_equal_figures_give_equal_bytes() -> None:
    one, two = (
        frozen_file(facts(), [asked(120, 60, 20)], made_on=date(2026, 9, 1), policy=SDC_1)
        for _ in range(2)
    )

    assert one == two


def test_the_file_holds_no_true_count() -> None:
    content = frozen_file(
        facts(203), [asked(121, 63, 19)], made_on=date(2026, 9, 1), policy=SDC_1
    ).decode()

    for number in ("121", "63", ":19", "203", "184"):
        assert number not in content


def test_nothing_is_made_of_fewer_than_thirty_people() -> None:
    with pytest.raises(ValueError, match="few"):
        frozen_file(facts(29), [asked(20, 9, 0)], made_on=date(2026, 9, 1), policy=SDC_1)


def test_where_young_people_answered_a_survey_of_forty_says_nothing() -> None:
    with pytest.raises(ValueError, match="few"):
        frozen_file(
            facts(40, young=True), [asked(20, 20, 0)], made_on=date(2026, 9, 1), policy=SDC_1
        )


def test_a_question_that_too_few_answered_stands_there_and_says_so() -> None:
    question = first_question(asked(15, 5, 0))

    assert question["held"] == "too-few"
    assert question["answers"] == []


def test_a_median_comes_without_minimum_and_maximum() -> None:
    content = frozen_file(
        facts(),
        [],
        [Measured("age", "How old are you?", 41.5, 180, sensitive=False)],
        made_on=date(2026, 9, 1),
        policy=SDC_1,
    )

    (number,) = json.loads(content)["numbers"]
    assert number["median"] == 42
    assert set(number) == {"name", "title", "median", "base", "held"}


def test_a_file_that_was_altered_is_not_read() -> None:
    content = frozen_file(facts(), [asked(120, 60, 20)], made_on=date(2026, 9, 1), policy=SDC_1)

    with pytest.raises(ValueError, match="canonical"):
        read_frozen(content + b" ")
