"""A line of the audit in words."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from engagement.audit.queries import TrailLine
from engagement.audit.sentences import Sentence, label_of, sentence_of
from engagement.audit.words import WORDS

ONE = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
OTHER = "9f3c2d1e-0000-4000-8000-000000000001"
NAMES = {OTHER: "Boston Borough Council"}
PLACES = {"E07000136": "Boston"}


@pytest.fixture(autouse=True)
def babel() -> Any:
    app = Flask(__name__)
    Babel(app, default_locale="en_GB")
    with app.test_request_context():
        yield


def said(action: str, kind: str = "report", subject: str = ONE, **detail: Any) -> Sentence:
    at = datetime(2026, 6, 10, 12, tzinfo=UTC)
    line = TrailLine(7, at, detail.pop("actor", "Officer 4"), action, kind, subject, detail)
    return sentence_of(line, names=NAMES, places=PLACES)


def test_a_move_says_who_what_which_and_from_where_to_where() -> None:
    found = said("report-approved", **{"from": "new", "to": "action-taken"})

    assert found.text == "Officer 4 approved report 1b9d6bcd. It was new and is action taken."
    assert found.code == f"report-approved · report {ONE} · from=new; to=action-taken"


@pytest.mark.parametrize(
    ("action", "kind", "subject", "detail", "text"),
    [
        ("report-passed-on", "report", ONE, {"organisation": OTHER}, "For Boston Borough Council."),
        ("report-passed-on", "report", ONE, {"organisation": ONE}, "For 1b9d6bcd."),
        ("reports-listed", "report", "queue 3", {}, "a list of reports: the queue, page 3."),
        ("reports-listed", "report", "passing-on 8", {}, "8 to be passed on together."),
        ("map-figures-exported", "figures", "done", {}, "downloaded figures: what was done."),
        ("officer-deactivated", "officer", ONE, {}, "the account of an officer (1b9d6bcd)."),
        ("officer-deactivated", "officer", OTHER, {}, "account of Boston Borough Council."),
        (
            "officer-changed",
            "officer",
            ONE,
            {
                "before": {"roles": ["data-protection-officer"], "districts": None},
                "after": {"roles": ["analyst", "officer"], "districts": ["E07000136"]},
            },
            (
                "Roles before: data protection officer. Roles now: analyst, officer. "
                "Where before: the whole county. Where now: Boston."
            ),
        ),
        (
            "figures-published",
            "release",
            "0" * 64,
            {"policy": "sdc-1", "until": "2026-03-01"},
            "They count up to 1 March 2026, under the policy sdc-1.",
        ),
        ("signed-in", "officer", ONE, {}, "Officer 4 signed in."),
    ],
)
def test_details_are_said_in_words(
    action: str, kind: str, subject: str, detail: dict[str, Any], text: str
) -> None:
    assert text in said(action, kind, subject, **detail).text


@pytest.mark.parametrize(
    ("detail", "hidden"),
    [
        ({"reason": "asked by Margaret Holloway, 07700 900123"}, ("Holloway", "900123")),
        ({"reason": "see mh@example.org at 12 Tower Road"}, ("mh@", "Tower")),
    ],
)
def test_what_an_officer_typed_is_shown_without_personal_details(
    detail: dict[str, Any], hidden: tuple[str, ...]
) -> None:
    found = said("reports-exported", "export", "csv", reports=12, **detail)

    assert "Reports: 12." in found.text
    assert "[not shown]" in found.text
    assert [word for word in hidden if word in found.text + found.code] == []


def test_a_name_in_the_name_of_a_file_is_not_shown() -> None:
    found = said("import-file-sent", "report-upload", file="Margaret_Holloway.csv", sha256="0" * 64)

    assert "Holloway" not in found.text + found.code


def test_numbers_of_things_are_not_taken_for_personal_details() -> None:
    number = "0" * 8 + "-0712-4345-8678-901234567890"

    assert number in said("reports-compared", beside=[number]).code


def test_a_name_with_a_percent_sign_and_an_event_without_words_are_said_too() -> None:
    odd = said("gone-event", actor="100%s", to={"place": None})

    assert odd.text == "100%s did something that has no words yet, to 1b9d6bcd."
    assert odd.code == f"gone-event · report {ONE} · to.place=-"
    assert label_of("gone-event") == "gone-event"


@pytest.mark.parametrize("action", sorted(WORDS))
def test_each_event_is_a_sentence_and_can_be_chosen(action: str) -> None:
    text = said(action).text

    assert re.fullmatch(r"Officer 4 [a-z].*\.", text), text
    assert "%" not in text
    assert re.match(r"[A-Z]", label_of(action))


def test_a_detail_that_lacks_a_value_is_left_to_the_code() -> None:
    assert said("report-approved", held="burst").text == "Officer 4 approved report 1b9d6bcd."
