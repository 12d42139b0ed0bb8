"""The questions about the person: all optional, and fewer for children."""

import pytest

from engagement.reports.journey.about import (
    AGES,
    NOT_SAID,
    QUESTIONS,
    AboutYou,
    AgeStep,
    YouStep,
    about_of,
)
from engagement.reports.journey.draft import Draft
from tests.unit.reports.journey.test_steps import GROUND, TODAY

NEVER_ASKED_OF_CHILDREN = {"religion", "orientation", "happened"}


def asked(age: str) -> set[str]:
    return {field.name for field in YouStep().form({"age": (age,)} if age else {}, GROUND)}


@pytest.mark.parametrize("age", ["under-16", "16-17", NOT_SAID, "", "old"])
def test_a_child_or_somebody_of_unknown_age_is_not_asked_what_children_are_not(age: str) -> None:
    assert asked(age) & NEVER_ASKED_OF_CHILDREN == set()
    assert {"sex", "ethnicity", "disability", "police"} <= asked(age)


@pytest.mark.parametrize(
    "age", [age for age in AGES.answers if age[:2].isdigit() and age != "16-17"]
)
def test_an_adult_is_asked_everything(age: str) -> None:
    assert asked(age) == set(QUESTIONS)


def test_what_an_adult_said_is_not_kept_when_the_age_is_changed_to_a_childs() -> None:
    typed = {"religion": ("none",), "sex": ("male",)}

    part = YouStep().read({**typed, "age": ("under-16",)}, GROUND).part

    assert part == AboutYou({"sex": "male"})


@pytest.mark.parametrize("question", [AGES, *QUESTIONS.values()], ids=["age", *QUESTIONS])
def test_every_question_can_be_left_out_or_answered_with_nothing(question: object) -> None:
    here = next(one for one in (AGES, *QUESTIONS.values()) if one is question)

    assert list(here.choices)[-1] == NOT_SAID
    assert YouStep().read({}, GROUND).part == AboutYou({})


def test_skipping_leaves_out_the_age_too_and_the_page_after_it() -> None:
    typed = {"age": ("25-34",), "skip": ("1",)}
    draft = Draft.new(TODAY).with_typed("age", typed)

    assert AgeStep().read(typed, GROUND).part == AboutYou({})
    assert not YouStep().asked(draft)


def test_an_answer_that_was_not_offered_is_refused() -> None:
    assert AgeStep().read({"age": ("7",)}, GROUND).part is None
    assert YouStep().read({"sex": ("<b>",), "age": ("25-34",)}, GROUND).part is None


def test_all_answers_come_together() -> None:
    parts = [AboutYou({"age": "25-34"}), AboutYou({"sex": "male"})]

    assert about_of(parts) == {"age": "25-34", "sex": "male"}
    assert parts[1].lines() == ["Sex: Male"]
