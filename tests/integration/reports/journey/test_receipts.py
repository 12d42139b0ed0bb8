"""The receipt afterwards: a few plain words about the report, and nothing about the place."""

import logging
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.areas.models import AreaVersion
from engagement.core.seal import keyed_hash
from engagement.reports.commands import RECEIPT_CONTEXT
from engagement.reports.journey.following import BECAUSE, TITLES
from engagement.reports.models import (
    NOT_DONE,
    HeldBecause,
    LightingCause,
    Outcome,
    Report,
    ReportState,
)
from tests import factories
from tests.html import words
from tests.integration.reports.journey.walk import Walk

CODE = "ABC1-0123-WXYZ"
NEW: dict[str, Any] = {"state": ReportState.NEW}


def followed(client: FlaskClient, session: Session, code: str = CODE, **changes: Any) -> Walk:
    """The page about a report with CODE and these columns."""
    hashed = keyed_hash(RECEIPT_CONTEXT, CODE)
    session.execute(sa.delete(Report))
    factories.report(session, receipt_hash=hashed, **changes)
    session.commit()
    walk = Walk(client)
    walk.open("/report/receipt/")
    walk.send(code=code)
    return walk


@pytest.mark.parametrize(
    ("columns", "heading"),
    [
        ({"state": ReportState.NEW}, "We have received your report"),
        ({"state": ReportState.APPROVED}, "Your report is being looked at"),
        ({"state": ReportState.HELD}, "Your report is being looked at"),
        ({"state": ReportState.PASSED_ON}, "Your report was passed on"),
        ({"state": ReportState.ACTION_TAKEN}, "Something was done about it"),
        ({"state": ReportState.REJECTED}, "We could not use this report"),
        ({"state": ReportState.WITHDRAWN}, "This report was taken back"),
        (
            {"state": ReportState.CLOSED, "outcome": Outcome.REPAIRED},
            "Something was done about it",
        ),
        (
            {"state": ReportState.CLOSED, "outcome": Outcome.NO_MONEY},
            "Nothing could be done about it",
        ),
    ],
)
def test_each_state_has_its_plain_words(
    client: FlaskClient, session: Session, columns: dict[str, Any], heading: str
) -> None:
    walk = followed(client, session, **columns)

    assert (walk.response.status_code, walk.page.heading) == (200, heading)
    assert walk.response.headers["Cache-Control"] == "no-store"


def test_every_standing_and_every_reason_has_its_words() -> None:
    assert set(BECAUSE) == NOT_DONE
    assert len(TITLES) == 7


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("because", [one for one in HeldBecause if one is not HeldBecause.OFFICER])
def test_held_by_our_defence_cannot_be_told_from_new(
    client: FlaskClient, session: Session, because: HeldBecause
) -> None:
    held = followed(client, session, state=ReportState.HELD, held_because=because).page.text

    assert held == followed(client, session, **NEW).page.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "columns",
    [
        {"held_because": HeldBecause.OFFICER},
        {"held_because": HeldBecause.BURST, "approved_on": date(2025, 6, 1)},
    ],
)
def test_held_after_an_officer_read_it_cannot_be_told_from_approved(
    client: FlaskClient, session: Session, columns: dict[str, Any]
) -> None:
    held = followed(client, session, state=ReportState.HELD, **columns).page.text

    assert held == followed(client, session, state=ReportState.APPROVED).page.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("state", list(ReportState))
def test_no_page_says_where_why_or_when(
    client: FlaskClient, session: Session, state: ReportState
) -> None:
    told: dict[str, Any] = {
        "occurred_on": date(2025, 3, 14),
        "approved_on": date(2025, 6, 7),
        "lighting_cause": LightingCause.NO_LAMP,
        "lighting_owner": "A county council",
        "decision_note": "the lamp at the mill",
        "outcome": Outcome.LIGHTING_CHANGED if state is ReportState.CLOSED else None,
    }

    text = followed(client, session, state=state, **told).page.text

    never = ("Boston", "2025", "lamp", "light", "council", "mill", "TF", "March", "June", "held")
    assert [word for word in never if word.lower() in text.lower()] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("typed", ["abc1 0123 wxyz", "ABCL O123 WXYZ", "  abci-o123-wxyz  "])
def test_a_code_is_taken_as_people_type_it(
    client: FlaskClient, session: Session, typed: str
) -> None:
    walk = followed(client, session, code=typed, **NEW)

    assert walk.page.heading == "We have received your report"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_wrong_code_gets_one_same_answer(client: FlaskClient, session: Session) -> None:
    answers = {
        followed(client, session, code=code, **NEW).page.text
        for code in ("ABC1-0123-WXYY", "ABC1", "<b>", "0000-0000-0000")
    }

    (text,) = answers
    assert "We have no report with this code" in text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_code_at_all_is_asked_for(client: FlaskClient, session: Session) -> None:
    assert followed(client, session, code="", **NEW).page.summary == {
        "Type your receipt code": "#code"
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_guesses_has_to_wait_and_who_knows_does_not(
    client: FlaskClient, session: Session
) -> None:
    factories.report(session, receipt_hash=keyed_hash(RECEIPT_CONTEXT, CODE))
    session.commit()

    def answered(code: str, address: str) -> int:
        client.environ_base["REMOTE_ADDR"] = address
        return client.post("/report/receipt/", data={"code": code}).status_code

    assert {answered(CODE, "203.0.113.5") for _ in range(60)} == {200}
    guesses = [answered("0000-0000-0000", "203.0.113.5") for _ in range(30)]

    assert guesses == [200] * 20 + [429] * 10
    assert answered(CODE, "203.0.113.6") == 200


@pytest.mark.settings(log_level="DEBUG")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_code_and_no_address_is_in_any_log(
    client: FlaskClient, session: Session, county: AreaVersion, caplog: pytest.LogCaptureFixture
) -> None:
    client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    followed(client, session, **NEW)
    for _ in range(25):
        client.post("/report/receipt/", data={"code": "0000-0000-0000"})

    said = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert [one for one in (CODE, "0000-0000-0000", "203.0.113") if one in said] == []
    assert not [r for r in caplog.records if r.name == "access" and r.levelno < logging.ERROR]


def test_the_receipt_leads_to_its_report(walk: Walk, session: Session) -> None:
    walk.answer_all()
    page = walk.send("Send it")
    code = next(words(e) for e in page.all("strong") if words(e).count("-") == 2)
    assert "/report/receipt/" in page.links()
    walk.open("/report/receipt/")

    page = walk.send(code=code)

    assert page.heading == "We have received your report"
    assert code not in walk.response.request.path
