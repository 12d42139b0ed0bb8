"""Links to a survey: made, handed out as QR code and poster, ended."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.core.actor import Role
from engagement.core.qr import qr_svg
from engagement.core.settings import Mode
from surveys.models import LinkChannel, Survey, SurveyLink, SurveyState
from tests import factories
from tests.html import parse
from tests.integration.accounts.people import form_token, make_officer
from tests.integration.reports.officers import browser
from tests.integration.surveys.studio.drafts import draft, live, send

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A signed-in officer of the whole county."""
    return browser(app, session)


def make(client: FlaskClient, survey: Survey, **changes: str) -> str:
    """The address of the page of a new link."""
    answers = {"name": "Library", "channel": "place", "district": factories.LINCOLN} | changes
    made = send(client, f"/surveys/{survey.id}/links/new", **answers)
    assert made.status_code == 303, parse(made.text).summary
    return str(made.location)


def only_link(session: Session) -> SurveyLink:
    session.expire_all()
    found = session.scalars(sa.select(SurveyLink).order_by(SurveyLink.id)).one()
    session.expunge_all()
    session.rollback()
    return found


@pytest.mark.parametrize("channel", list(LinkChannel))
def test_a_link_of_each_channel_leads_to_the_survey_until_it_is_ended(
    channel: LinkChannel, client: FlaskClient, session: Session
) -> None:
    survey = live(session)
    page = make(client, survey, channel=channel.value)
    link = only_link(session)
    opened = client.get(f"/survey/by/{link.code}/")
    ended = client.post(
        f"{page}/end", data={"csrf_token": form_token(client, page)}, follow_redirects=True
    )
    closed = client.get(f"/survey/by/{link.code}/")
    again = client.get(page)

    assert (link.channel, link.district_code, link.name) == (
        channel,
        factories.LINCOLN,
        "Library",
    )
    assert re.fullmatch("[a-hjkmnp-z2-9]{7}", link.code)
    assert opened.status_code == 200
    assert "How safe we feel" in opened.text
    assert "The link has ended" in ended.text
    assert closed.status_code == 410
    assert "End this link now" not in again.text
    assert only_link(session).ended_on is not None


@on_sqlite
def test_the_qr_code_says_the_address_that_the_page_shows(
    client: FlaskClient, session: Session
) -> None:
    page = make(client, live(session))
    code = only_link(session).code
    drawn = client.get(f"{page}/qr.svg")

    assert f"http://localhost/survey/by/{code}/" in client.get(page).text
    assert drawn.mimetype == "image/svg+xml"
    assert drawn.data == qr_svg(f"http://localhost/survey/by/{code}/")
    assert b"style" not in drawn.data


@on_sqlite
def test_a_poster_says_what_where_until_when_and_who_asks_without_a_script(
    client: FlaskClient, session: Session
) -> None:
    survey = live(session)
    session.get_one(Survey, survey.id).closes_at = datetime(2099, 7, 1, 16, 0, tzinfo=UTC)
    session.commit()
    page = make(client, survey)
    poster = client.get(f"{page}/poster")
    told = parse(poster.text)

    assert told.heading == "How safe we feel"
    assert "We want to know how safe people feel." in told.text
    assert "It helps us to decide." not in told.text
    assert f"localhost/survey/by/{only_link(session).code}" in told.text
    assert "http://" not in told.text
    assert "Open until 1 July 2099, 17:00." in told.text
    assert "Lincolnshire County Council asks these questions" in told.text
    assert "We do not ask who you are." in told.text
    assert "Library" not in told.text
    assert "<script" not in poster.text
    assert "Demonstration" not in poster.text


@on_sqlite
@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_a_poster_of_a_demonstration_says_so(client: FlaskClient, session: Session) -> None:
    page = make(client, live(session))

    assert "Demonstration: everything is made up." in client.get(f"{page}/poster").text


@on_sqlite
def test_a_link_names_a_district_in_which_the_survey_is_asked(app: Flask, session: Session) -> None:
    officer = make_officer(session, districts=frozenset({factories.BOSTON}))
    survey = draft(session, actor=officer.actor())
    client = browser(app, session)
    address = f"/surveys/{survey.id}/links/new"
    offered = {one.attrib["value"] for one in parse(client.get(address).text).all("option")}
    refused = send(client, address, name="x", channel="place", district=factories.LINCOLN)

    assert offered == {"", factories.BOSTON}
    assert parse(refused.text).summary


@on_sqlite
def test_nobody_can_come_to_a_closed_survey_by_a_new_link(
    client: FlaskClient, session: Session
) -> None:
    survey = live(session)
    session.get_one(Survey, survey.id).state = SurveyState.CLOSED
    session.commit()
    refused = send(client, f"/surveys/{survey.id}/links/new", name="x", channel="open")

    assert "The survey is closed" in "".join(parse(refused.text).summary)
    assert session.scalar(sa.select(sa.func.count()).select_from(SurveyLink)) == 0


@on_sqlite
def test_a_partner_prints_posters_and_ends_no_link(app: Flask, session: Session) -> None:
    page = make(browser(app, session), live(session))
    session.execute(sa.update(SurveyLink).values(used=12))
    session.commit()
    partner = browser(app, session, Role.PARTNER, districts=frozenset({factories.BOSTON}))
    shown = partner.get(page)
    token = form_token(partner, "/account/")

    assert shown.status_code == 200
    assert "Not for your districts" in shown.text
    assert partner.get(f"{page}/poster").status_code == 200
    assert partner.post(f"{page}/end", data={"csrf_token": token}).status_code == 403
    assert partner.get(f"/surveys/links/{UUID(int=1)}").status_code == 404
