"""Officers' pages of links: make one, hand it out, end it."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engagement.core import clock
from engagement.core.actor import Role
from engagement.reports.models import EventLink
from tests import factories
from tests.html import parse
from tests.integration.accounts.people import form_token
from tests.integration.reports.officers import browser

NEW = "/reports/links/new"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def form(**changes: str) -> dict[str, str]:
    today = clock.london_date(clock.now())
    last = today + timedelta(days=6)
    return {
        "name": "A demonstration fair",
        "kind": "event",
        "district": factories.BOSTON,
        "opens_on-day": str(today.day),
        "opens_on-month": str(today.month),
        "opens_on-year": str(today.year),
        "closes_on-day": str(last.day),
        "closes_on-month": str(last.month),
        "closes_on-year": str(last.year),
        "ceiling": "120",
    } | changes


def make(client: FlaskClient, **changes: str) -> TestResponse:
    return client.post(NEW, data=form(csrf_token=form_token(client, NEW), **changes))


def end(client: FlaskClient, link: UUID, token: str) -> TestResponse:
    address = f"/reports/links/{link}/end"
    return client.post(address, data={"csrf_token": token}, follow_redirects=True)


def only_link(session: Session) -> UUID:
    found = session.scalars(sa.select(EventLink.id)).one()
    session.rollback()
    return found


def test_an_officer_makes_a_link_hands_it_out_and_ends_it(app: Flask, session: Session) -> None:
    client = browser(app, session)

    made = make(client)
    link = only_link(session)
    page = client.get(f"/reports/links/{link}")
    address = next(
        a.attrib["href"] for a in parse(page.text).all("a") if "/report/with/" in a.attrib["href"]
    )
    opened = client.get(address.removeprefix("http://localhost"))
    drawn = client.get(f"/reports/links/{link}/qr.svg")
    ended = end(client, link, form_token(client, f"/reports/links/{link}"))
    closed = client.get(address.removeprefix("http://localhost"))

    assert made.status_code == 303
    assert opened.status_code == 200
    assert "0 of 120" in parse(page.text).text
    assert drawn.mimetype == "image/svg+xml"
    assert "The link has ended" in ended.text
    assert closed.status_code == 410


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ceiling": "many"}, "Enter a whole number from 1 to 2,000"),
        ({"closes_on-year": "2020"}, "The last day must be today or later"),
        ({"name": ""}, "Enter a name"),
    ],
)
def test_a_mistake_is_named_on_its_field_and_nothing_is_lost(
    app: Flask, session: Session, changes: dict[str, str], message: str
) -> None:
    page = make(browser(app, session), **changes)

    assert message in parse(page.text).text
    kept = changes.get("ceiling", "120")
    assert f'value="{kept}"' in page.text
    assert session.scalar(sa.select(sa.func.count()).select_from(EventLink)) == 0


def test_an_officer_of_one_district_sees_the_links_of_theirs(app: Flask, session: Session) -> None:
    make(browser(app, session))
    link = only_link(session)
    theirs = browser(app, session, Role.OFFICER, districts=frozenset({factories.LINCOLN}))

    listed = theirs.get("/reports/links/")
    refused = [
        theirs.get(f"/reports/links/{link}").status_code,
        theirs.get(f"/reports/links/{link}/qr.svg").status_code,
        end(theirs, link, form_token(theirs, NEW)).status_code,
    ]

    assert "A demonstration fair" not in listed.text
    assert refused == [403, 403, 403]
