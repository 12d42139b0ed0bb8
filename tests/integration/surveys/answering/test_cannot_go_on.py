"""Closed, not open yet, gone, tampered with, too large, away: a clear page, and nothing is lost."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engagement.core import clock
from surveys.answering import views
from surveys.answering.draft import MOST_CHARACTERS
from surveys.models import Survey, SurveyResponse, SurveyState, SurveyVersion, VersionState
from tests.html import parse
from tests.integration.surveys.answering import made
from tests.integration.surveys.answering.conftest import NOW
from tests.integration.surveys.answering.walk import START, Respondent

ANSWER = f"{START}answer/"


def none_stored(session: Session) -> bool:
    found = session.scalar(sa.select(sa.func.count()).select_from(SurveyResponse))
    session.rollback()
    return found == 0


def change(session: Session, survey: Survey, **changes: object) -> None:
    kept = session.get_one(Survey, survey.id)
    for name, value in changes.items():
        setattr(kept, name, value)
    session.commit()


def test_a_survey_that_closed_meanwhile_shows_everything_that_was_answered(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    walk.begin()
    walk.say({"safe": "unsafe"})
    walk.say({"why/reasons": ["dark"]})
    change(session, survey, state=SurveyState.CLOSED)

    page = walk.say({"why/comment": "The lamps are off"})

    assert (walk.response.status_code, page.heading) == (410, "This survey is closed")
    assert "It is dark" in page.text
    assert "The lamps are off" in page.text
    assert walk.response.headers["Cache-Control"] == "no-store"


def test_sending_to_a_closed_survey_stores_nothing(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    walk.answer_all()
    change(session, survey, closes_at=NOW)

    assert walk.say(press="Send").heading == "This survey is closed"
    assert none_stored(session)


@pytest.mark.parametrize("address", [START, ANSWER])
def test_a_survey_that_is_not_open_yet_says_when_it_opens(
    walk: Respondent, session: Session, survey: Survey, address: str
) -> None:
    change(session, survey, opens_at=datetime(2025, 7, 1, 8, 0, tzinfo=UTC))

    page = walk.open(address)

    assert (walk.response.status_code, page.heading) == (403, "This survey is not open yet")
    assert "1 July 2025, 09:00" in page.text


@pytest.mark.parametrize("state", [SurveyState.DRAFT, SurveyState.ARCHIVED])
@pytest.mark.parametrize("address", [START, ANSWER])
def test_a_survey_that_is_not_public_is_not_there(
    walk: Respondent, session: Session, survey: Survey, state: SurveyState, address: str
) -> None:
    change(session, survey, state=state)

    walk.open(address)

    assert walk.response.status_code in (404, 410)
    assert "How safe do you feel" not in walk.page.text


@pytest.mark.parametrize("address", ["/survey/no-such/", "/survey/no-such/answer/"])
def test_an_address_without_a_survey_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_survey_is_not_listed_while_it_is_not_open(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    change(session, survey, opens_at=NOW + timedelta(seconds=1))
    assert "no survey to answer" in walk.open("/survey/").text

    with clock.frozen(NOW + timedelta(seconds=1)):
        assert "How safe we feel" in walk.open("/survey/").text


@pytest.mark.parametrize(
    ("moment", "shift"),
    [
        (datetime(2025, 10, 26, 0, 30, tzinfo=UTC), "the clock goes back"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "the clock goes forward"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_survey_opens_and_closes_to_the_second_when_the_clocks_change(
    walk: Respondent, session: Session, survey: Survey, moment: datetime, shift: str
) -> None:
    change(session, survey, opens_at=moment, closes_at=moment + timedelta(hours=1))
    second = timedelta(seconds=1)
    seen = []

    for at in (
        moment - second,
        moment,
        moment + timedelta(hours=1) - second,
        moment + timedelta(hours=1),
    ):
        with clock.frozen(at):
            walk.open(START)
        seen.append(walk.response.status_code)

    assert seen == [403, 200, 200, 410]


def test_a_version_that_is_gone_shows_what_was_answered(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    walk.begin()
    walk.say({"safe": "unsafe"})
    walk.say({"why/reasons": ["dark"]})
    session.execute(sa.update(SurveyVersion).values(state=VersionState.DRAFT))
    session.commit()

    page = walk.say({"why/comment": "The lamps are off"})

    heading = "These questions are not asked any more"
    assert (walk.response.status_code, page.heading) == (410, heading)
    assert "The lamps are off" in page.text
    assert "unsafe" in page.text


@pytest.mark.parametrize("draft", ["", "x", "AAAA" * 50, "\N{PILE OF POO}", "A" * MOST_CHARACTERS])
def test_a_draft_that_is_not_ours_is_refused_with_a_way_on(walk: Respondent, draft: str) -> None:
    page = walk.post(ANSWER, MultiDict({"draft": draft, "q:safe": "safe"}))

    assert (walk.response.status_code, page.heading) == (400, "We could not read your answers")
    assert START in page.links()


def test_a_draft_of_another_survey_is_refused(walk: Respondent, session: Session) -> None:
    made.survey(session, slug="another")
    walk.begin()

    walk.post("/survey/another/answer/", MultiDict({"draft": walk.draft}))

    assert walk.response.status_code == 400


def test_six_days_lose_nothing_but_eight_days_do(walk: Respondent) -> None:
    walk.answer_all()
    draft = walk.draft
    with clock.frozen(NOW + timedelta(days=8)):
        page = walk.post(ANSWER, MultiDict({"draft": draft, "go": "send"}))
        assert (walk.response.status_code, page.heading) == (410, "This page was open for too long")

    with clock.frozen(NOW + timedelta(days=6)):
        page = walk.post(ANSWER, MultiDict({"draft": draft, "go": "send"}))
        assert page.heading == "Thank you. We have your answers"


LONG = """
| survey |
| | type | name | label |
""" + "\n".join(f"| | text | t{n} | Text {n} |" for n in range(60))


def test_answers_that_are_too_large_together_keep_the_page_and_name_the_longest(
    walk: Respondent, session: Session
) -> None:
    made.survey(session, LONG, slug="long")
    walk.begin("/survey/long/")
    number, text = 0, "Ä" * 4_900
    while walk.response.status_code == 200 and number < 60:
        number += 1
        walk.say({f"t{number - 1}": text + str(number)})

    page = walk.page
    assert walk.response.status_code == 413
    assert page.heading == f"Text {number - 1}"
    assert list(page.summary) == [
        "Your answers together are longer than we can take. Make this one shorter"
    ]
    assert text + str(number) in walk.response.text
    walk.say({f"t{number - 1}": "short"})
    assert walk.response.status_code == 200
    assert number > 15


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"]
)
def test_ten_megabytes_are_too_large(walk: Respondent, kind: str) -> None:
    field = (
        b'--b\r\nContent-Disposition: form-data; name="draft"\r\n\r\n'
        if "multi" in kind
        else b"draft="
    )

    response = walk.client.post(ANSWER, data=field + b"A" * 10_000_000, content_type=kind)

    assert (response.status_code, parse(response.text).heading) == (
        413,
        "That was too much at once",
    )


def test_while_the_database_is_away_everything_stays_in_the_page_and_can_be_sent_again(
    walk: Respondent, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk.begin()
    walk.say({"safe": "unsafe"})
    walk.say({"why/reasons": ["dark", "people"]})

    def away(*_arguments: object, **_named: object) -> None:
        raise OperationalError("SELECT canary", {}, Exception("away"))

    with monkeypatch.context() as patched:
        patched.setattr("surveys.answering.arriving.offer_of_version", away)
        page = walk.say({"why/comment": "two\nlines & <b>more</b>"})

    assert (walk.response.status_code, page.heading) == (503, "We could not save or read just now")
    assert walk.fill({}, "Try again").heading == "How often did you go out last week?"
    walk.say()
    walk.say()
    walk.say(press="Send")
    (texts,) = session.scalars(sa.select(SurveyResponse.texts))
    assert texts == {"comment": "two\nlines & <b>more</b>"}


def test_a_response_that_the_database_refuses_is_not_quoted_in_a_log(
    walk: Respondent,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    walk.answer_all()

    def refuse(*_arguments: object) -> None:
        raise OperationalError("INSERT lamps are off", {}, Exception("lamps are off"))

    with monkeypatch.context() as patched:
        patched.setattr(views, "send", refuse)
        walk.say(press="Send")

    assert walk.response.status_code == 503
    said = " ".join(f"{one.getMessage()} {one.exc_info} {one.exc_text}" for one in caplog.records)
    assert "database away" in said
    assert "lamps" not in said
    assert walk.fill({}, "Try again").heading == "Thank you. We have your answers"


def test_a_form_sent_from_another_site_is_refused(walk: Respondent, session: Session) -> None:
    walk.answer_all()
    headers = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}

    response = walk.client.post(ANSWER, data={"draft": walk.draft, "go": "send"}, headers=headers)

    assert response.status_code == 403
    assert none_stored(session)


def test_nothing_of_the_journey_sets_a_cookie(walk: Respondent, app: Flask) -> None:
    for address in ("/survey/", START, ANSWER, "/survey/saved/", "/survey/receipt/"):
        assert "Set-Cookie" not in walk.client.get(address).headers
    walk.answer_all()
    walk.say(press="Send")
    assert "Set-Cookie" not in walk.response.headers
