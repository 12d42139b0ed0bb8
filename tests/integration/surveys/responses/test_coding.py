"""Responses as columns of codes: what was answered, what was not asked, what counts."""

from collections import Counter
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy.orm import Session

from surveys.estimate.crosstabs import crosstab, several
from surveys.models import LinkChannel, Survey
from surveys.responses import coding
from surveys.responses.coding import Coded, coded
from surveys.responses.commands import withdraw_response
from surveys.responses.encoding import BLANK, NOT_ASKED
from tests.integration.surveys import making

NEWER = """
| survey |
| | type | name | label |
| | select_one safety | safe | How safe? |
| | rank wishes | wishes | Wishes? |
| | text | age | How old, in words? |
| choices |
| | list_name | name | label |
| | safety | very_safe | Very safe |
| | safety | safe | Safe now |
| | wishes | lamps | Lamps |
| | wishes | police | Police |
| settings |
| | form_title | form_id | version |
| | How safe we feel | safe | 2 |
"""
LINCOLN, BOSTON = "E07000138", "E07000136"


@pytest.fixture
def survey(session: Session) -> Survey:
    return making.survey(session)


def say(session: Session, survey: Survey, version: int = 1, **values: Any) -> str:
    """A response; its receipt code."""
    code = f"{version:04}-{np.random.default_rng().integers(10**12):012}"
    facts = {
        name: values.pop(name) for name in ("district_code", "test", "channel") if name in values
    }
    made = making.version_of(session, survey, version)
    making.response(session, made, values, receipt_code=code, **facts)
    return code


def test_answers_are_their_places_in_the_list_and_a_blank_one_is_minus_one(
    session: Session, survey: Survey
) -> None:
    for answer in ("unsafe", "dont_know", "", "unsafe"):
        say(session, survey, safe=answer)

    found = coded(session, survey_id=survey.id)

    options = found.options("safe")
    assert [(one.code, one.outside) for one in options] == [
        ("safe", False),
        ("unsafe", False),
        ("dont_know", True),
    ]
    assert sorted(found.codes["safe"].tolist()) == [BLANK, 1, 1, 2]
    assert found.codes["safe"].dtype == np.int8


def test_several_answers_are_bits_and_numbers_are_numbers(session: Session, survey: Survey) -> None:
    say(session, survey, reasons="dark people", times="7")
    say(session, survey, reasons="people")
    say(session, survey)

    found = coded(session, survey_id=survey.id)

    assert sorted(found.bits["reasons"].tolist()) == [[False, False], [False, True], [True, True]]
    times = found.numbers["times"]
    assert (times[~np.isnan(times)].tolist(), len(times)) == ([7], 3)
    shown = several(found.bits["reasons"], found.options("reasons"))
    assert (shown.base, shown.blank, [one.n for one in shown.answers]) == (2, 1, [1, 2])


def test_tests_and_what_was_taken_back_are_left_out_also_after_they_were_held(
    session: Session, survey: Survey
) -> None:
    say(session, survey, safe="safe", test=True)
    code = say(session, survey, safe="safe")
    say(session, survey, safe="unsafe")
    assert len(coded(session, survey_id=survey.id)) == 2

    withdraw_response(session, receipt_code=code, now=making.NOW)

    assert coded(session, survey_id=survey.id).codes["safe"].tolist() == [1]


def test_the_second_look_is_from_memory_and_a_response_more_is_seen(
    session: Session, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, real = Counter[str](), coding.read_coded

    def read(session: Session, *, survey_id: UUID) -> Coded:
        reads["done"] += 1
        return real(session, survey_id=survey_id)

    monkeypatch.setattr(coding, "read_coded", read)
    say(session, survey, safe="safe")
    first, second = (coded(session, survey_id=survey.id) for _ in range(2))
    assert first is second
    assert reads["done"] == 1

    code = say(session, survey, safe="unsafe")
    withdraw_response(session, receipt_code=code, now=making.NOW)
    say(session, survey, safe="unsafe")

    assert len(coded(session, survey_id=survey.id)) == 2
    assert reads["done"] == 2


def test_two_versions_are_one_table_and_what_one_did_not_ask_says_so(
    session: Session, survey: Survey
) -> None:
    making.version(session, survey.id, NEWER, number=2)
    say(session, survey, 1, safe="unsafe", age="a18", reasons="dark")
    say(session, survey, 2, safe="very_safe", wishes="police lamps", age="eighteen")

    found = coded(session, survey_id=survey.id)

    old, new = (found.version == 0).nonzero()[0][0], (found.version == 1).nonzero()[0][0]
    assert [one.code for one in found.options("safe")] == [
        "very_safe",
        "safe",
        "unsafe",
        "dont_know",
    ]
    assert found.options("safe")[1].label == "Safe now"
    assert found.codes["safe"][[old, new]].tolist() == [2, 0]
    assert found.codes["age_v1"][[old, new]].tolist() == [1, NOT_ASKED]
    assert found.asked("reasons")[[old, new]].tolist() == [True, False]
    assert found.places["wishes"][[old, new]].tolist() == [[0, 0], [2, 1]]
    numbers = {one.name: one.number for one in found.variables["safe"].answers}
    assert numbers == {"safe": 1, "unsafe": 2, "very_safe": 3, "dont_know": -8}


def test_districts_narrow_what_an_officer_sees(session: Session, survey: Survey) -> None:
    say(session, survey, safe="safe", district_code=LINCOLN)
    say(session, survey, safe="unsafe", district_code=BOSTON, channel=LinkChannel.EVENT)
    say(session, survey, safe="unsafe")
    found = coded(session, survey_id=survey.id)

    assert found.within(frozenset({BOSTON})).codes["safe"].tolist() == [1]
    assert found.within(frozenset({BOSTON})).channel.tolist() == [2]
    assert len(found.within(frozenset())) == 0
    assert len(found.within(None)) == 3
    rows = [found.options("safe")[0]] * len(found.districts)
    tables = crosstab(found.district, rows, found.codes["safe"], found.options("safe"))
    assert [one.distribution.base for one in tables] == [1, 1]


def test_a_survey_without_responses_has_columns_without_rows(
    session: Session, survey: Survey
) -> None:
    found = coded(session, survey_id=survey.id)

    assert len(found) == 0
    assert found.codes["safe"].shape == (0,)
    assert found.bits["reasons"].shape == (0, 2)
