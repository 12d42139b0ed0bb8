"""A second county is a second file: the same journeys, and no word of the first."""

from pathlib import Path

import pytest
import shapely
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.accounts.permissions import PUBLIC, Door
from engagement.areas.models import Area
from engagement.core.actor import Role
from engagement.core.settings import Mode
from engagement.reports.models import PUBLIC_SOURCE, Report
from tests import factories
from tests.integration.accounts.people import make_officer, signed_in_client
from tests.integration.reports.journey.walk import Walk

FILE = Path(__file__).resolve().parents[1] / "data" / "leicestershire.toml"
CITY = "-1.1398, 52.6369"
pytestmark = pytest.mark.settings(partnership_file=FILE, mode=Mode.DEMONSTRATION)


@pytest.fixture(autouse=True)
def _loaded(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demonstration", "load"])
    assert result.exit_code == 0, result.output


def test_a_place_in_the_city_that_is_a_hole_is_in_no_district(app: Flask, session: Session) -> None:
    walk = Walk(app.test_client())
    walk.open()
    walk.send(place=CITY)
    walk.send(about_place=["badly-lit"])
    walk.send()
    walk.say_nothing()
    walk.send("Send it")
    found = session.execute(
        sa.select(Report.district_code, Report.district_confirmed).where(
            Report.source == PUBLIC_SOURCE
        )
    ).all()
    assert found == [(None, False)]  # approximate outlines: taken near the edge, and marked


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_with_official_boundaries_a_place_in_the_city_is_outside(
    app: Flask, session: Session
) -> None:
    city = shapely.box(455_000, 300_000, 462_000, 308_000).exterior
    around = shapely.box(440_000, 285_000, 480_000, 330_000).exterior
    county = shapely.Polygon(around, holes=[city])
    factories.districts(session, shapes={"E07000130": county})
    walk = Walk(app.test_client())
    walk.open()
    assert "This place is not in Leicestershire" in walk.send(place=CITY).text


def test_a_resident_reports_a_place_and_an_officer_sees_it(app: Flask, session: Session) -> None:
    walk = Walk(app.test_client())
    walk.open()
    walk.send(place="Melton Mowbray")
    walk.send(about_place=["badly-lit"])
    walk.send()
    walk.say_nothing()
    walk.send("Send it")
    assert walk.page.heading == "Thank you. We have your report"

    officer = signed_in_client(app, session, make_officer(session))
    assert "Melton" in officer.get("/reports/?source=public").text
    code = session.scalar(sa.select(Report.district_code).where(Report.source == PUBLIC_SOURCE))
    names = session.scalars(sa.select(Area.name).where(Area.code == code)).all()
    assert names == ["Melton"]


def test_no_page_names_the_first_county(app: Flask, session: Session) -> None:
    public = app.test_client()
    people = [
        signed_in_client(app, session, make_officer(session, role))
        for role in (Role.OFFICER, Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)
    ]
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    seen = 0
    for rule in rules:
        access: Door = app.extensions["access"][rule.endpoint]
        for client in [public] if access == PUBLIC else people:
            answer = client.get(rule.rule)
            if answer.status_code == 200:
                seen += 1
                assert "Lincoln" not in answer.get_data(as_text=True), rule.rule
            answer.close()
    assert seen > 20
