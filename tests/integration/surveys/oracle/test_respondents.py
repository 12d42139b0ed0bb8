"""A form of a hundred questions judges made-up respondents as ODK's engine judges them."""

import os
from datetime import UTC, datetime

import pytest

from surveys.instrument.logic import Evaluation, first_record
from surveys.instrument.model import Instrument, Record, Repeat
from surveys.instrument.xform import read_instrument
from tests.oracle.agreement import disagreements
from tests.oracle.engine import ask
from tests.oracle.forms import form_of_expressions, form_of_questions
from tests.oracle.respondents import respondent

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
RESPONDENTS = int(os.environ.get("ORACLE_RESPONDENTS", "200"))
"""1,000 take some four minutes: run them by ORACLE_RESPONDENTS=1000."""


@pytest.fixture(scope="module")
def xform() -> str:
    return form_of_questions()


@pytest.fixture(scope="module")
def instrument(xform: str) -> Instrument:
    return read_instrument(xform)


def test_the_form_has_all_that_logic_can_meet(instrument: Instrument) -> None:
    questions = instrument.questions
    repeats = instrument.repeats

    assert len(questions) >= 100
    assert len(instrument.languages) == 2
    assert sum(one.bind.relevant is not None for one in questions) >= 20
    assert sum(one.bind.constraint is not None for one in questions) >= 15
    assert sum(one.bind.calculate is not None for one in questions) >= 40
    assert sum(bool(one.choices and one.choices.filter) for one in questions) >= 6
    assert sum(one.kind == "date" for one in questions) >= 6
    assert {bool(one.count) for one in repeats} == {True, False}
    assert any(isinstance(child, Repeat) for one in repeats for child in one.children)


def test_respondents_are_judged_as_the_engine_judges_them(
    xform: str, instrument: Instrument
) -> None:
    made = [respondent(instrument, seed, now=NOW) for seed in range(RESPONDENTS)]
    said = ask(xform, [one.actions for one in made], now=NOW)

    different = {
        seed: found
        for seed, (ours, theirs) in enumerate(zip(made, said, strict=True))
        if (found := disagreements(instrument, ours.evaluation(), theirs, ours.language))
    }

    assert different == {}
    assert sum(len(one.violations) for one in said) > RESPONDENTS
    assert {one.language for one in made} == set(instrument.languages)


def test_a_wrong_answer_of_ours_would_be_seen(xform: str, instrument: Instrument) -> None:
    made = respondent(instrument, 1, now=NOW)
    said = ask(xform, [made.actions], now=NOW)[0]
    address = next(at for at, value in made.evaluation().kept().values.items() if value == "yes")
    values = {**made.record.values, address: "no"}
    other = Evaluation(instrument, Record(values, made.record.counts), now=NOW, zone=UTC)

    assert disagreements(instrument, other, said, made.language)


def test_the_form_begins_as_the_engine_begins_it(xform: str, instrument: Instrument) -> None:
    begun = first_record(instrument, now=NOW)
    ours = Evaluation(instrument, begun, now=NOW, zone=UTC)

    said = ask(xform, [[]], now=NOW)[0]

    assert disagreements(instrument, ours, said, instrument.default_language) == []


def test_a_count_that_is_taken_back_leaves_no_instances_though_the_engine_keeps_them() -> None:
    xform = form_of_expressions(["count(${hh})"])
    actions = [("set", "hh_count", "2"), ("set", "hh[1]/person", "Jo"), ("set", "hh_count", "")]

    said = ask(xform, [actions], now=NOW)[0]
    ours = Evaluation(read_instrument(xform), Record({"hh[1]/person": "Jo"}), now=NOW)

    assert said.counts["hh"] == 2
    assert ours.count("hh") == 0
    assert ours.kept().values == {"c0": "0"}


def test_a_count_that_is_raised_again_brings_answers_back_though_the_engine_forgets_them() -> None:
    xform = form_of_expressions(["${person}"])
    actions = [
        ("set", "hh_count", "1"),
        ("set", "hh[1]/person", "Jo"),
        ("set", "hh_count", "0"),
        ("set", "hh_count", "1"),
    ]

    said = ask(xform, [actions], now=NOW)[0]
    given = Record({"hh_count": "1", "hh[1]/person": "Jo"})
    ours = Evaluation(read_instrument(xform), given, now=NOW)

    assert said.values["c0"] == ""
    assert ours.value("c0") == "Jo"
