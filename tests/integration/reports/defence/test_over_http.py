"""The defence over HTTP: nobody is refused, a burst is held whole, a class with its link is not."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engagement.areas.models import AreaVersion
from engagement.core import clock, tokens
from engagement.core.actor import Actor, Role
from engagement.reports.journey.draft import Draft, open_draft, seal_draft
from engagement.reports.links.addresses import PURPOSE
from engagement.reports.links.commands import LinkPlan, make_link
from engagement.reports.models import Channel, HeldBecause, LinkKind, Report, ReportState
from geo.crs import to_lonlat
from tests.integration.reports.journey.walk import Walk

FULL = int(os.environ.get("FULL_COUNT", "1000"))
BEGAN = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
SENT = BEGAN + timedelta(seconds=95)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def later() -> Iterator[datetime]:
    """A minute and a half after the first page was opened."""
    with clock.frozen(SENT) as moment:
        yield moment


def draft(number: int, link: str = "") -> Draft:
    """A whole report of a place of its own."""
    lon, lat = to_lonlat(530_100.0 + number % 90 * 100, 340_100.0 + number // 90 * 100)
    started = Draft.new(clock.london_date(BEGAN), began=int(BEGAN.timestamp()), link=link)
    return (
        started.with_typed("what", {"what": ("place",)})
        .with_typed("where", {"longitude": (f"{lon:.6f}",), "latitude": (f"{lat:.6f}",)})
        .with_typed("why", {"about_place": ("badly-lit",)})
    )


def send(client: FlaskClient, one: Draft, address: str, **more: str) -> TestResponse:
    return client.post(
        "/report/check/",
        data={"draft": seal_draft(one), **more},
        environ_overrides={"REMOTE_ADDR": address},
    )


def standing(session: Session) -> dict[tuple[ReportState, HeldBecause | None, Channel], int]:
    session.rollback()
    rows = session.execute(
        sa.select(Report.state, Report.held_because, Report.channel, sa.func.count())
        .group_by(Report.state, Report.held_because, Report.channel)
        .order_by(Report.state)
    )
    return {(state, because, channel): count for state, because, channel, count in rows}


def a_link(session: Session, app: Flask, ceiling: int = 200) -> str:
    today = clock.london_date(SENT)
    officer = Actor(uuid4(), "An officer", uuid4(), frozenset({Role.OFFICER}))
    plan = LinkPlan("A demonstration class", LinkKind.CLASS, None, today, today, ceiling)
    link = make_link(session, plan=plan, actor=officer, now=SENT)
    session.commit()
    with app.test_request_context():
        return tokens.sign(PURPOSE, {"link": link.id.hex})


@pytest.mark.parametrize("count", [FULL], ids=lambda count: f"{count}-pins")
def test_a_thousand_pins_from_one_address_all_stand_held_and_none_is_refused(
    client: FlaskClient, session: Session, county: AreaVersion, later: datetime, count: int
) -> None:
    session.commit()
    statuses = {send(client, draft(number), "192.0.2.9").status_code for number in range(count)}

    assert statuses == {200}
    held = standing(session)
    assert {key[0] for key in held} == {ReportState.HELD}
    assert sum(held.values()) == count


def test_five_classes_behind_one_address_with_their_link_are_not_held(
    app: Flask, client: FlaskClient, session: Session, county: AreaVersion, later: datetime
) -> None:
    link = a_link(session, app)
    pages = [client.get(f"/report/with/{link}/").status_code for _ in range(3)]
    statuses = {
        send(client, draft(number, link), "192.0.2.9").status_code for number in range(5 * 35)
    }

    assert (pages, statuses) == ([200] * 3, {200})
    assert standing(session) == {(ReportState.NEW, None, Channel.CLASS): 5 * 35}


def test_the_link_goes_on_from_the_start_page_and_past_the_page_on_danger(
    app: Flask, session: Session, county: AreaVersion, later: datetime
) -> None:
    link = a_link(session, app)
    walk = Walk(app.test_client())

    start = walk.open(f"/report/with/{link}/")
    onward = next(a.attrib["href"] for a in start.all("a") if "/report/what/" in a.attrib["href"])
    walk.open(onward)
    asked = open_draft(walk.draft, clock.london_date(SENT))
    danger = walk.send(what="danger")
    safe = next(a.attrib["href"] for a in danger.all("a") if "/report/where/" in a.attrib["href"])
    walk.open(safe)

    assert asked.link == link
    assert open_draft(walk.draft, clock.london_date(SENT)).link == link


def test_people_without_javascript_at_home_are_not_held(
    client: FlaskClient, session: Session, county: AreaVersion, later: datetime
) -> None:
    session.commit()
    for number in range(100):
        assert send(client, draft(number * 7), f"198.51.100.{number}").status_code == 200

    assert standing(session) == {(ReportState.NEW, None, Channel.ONLINE): 100}


@pytest.mark.settings(bursts_url="redis://127.0.0.1:1/0")
def test_nobody_is_refused_while_the_store_of_burst_numbers_is_away(
    client: FlaskClient,
    session: Session,
    county: AreaVersion,
    later: datetime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    session.commit()
    statuses = {send(client, draft(number * 7), "192.0.2.9").status_code for number in range(13)}

    assert (statuses, sum(standing(session).values())) == ({200}, 13)
    assert {key[0] for key in standing(session)} == {ReportState.HELD}
    assert caplog.messages == []


@pytest.mark.parametrize("because", [HeldBecause.HONEYPOT, HeldBecause.QUICK])
def test_a_bot_gets_a_receipt_and_is_held(
    client: FlaskClient,
    session: Session,
    county: AreaVersion,
    later: datetime,
    because: HeldBecause,
) -> None:
    session.commit()
    with clock.frozen(SENT if because is HeldBecause.HONEYPOT else BEGAN + timedelta(seconds=2)):
        more = {"website": "https://example.org"} if because is HeldBecause.HONEYPOT else {}
        response = send(client, draft(1), "192.0.2.9", **more)

    assert response.status_code == 200
    assert standing(session) == {(ReportState.HELD, because, Channel.ONLINE): 1}


def test_the_proxy_header_counts_only_as_set(
    client: FlaskClient, session: Session, county: AreaVersion, later: datetime
) -> None:
    session.commit()
    for number in range(20):
        client.post(
            "/report/check/",
            data={"draft": seal_draft(draft(number * 7))},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
            environ_overrides={"REMOTE_ADDR": "192.0.2.9"},
        )

    assert {key[0] for key in standing(session)} == {ReportState.HELD}


def test_a_link_that_was_made_up_leads_to_a_page_that_helps(
    client: FlaskClient, county: AreaVersion, later: datetime
) -> None:
    response = client.get("/report/with/made-up/")

    assert response.status_code == 404
    assert "You can tell us about a place without it" in response.text


def test_a_link_whose_day_is_over_says_so(
    app: Flask, client: FlaskClient, session: Session, county: AreaVersion, later: datetime
) -> None:
    link = a_link(session, app)
    with clock.frozen(SENT + timedelta(days=2)):
        response = client.get(f"/report/with/{link}/")

    assert response.status_code == 410
    assert "This link is not open" in response.text
