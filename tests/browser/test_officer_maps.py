"""The officers' maps as a person sees them, with demonstration content; pictures for the README."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from engagement.core.settings import Mode
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor
from tests.integration.accounts.people import make_officer, signed_in_client

Officer = Callable[[int], Visitor]
WIDTHS = (NARROW, WIDE)
PAGES = (
    "/reports/",
    "/reports/export",
    "/reports/maps/districts",
    "/reports/maps/hotspots",
    "/areas/",
)
FRAMES = ("/reports/maps/districts/frame?by=rate", "/reports/maps/hotspots/frame?cell=2000")

pytestmark = pytest.mark.settings(mode=Mode.DEMONSTRATION)


@pytest.fixture
def officer(app: Flask, session: Session, visit: Visit) -> Officer:
    """A window of the given width in which an officer of the county has signed in."""
    loaded = app.test_cli_runner().invoke(args=["demonstration", "load"])
    assert loaded.exit_code == 0, loaded.output
    client = signed_in_client(app, session, make_officer(session))
    cookie = client.get_cookie("session")
    assert cookie is not None

    def make(width: int) -> Visitor:
        visitor = visit(width=width)
        visitor.context.add_cookies(
            [{"name": "session", "value": cookie.value, "url": visitor.home}]
        )
        return visitor

    return make


def shapes(page: Page) -> int:
    """How many filled shapes the map in the page's frame has drawn."""
    frame = page.frame_locator("iframe.app-frame")
    frame.locator("path.leaflet-interactive").first.wait_for()
    return frame.locator("path.leaflet-interactive").count()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_map_of_districts_shows_every_district_with_its_numbers_below(
    officer: Officer, width: int
) -> None:
    visitor = officer(width)
    page = visitor.open("/reports/maps/districts")

    rows = page.locator("table tbody tr").count()

    assert shapes(page) == rows - 2  # without "Outside or not known" and "All"
    assert visitor.fits()
    visitor.picture(f"map-of-districts-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_map_of_concentrations_shows_squares_with_their_numbers_below(
    officer: Officer, width: int
) -> None:
    visitor = officer(width)
    page = visitor.open("/reports/maps/hotspots?cell=2000")

    drawn = shapes(page)

    caption = page.locator("table caption").inner_text()
    assert f"{drawn} squares of 2,000 metres" in caption
    assert visitor.fits()
    visitor.picture(f"map-of-concentrations-{width}")


def test_a_district_can_be_reached_and_read_by_keyboard(officer: Officer) -> None:
    visitor = officer(WIDE)
    page = visitor.open("/reports/maps/districts/frame")

    labels = []
    for _ in range(12):
        page.keyboard.press("Tab")
        labels.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))

    named = [label for label in labels if label and "Reports: " in label]
    assert len(named) == page.locator("path.leaflet-interactive").count()


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_any_page_or_frame(officer: Officer, width: int) -> None:
    visitor = officer(width)
    found = {}

    for path in (*PAGES, *FRAMES):
        visitor.open(path)
        found[path] = [*visitor.axe(), *([] if visitor.fits() else ["scrolls sideways"])]

    assert {path: problems for path, problems in found.items() if problems} == {}


def test_choosing_a_filter_changes_the_map_and_the_table(officer: Officer) -> None:
    visitor = officer(WIDE)
    page = visitor.open("/reports/maps/districts")
    before = page.locator("table tbody").inner_text()

    page.get_by_label("Concern", exact=True).select_option("followed")
    page.get_by_label("Show", exact=True).select_option("rate")
    visitor.press("Show")

    query = urlsplit(page.url).query
    assert "concern=followed" in query
    assert page.locator("table tbody").inner_text() != before
    assert query.split("&")[-1] in (page.locator("iframe").get_attribute("src") or "")
    heading = page.frame_locator("iframe.app-frame").locator("h1").inner_text()
    assert heading == "Reports per 1,000 residents"


def test_a_report_is_opened_and_decided_by_hand(officer: Officer) -> None:
    visitor = officer(NARROW)
    page = visitor.open("/reports/?state=new")
    page.locator("table tbody th a").first.click()
    page.wait_for_load_state("networkidle")
    assert visitor.axe() == []

    page.get_by_label("Hold").check()
    visitor.press("Save the decision")
    assert page.locator(".govuk-error-summary").is_visible()
    assert visitor.axe() == []
    page.get_by_label("Hold").check()
    page.get_by_label("Note").fill("asked the council about the lamp")
    visitor.press("Save the decision")

    assert page.get_by_text("Decided: Held.").is_visible()
    assert page.locator("main").get_by_text("held, Test officer").is_visible()
    assert visitor.fits()
