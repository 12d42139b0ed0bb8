"""Sent is stored, once: refresh, Back, two tabs, sixteen at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engagement.core import clock
from engagement.core.clock import london_date
from engagement.core.drafts import new_code
from surveys.answering.draft import Draft, open_draft, seal_draft
from surveys.models import LinkChannel, Survey, SurveyLink, SurveyResponse, VersionState
from tests.html import parse, words
from tests.integration.surveys.answering import made
from tests.integration.surveys.answering.conftest import NOW
from tests.integration.surveys.answering.walk import START, Respondent

AT_ONCE = 16
DRAFTS = 25
ANSWER = f"{START}answer/"


def count(session: Session) -> int:
    found = session.scalar(sa.select(sa.func.count()).select_from(SurveyResponse))
    session.rollback()
    return found or 0


def codes(html: str) -> set[str]:
    return {words(one) for one in parse(html).all("strong") if words(one).count("-") == 2}


def opened(app: Flask, walk: Respondent) -> Draft:
    with app.app_context():
        return open_draft(walk.draft, london_date(clock.now()))


def test_a_refresh_shows_the_same_receipt_and_stores_nothing_more(
    walk: Respondent, session: Session
) -> None:
    walk.answer_all()
    sent = MultiDict({"draft": walk.draft, "go": "send"})
    first = codes(walk.client.post(ANSWER, data=sent).text)

    second = codes(walk.client.post(ANSWER, data=sent).text)

    assert len(first) == 1
    assert first == second
    assert count(session) == 1


def test_a_refresh_after_the_survey_closed_still_shows_the_receipt(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    walk.answer_all()
    sent = MultiDict({"draft": walk.draft, "go": "send"})
    walk.post(ANSWER, sent)
    first = codes(walk.response.text)
    session.get_one(Survey, survey.id).closes_at = NOW - timedelta(minutes=1)
    session.commit()

    walk.post(ANSWER, sent)

    assert (walk.response.status_code, codes(walk.response.text)) == (200, first)


def test_sixteen_posts_at_once_give_one_response_and_one_receipt_for_each_draft(
    walk: Respondent, app: Flask, session: Session
) -> None:
    walk.answer_all()
    begun = opened(app, walk)
    drafts = [replace(begun, id=uuid4(), code=new_code()) for _ in range(DRAFTS)]
    with app.app_context():
        attempts = [(n, seal_draft(one)) for n, one in enumerate(drafts) for _ in range(AT_ONCE)]

    def post(attempt: tuple[int, str]) -> tuple[int, int, frozenset[str]]:
        number, draft = attempt
        with clock.frozen(NOW):
            sent = {"draft": draft, "go": "send"}
            response = app.test_client().post(ANSWER, data=sent)
            while response.status_code == 503:  # "Try again", as the page then says
                response = app.test_client().post(ANSWER, data=sent)
        return number, response.status_code, frozenset(codes(response.text))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = set(pool.map(post, attempts))

    assert answers == {(n, 200, frozenset({one.code})) for n, one in enumerate(drafts)}
    assert count(session) == DRAFTS


def test_other_answers_under_the_same_draft_are_refused_and_the_first_stand(
    walk: Respondent, session: Session
) -> None:
    walk.answer_all()
    before = walk.draft
    walk.say(press="Send")
    code = codes(walk.response.text)
    walk.post(ANSWER, MultiDict({"draft": before, "go": "to:times"}))
    walk.say({"times": "8"})

    page = walk.say(press="Send")

    assert (walk.response.status_code, page.heading) == (409, "We already have your answers")
    assert next(iter(code)) in page.text
    (answers,) = session.scalars(sa.select(SurveyResponse.answers).order_by(SurveyResponse.id))
    assert isinstance(answers, dict)
    assert answers["times"] == 3


def test_a_page_that_was_skipped_is_asked_before_anything_is_stored(
    walk: Respondent, session: Session
) -> None:
    walk.begin()
    walk.say({"safe": "safe"})

    page = walk.post(ANSWER, MultiDict({"draft": walk.draft, "go": "send", "q:times": "2"}))

    assert page.heading == "How often did you go out last week?"
    assert count(session) == 0


def test_the_whole_record_is_judged_again_when_it_is_sent(
    walk: Respondent, app: Flask, session: Session
) -> None:
    walk.answer_all()
    begun = opened(app, walk)
    values = {**begun.record.values, "times": "99"}
    with app.app_context():
        forged = seal_draft(replace(begun, record=replace(begun.record, values=values)))

    page = walk.post(ANSWER, MultiDict({"draft": forged, "go": "send"}))

    assert list(page.summary) == ["Enter a number from 0 to 21"]
    assert count(session) == 0


def test_an_older_version_is_still_taken_and_named_by_its_response(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    walk.answer_all()
    newer = made.version(session, survey.id, number=2)

    assert walk.say(press="Send").heading == "Thank you. We have your answers"
    walk.answer_all()
    walk.say(press="Send")

    found = session.scalars(sa.select(SurveyResponse.version_id).order_by(SurveyResponse.id))
    versions = set(found)
    assert newer.id in versions
    assert len(versions) == 2


def test_a_newer_version_that_is_not_published_yet_is_not_asked(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    made.version(
        session,
        survey.id,
        "| survey |\n| | type | name | label |\n| | text | x | New? |",
        number=2,
        state=VersionState.DRAFT,
    )

    assert walk.begin().heading == "How safe do you feel after dark?"


def test_who_comes_by_a_link_counts_for_its_channel_and_district(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    link = made.link(session, survey.id)
    page = walk.open(f"/survey/by/{link.code}/")
    assert page.heading == "How safe we feel"
    (address,) = [one for one in page.links() if "/answer/" in one]
    walk.open(address)
    walk.say({"safe": "safe"})
    walk.say()
    walk.say()
    walk.say(press="Send")

    (response,) = session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.id))
    assert (response.channel, response.district_code) == (LinkChannel.EVENT, "E07000138")
    session.expire_all()
    assert session.get_one(SurveyLink, link.id).used == 1


def test_what_the_person_says_of_the_district_wins_over_the_link(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    link = made.link(session, survey.id)
    walk.begin(query=f"?link={link.code}")
    walk.say({"safe": "safe"})
    walk.say()
    walk.say({"you/district": "E07000136"})
    walk.say(press="Send")

    (district,) = session.scalars(sa.select(SurveyResponse.district_code))
    assert district == "E07000136"


def test_a_link_that_was_ended_meanwhile_stops_nobody_but_does_not_count(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    link = made.link(session, survey.id)
    walk.begin(query=f"?link={link.code}")
    walk.say({"safe": "safe"})
    walk.say()
    walk.say()
    link.ended_on = NOW.date()
    session.commit()

    assert walk.say(press="Send").heading == "Thank you. We have your answers"
    (response,) = session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.id))
    assert (response.channel, response.district_code) == (LinkChannel.OPEN, None)


@pytest.mark.parametrize("code", ["NOSUCHCODE", "x" * 200])
def test_a_link_that_we_never_made_says_so_and_leads_on(walk: Respondent, code: str) -> None:
    page = walk.open(f"/survey/by/{code}/")

    assert (walk.response.status_code, page.heading) == (404, "This link is not open")
    assert "/survey/" in page.links()


def test_a_link_that_was_ended_leads_to_the_survey_without_it(
    walk: Respondent, session: Session, survey: Survey
) -> None:
    link = made.link(session, survey.id, ended_on=NOW.date())

    page = walk.open(f"/survey/by/{link.code}/")

    assert (walk.response.status_code, START in page.links()) == (410, True)


def test_a_link_typed_from_a_poster_may_be_in_large_or_small_letters(
    session: Session, client: FlaskClient, survey: Survey
) -> None:
    made.link(session, survey.id, code="ab2cd3e")

    answers = [client.get(f"/survey/by/{code}/").status_code for code in ("ab2cd3e", "AB2CD3E")]

    assert answers == [200, 200]
