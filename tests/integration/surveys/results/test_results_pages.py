"""Officers read results, split them, read texts, publish; the public reads the frozen file."""

import csv
import io
import json
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.actor import Role
from surveys.models import (
    ResponseState,
    Survey,
    SurveyRelease,
    SurveyResponse,
    SurveyState,
    SurveyTone,
)
from surveys.results.tones import keep_tones, scored, unscored
from tests.html import parse, words
from tests.integration.accounts.people import form_token
from tests.integration.reports.officers import browser
from tests.integration.surveys import making
from tests.integration.surveys.results.conftest import BOSTON, NOW

TEXT = "I don’t feel safe waiting at the bus stop, ring me on [phone]"


def text_of(answer: str) -> str:
    return words(next(iter(parse(answer).all("main"))))


def publish(client: FlaskClient, survey: Survey) -> int:
    page = f"/surveys/{survey.id}/publish-results/"
    token = form_token(client, "/account/")
    return client.post(page, data={"csrf_token": token}).status_code


def test_the_page_of_results_shows_shares_of_those_who_answered_with_intervals(
    app: Flask, session: Session, survey: Survey
) -> None:
    shown = text_of(browser(app, session).get(f"/surveys/{survey.id}/results/").text)

    assert "60 responses" in shown
    assert "Base: 55 people" in shown
    assert "72.7% (59.8% to 82.7%)" in shown
    assert "outside the base" in shown
    assert "Median 3.0" in shown


def test_tests_of_officers_are_not_counted(app: Flask, session: Session, survey: Survey) -> None:
    shown = text_of(browser(app, session).get(f"/surveys/{survey.id}/results/").text)

    assert "Unsafe 15" in shown


def test_a_partner_sees_its_own_district_alone(
    app: Flask, session: Session, survey: Survey
) -> None:
    partner = browser(app, session, Role.PARTNER, districts=frozenset({BOSTON}))

    shown = text_of(partner.get(f"/surveys/{survey.id}/results/").text)

    assert "30 responses" in shown


def test_a_question_is_split_by_district_and_a_small_base_is_marked(
    app: Flask, session: Session, survey: Survey
) -> None:
    page = browser(app, session).get(f"/surveys/{survey.id}/results/safe/?by=-district").text

    shown = text_of(page)
    assert "Boston" in shown
    assert "small base" in shown


@pytest.mark.parametrize("by", ["comment", "nothing-like-it", "times"])
def test_a_question_is_not_split_by_what_has_no_answers_to_choose_from(
    app: Flask, session: Session, survey: Survey, by: str
) -> None:
    answer = browser(app, session).get(f"/surveys/{survey.id}/results/safe/?by={by}")

    assert answer.status_code == 200
    assert "Choose from the answers" in answer.text


def test_texts_are_masked_and_that_they_were_read_is_recorded(
    app: Flask, session: Session, survey: Survey
) -> None:
    shown = text_of(browser(app, session).get(f"/surveys/{survey.id}/texts/comment/").text)

    assert TEXT in shown
    assert "07700" not in shown
    assert session.scalar(select(AuditEntry).where(AuditEntry.action == "survey-texts-read"))


def test_texts_are_searched_by_theme_and_words(
    app: Flask, session: Session, survey: Survey
) -> None:
    officer, page = browser(app, session), f"/surveys/{survey.id}/texts/comment/"

    assert TEXT in text_of(officer.get(f"{page}?word=BUS+stop").text)
    assert TEXT in text_of(officer.get(f"{page}?theme=transport").text)
    assert TEXT not in text_of(officer.get(f"{page}?word=knives").text)


def test_a_partner_does_not_read_texts(app: Flask, session: Session, survey: Survey) -> None:
    partner = browser(app, session, Role.PARTNER, districts=frozenset({BOSTON}))

    assert partner.get(f"/surveys/{survey.id}/texts/comment/").status_code == 403


def test_the_tone_is_scored_once_by_the_job_and_an_officer_overrides_it(
    app: Flask, session: Session, survey: Survey
) -> None:
    page = f"/surveys/{survey.id}/texts/comment/"
    keep_tones(session, scored(unscored(session, survey_id=survey.id)))
    assert unscored(session, survey_id=survey.id) == []
    row = session.scalars(select(SurveyTone)).one()
    assert row.tone == "negative"
    response_id, place = row.response_id, row.place
    session.commit()
    officer = browser(app, session)
    token = form_token(officer, page)

    said = {"response": str(response_id), "place": place, "tone": "neutral"}
    officer.post(page, data={"csrf_token": token, **said})

    session.expire_all()
    assert session.scalars(select(SurveyTone)).one().override == "neutral"
    session.rollback()  # else it holds the lock of a writer
    assert "said by an officer" in text_of(officer.get(page).text)
    assert officer.get(f"{page}?tone=negative").text.count("app-comments__one") == 0


def test_an_open_survey_publishes_nothing(app: Flask, session: Session, survey: Survey) -> None:
    survey.state = SurveyState.LIVE
    session.commit()

    assert publish(browser(app, session), survey) == 400
    assert session.scalar(select(SurveyRelease)) is None


def test_published_results_are_rounded_and_stay_as_they_are(
    app: Flask, client: FlaskClient, session: Session, survey: Survey
) -> None:
    with clock.frozen(NOW):
        assert publish(browser(app, session), survey) == 303
    stored = session.scalars(select(SurveyRelease)).one()

    shown = text_of(client.get("/survey/how-safe/results/").text)

    assert "About 60 people answered" in shown
    assert "about 40" in shown
    assert "fewer than 10" in shown
    assert TEXT not in shown
    told = client.get("/survey/how-safe/results.json").data
    assert told == stored.content
    assert sha256(told).hexdigest() == stored.sha256


def test_results_are_published_once(app: Flask, session: Session, survey: Survey) -> None:
    officer = browser(app, session)
    with clock.frozen(NOW):
        assert [publish(officer, survey), publish(officer, survey)] == [303, 400]

    assert len(session.scalars(select(SurveyRelease)).all()) == 1


def test_the_table_to_take_away_says_what_each_row_stands_on(
    app: Flask, client: FlaskClient, session: Session, survey: Survey
) -> None:
    with clock.frozen(NOW):
        publish(browser(app, session), survey)

    body = client.get("/survey/how-safe/results.csv").data.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(body)))
    assert {row["policy"] for row in rows} == {"sdc-1 version 1"}
    assert all(row["sha256"] and row["method"] for row in rows)
    assert {row["people_rounded"] for row in rows if row["answer"] == "Safe"} == {"40"}


def test_a_survey_without_published_results_has_no_public_page(
    client: FlaskClient, survey: Survey
) -> None:
    assert client.get("/survey/how-safe/results/").status_code == 404


def test_where_young_people_answered_little_is_said(
    app: Flask, client: FlaskClient, session: Session, survey: Survey
) -> None:
    survey.for_under_18s = True
    session.commit()
    with clock.frozen(NOW):
        publish(browser(app, session), survey)

    told = json.loads(client.get("/survey/how-safe/results.json").data)

    held = {one["name"] for one in told["questions"] if one["held"]}
    assert "reasons" in held
    assert "safe" not in held


def test_the_job_keeps_nothing_of_what_was_withdrawn_meanwhile(
    app: Flask, session: Session, survey: Survey
) -> None:
    waiting = scored(unscored(session, survey_id=survey.id))
    written = session.get(SurveyResponse, waiting[0]["response_id"])
    assert written is not None
    written.state, written.answers, written.texts = ResponseState.WITHDRAWN, None, None
    session.flush()

    keep_tones(session, waiting)

    assert session.scalar(select(SurveyTone)) is None


@pytest.mark.parametrize("address", ["/survey/", "/survey/how-safe/"])
def test_residents_find_published_results_where_surveys_are_answered(
    app: Flask, session: Session, survey: Survey, address: str
) -> None:
    told = "/survey/how-safe/results/"
    before = parse(app.test_client().get(address).text)
    with clock.frozen(NOW):
        publish(browser(app, session), survey)
    after = parse(app.test_client().get(address).text)

    assert told not in [one.get("href") for one in before.all("a")]
    assert told in [one.get("href") for one in after.all("a")]


def test_a_split_table_is_named_by_what_it_is_split_by(
    app: Flask, session: Session, survey: Survey
) -> None:
    page = browser(app, session).get(f"/surveys/{survey.id}/results/safe/?by=-district")
    names = [one.get("aria-label") for one in parse(page.text).all("div") if one.get("aria-label")]

    assert len(names) == len(set(names))
    assert any("District" in str(name) for name in names)


def test_a_question_called_district_and_the_district_of_responses_are_two_splits(
    app: Flask, session: Session
) -> None:
    named = making.FORM.replace("| age | How old are you?", "| district | How old are you?")
    survey = making.survey(session, named)
    making.response(session, making.version_of(session, survey), {"safe": "safe"})
    session.commit()

    page = parse(browser(app, session).get(f"/surveys/{survey.id}/results/safe/").text)

    values = [one.get("value") for one in page.all("option")]
    assert "district" in values
    assert len(values) == len(set(values))
