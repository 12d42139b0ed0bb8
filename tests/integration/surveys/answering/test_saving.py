"""Save now, go on later, on another browser; and the code of a receipt takes answers back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engagement.core import clock
from surveys.models import ResponseState, SavedDraft, Survey, SurveyResponse, SurveyState
from tests.html import words
from tests.integration.surveys.answering.conftest import NOW
from tests.integration.surveys.answering.walk import Respondent

LATER = "Save and finish later"
SAVED = "/survey/saved/"
RECEIPT = "/survey/receipt/"


def code_on(walk: Respondent) -> str:
    return next(words(one) for one in walk.page.all("strong") if words(one).count("-") == 2)


def drafts(session: Session) -> int:
    found = session.scalar(sa.select(sa.func.count()).select_from(SavedDraft))
    session.rollback()
    return found or 0


def test_a_saved_survey_goes_on_in_another_browser_where_it_was_left(
    walk: Respondent, app: Flask, session: Session
) -> None:
    walk.begin()
    walk.say({"safe": "unsafe"})
    walk.say({"why/reasons": ["people"]})
    page = walk.say({"why/comment": "half a sen"}, press=LATER)
    assert page.heading == "Your answers are saved"
    assert "13 July 2025" in page.text
    assert walk.response.headers["Cache-Control"] == "no-store"
    code = code_on(walk)

    other = Respondent(app.test_client())
    with clock.frozen(NOW + timedelta(days=29)):
        other.open(SAVED)
        page = other.fill({"code": code.lower().replace("-", " ")})
        assert page.heading == "Tell us more"
        assert "half a sen" in other.response.text
        other.say({"why/comment": "half a sentence, and the rest"})
        other.say()
        assert other.say().heading == "Check your answers"
        assert other.say(press="Send").heading == "Thank you. We have your answers"

    (texts,) = session.scalars(sa.select(SurveyResponse.texts))
    assert texts == {"comment": "half a sentence, and the rest"}
    session.rollback()
    assert drafts(session) == 0


def test_after_saving_one_can_go_on_at_once_and_nothing_is_lost(walk: Respondent) -> None:
    walk.begin()
    walk.say({"safe": "safe"})
    walk.say({"times": "99"}, press=LATER)

    page = walk.fill({}, "Go on now")

    assert page.heading == "How often did you go out last week?"
    assert 'value="99"' in walk.response.text


def test_saving_again_keeps_the_code_and_one_draft(walk: Respondent, session: Session) -> None:
    walk.begin()
    walk.say({"safe": "safe"}, press=LATER)
    code = code_on(walk)
    walk.fill({}, "Go on now")
    walk.say()
    walk.say({"times": "7"}, press=LATER)

    assert code_on(walk) == code
    assert drafts(session) == 1
    walk.open(SAVED)
    walk.fill({"code": code})
    assert 'value="7"' in walk.response.text


def test_a_saved_draft_cannot_be_read_in_the_database(walk: Respondent, session: Session) -> None:
    walk.begin()
    walk.say({"safe": "unsafe"})
    walk.say()
    walk.say({"why/comment": "canary wharf"}, press=LATER)
    code = code_on(walk)

    raw = session.execute(sa.text("SELECT * FROM survey_drafts")).one()

    said = " ".join(one.hex() if isinstance(one, bytes) else str(one) for one in raw)
    assert [
        word for word in ("canary", b"canary".hex(), code, code.encode().hex()) if word in said
    ] == []


@pytest.mark.parametrize("code", ["", "ABCD", "0000-0000-0000", "<script>", "x" * 300])
def test_a_wrong_code_says_so_and_opens_nothing(walk: Respondent, code: str) -> None:
    walk.open(SAVED)

    page = walk.fill({"code": code})

    assert page.heading == "Go on with a saved survey"
    assert page.title.startswith("Error: ")


@pytest.mark.parametrize("address", [SAVED, RECEIPT])
def test_who_tries_many_wrong_codes_has_to_wait(walk: Respondent, address: str) -> None:
    answers = [
        walk.client.post(address, data={"code": "0000-0000-0000", "sure": "1"}).status_code
        for _ in range(21)
    ]

    assert answers == [200] * 20 + [429]


def test_a_saved_survey_that_closed_meanwhile_shows_what_was_answered(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    walk.begin()
    walk.say({"safe": "safe"})
    walk.say({"times": "5"}, press=LATER)
    code = code_on(walk)
    session.get_one(Survey, survey.id).state = SurveyState.CLOSED
    session.commit()

    walk.open(SAVED)
    page = walk.fill({"code": code})

    assert (walk.response.status_code, page.heading) == (410, "This survey is closed")
    assert "How often did you go out last week?" in page.text


def test_what_was_saved_in_one_browser_and_sent_from_two_counts_once(
    walk: Respondent, app: Flask, session: Session
) -> None:
    walk.answer_all()
    walk.say(press=LATER)
    code = code_on(walk)
    walk.fill({}, "Go on now")
    other = Respondent(app.test_client())
    other.open(SAVED)
    other.fill({"code": code})

    other.say(press="Send")
    receipt = code_on(other)
    walk.say(press="Send")

    assert code_on(walk) == receipt
    found = session.scalar(sa.select(sa.func.count()).select_from(SurveyResponse))
    assert found == 1


def test_answers_are_taken_back_with_the_receipt_code(walk: Respondent, session: Session) -> None:
    walk.answer_all()
    sent = MultiDict({"draft": walk.draft, "go": "send"})
    walk.say(press="Send")
    code = code_on(walk)
    walk.open(RECEIPT)
    page = walk.fill({"code": code})
    assert page.heading == "Take these answers back?"
    assert "We delete all your answers at once." in page.text

    page = walk.fill({}, "Yes, take them back")

    assert page.heading == "Your answers were taken back"
    assert walk.response.headers["Cache-Control"] == "no-store"
    (response,) = session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.id))
    assert (response.state, response.answers, response.texts) == (
        ResponseState.WITHDRAWN,
        None,
        None,
    )
    session.rollback()
    walk.post("/survey/how-safe-we-feel/answer/", sent)
    assert walk.page.heading == "These answers were taken back"


def test_taking_back_with_a_code_that_is_not_there_says_so(walk: Respondent) -> None:
    walk.open(RECEIPT)
    walk.fill({"code": "0000-0000-0000"})

    page = walk.fill({}, "Yes, take them back") if "back?" in walk.page.heading else walk.page

    assert page.heading == "Take back the answers that you sent"
    assert page.title.startswith("Error: ")
