"""Passing on and answering, as officers and partners do it on the pages."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engagement.accounts.models import Officer, Organisation
from engagement.core import clock
from engagement.reports.assignments.queries import open_assignment
from engagement.reports.concerns import Concern
from engagement.reports.models import AssignmentState, LightingCause, Report, ReportState
from tests.html import Page, parse
from tests.integration.accounts.people import form_token, signed_in_client
from tests.integration.reports.officers import browser
from tests.integration.reports.partners import approved, given, partner

DARK = (Concern.BADLY_LIT,)


def due(**changes: str) -> dict[str, str]:
    year = str(clock.london_date(clock.now()).year + 1)
    return {"due_on-day": "1", "due_on-month": "3", "due_on-year": year} | changes


def again(session: Session, one: Report) -> Report:
    session.expire_all()
    return session.get_one(Report, one.id)


def pass_on(app: Flask, session: Session, one: Report, **sent: str) -> tuple[int, Page]:
    client = browser(app, session)
    url = f"/reports/{one.id}/pass-on"
    token = form_token(client, url)
    answer = client.post(url, data=due() | {"csrf_token": token} | sent)
    return answer.status_code, parse(answer.text)


def test_an_officer_passes_a_dark_place_on_and_the_partner_finds_it(
    app: Flask, session: Session
) -> None:
    to = partner(session)
    one = approved(session, concerns=DARK)
    session.commit()

    status, _page = pass_on(
        app,
        session,
        one,
        organisation=str(to.organisation_id),
        cause="part-night-policy",
        owner="Lincolnshire County Council",
        note="please look at the lamp",
    )

    assert status == 303
    one = again(session, one)
    assert one.lighting_cause is LightingCause.PART_NIGHT_POLICY
    assert one.lighting_owner == "Lincolnshire County Council"
    client = signed_in_client(app, session, to)
    listed = parse(client.get("/reports/given/").text)
    assert "1 waiting for an answer, 0 accepted. Overdue: 0." in listed.text
    assert "please look at the lamp" in client.get(f"/reports/{one.id}/answer").text


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"organisation": ""}, "Choose an organisation"),
        ({"cause": ""}, "Choose why the place is dark"),
        ({"owner": ""}, "Choose whose the light or the land is"),
        ({"due_on-day": ""}, "The day must include a day"),
        ({"due_on-year": "2001"}, "The day must be today or later"),
        ({"due_on-year": "2199"}, "within 2 years"),
    ],
)
def test_what_is_missing_to_pass_it_on_is_said(
    app: Flask, session: Session, sent: dict[str, str], message: str
) -> None:
    to = partner(session)
    one = approved(session, concerns=DARK)
    session.commit()
    whole = {"organisation": str(to.organisation_id), "cause": "fault", "owner": "not known"}

    status, page = pass_on(app, session, one, **whole | sent)

    assert status == 400
    assert message in " ".join(page.summary)
    assert again(session, one).state is ReportState.APPROVED


def test_an_empty_day_is_the_partnerships_own_time_and_the_page_says_so(
    app: Flask, session: Session
) -> None:
    whole = app.extensions["partnership"]
    app.extensions["partnership"] = replace(whole, targets=replace(whole.targets, act_days=21))
    to = partner(session)
    one = approved(session)
    session.commit()
    day = clock.london_date(clock.now()) + timedelta(days=21)

    page = parse(browser(app, session).get(f"/reports/{one.id}/pass-on").text)
    empty = {"due_on-day": "", "due_on-month": "", "due_on-year": ""}
    status, _page = pass_on(app, session, one, organisation=str(to.organisation_id), **empty)

    assert f"Leave it empty for {day:%-d %B %Y}, which is 21 days from today." in page.text
    assert status == 303
    made = open_assignment(session, report_id=one.id)
    assert made is not None
    assert made.due_on == day


def test_only_organisations_that_answer_there_are_offered(app: Flask, session: Session) -> None:
    here, there = partner(session), partner(session, frozenset({"E07000138"}))
    one = approved(session)
    session.commit()

    page = browser(app, session).get(f"/reports/{one.id}/pass-on").text

    assert str(here.organisation_id) in page
    assert str(there.organisation_id) not in page


def test_without_certain_boundaries_the_page_says_why_nothing_goes_on(
    app: Flask, session: Session
) -> None:
    one = approved(session, district_confirmed=False)
    session.commit()
    client = browser(app, session)

    assert "It cannot be passed on" in client.get(f"/reports/{one.id}").text
    assert "official boundaries" in client.get(f"/reports/{one.id}/pass-on").text


def reply(app: Flask, session: Session, who: Officer, one: Report, **sent: str) -> Any:
    client = signed_in_client(app, session, who)
    token = form_token(client, "/account/")
    return client.post(f"/reports/{one.id}/answer", data=sent | {"csrf_token": token})


def test_a_partner_accepts_hands_on_and_the_other_one_does_it(app: Flask, session: Session) -> None:
    first, second = partner(session), partner(session)
    one = given(session, first)

    accepted = reply(app, session, first, one, answer="accept")
    handed = reply(
        app, session, first, one, answer="hand-on", organisation=str(second.organisation_id)
    )
    late = reply(app, session, first, one, answer="done")
    done = reply(app, session, second, one, answer="done", note="hedge cut")

    assert [each.status_code for each in (accepted, handed, late, done)] == [303, 303, 400, 303]
    assert again(session, one).state is ReportState.ACTION_TAKEN
    page = parse(browser(app, session).get(f"/reports/{one.id}").text)
    assert "Answered: hedge cut" in page.text
    for officer in (first, second):
        name = session.get_one(Organisation, officer.organisation_id).name
        assert name in page.text


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Choose an answer"),
        ({"answer": "decline"}, "Say why you cannot deal with it"),
        ({"answer": "hand-on"}, "Choose the organisation to hand it on to"),
        ({"answer": "approved"}, "Choose from the answers on this page"),
    ],
)
def test_an_answer_that_is_none_says_what_to_do(
    app: Flask, session: Session, sent: dict[str, str], message: str
) -> None:
    to = partner(session)
    one = given(session, to)

    answer = reply(app, session, to, one, **sent)

    assert answer.status_code == 400
    assert message in " ".join(parse(answer.text).summary)
    found = open_assignment(session, report_id=one.id)
    assert found is not None
    assert found.state is AssignmentState.WAITING


def test_what_an_officer_took_back_can_be_answered_no_more(app: Flask, session: Session) -> None:
    to = partner(session)
    one = given(session, to)
    client = browser(app, session)
    token = form_token(client, f"/reports/{one.id}")
    sent = {"decision": "put-back", "note": "wrong council", "csrf_token": token}
    assert client.post(f"/reports/{one.id}/decision", data=sent).status_code == 303

    answer = reply(app, session, to, one, answer="done")

    assert answer.status_code == 400
    assert "not asked to deal with this report" in answer.text
