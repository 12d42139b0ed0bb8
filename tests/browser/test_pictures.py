"""The pictures of the README: made of demonstration content, and they say so."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core.settings import Mode
from tests.browser.conftest import OUTPUT, Visit, Visitor
from tests.integration.accounts.people import make_officer, signed_in_client

pytestmark = pytest.mark.settings(mode=Mode.DEMONSTRATION)
MAPS = {
    "districts": "/reports/maps/districts?by=rate",
    "hotspots": "/reports/maps/hotspots?cell=2000",
}


@pytest.fixture
def visitor(app: Flask, session: Session, visit: Visit) -> Visitor:
    loaded = app.test_cli_runner().invoke(args=["demonstration", "load"])
    assert loaded.exit_code == 0, loaded.output
    cookie = signed_in_client(app, session, make_officer(session)).get_cookie("session")
    assert cookie is not None
    visitor = visit(width=760)
    visitor.context.add_cookies([{"name": "session", "value": cookie.value, "url": visitor.home}])
    return visitor


@pytest.mark.parametrize("name", MAPS)
def test_a_picture_of_each_map_is_made(visitor: Visitor, name: str) -> None:
    page = visitor.open(MAPS[name])
    frame = page.frame_locator("iframe.app-frame")
    frame.locator("path.leaflet-interactive").first.wait_for()
    assert "Demonstration data" in frame.locator("body").inner_text()
    page.locator("iframe.app-frame").screenshot(path=OUTPUT / f"readme-{name}.png")


def test_a_picture_of_the_form_is_made(visit: Visit, visitor: Visitor) -> None:
    resident = visit(width=420)
    page = resident.open("/report/where/")
    page.locator(".app-map__place").first.wait_for()
    assert page.get_by_text("Demonstration", exact=True).is_visible()
    page.set_viewport_size({"width": 420, "height": 1000})
    page.screenshot(path=OUTPUT / "readme-form.png")
