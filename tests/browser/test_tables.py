"""Officers' tables on a narrow screen: stacked, or scrolling sideways with words that say so."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, url_for
from sqlalchemy.orm import Session

from engagement.accounts.models import Officer, Organisation
from engagement.core import clock
from engagement.core.actor import Role
from engagement.core.settings import Mode
from engagement.reports.models import ReportState
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor
from tests.factories import BOSTON, report
from tests.integration.accounts.people import make_officer, signed_in_client
from tests.integration.reports.doors import a_link
from tests.integration.reports.partners import given, partner

TABLET, DESKTOP = 800, 1020
PAGES = (
    "queue.index",
    "assignments.index",
    "reports.index",
    "imports.index",
    "links.index",
    "accounts.officers",
    "accounts.organisations",
    "retention.index",
    "audit.index",
    "done.index",
    "releases.index",
    "told.index",
    "areas.index",
    "languages.index",
    "maps.districts",
    "maps.hotspots",
)
SCROLLING = """[...document.querySelectorAll('.app-table')]
  .filter(one => one.scrollWidth > one.clientWidth + 1)
  .map(one => [one.getAttribute('aria-label'), one.tabIndex, one.getAttribute('role'),
    getComputedStyle(one.previousElementSibling).display !== 'none'
      && one.previousElementSibling.textContent.includes('Scroll sideways')])"""
SMALL = """[...document.querySelectorAll('.app-table a, .app-table input')]
  .filter(one => one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"""

pytestmark = pytest.mark.settings(mode=Mode.DEMONSTRATION)


@pytest.fixture
def officer(app: Flask, session: Session) -> Officer:
    """Somebody with every role, in a county where there is something to list on each page."""
    loaded = app.test_cli_runner().invoke(args=["demonstration", "load"])
    assert loaded.exit_code == 0, loaded.output
    monday = clock.london_date(clock.now()) - timedelta(weeks=4)
    monday -= timedelta(days=monday.weekday())
    for number in range(3):
        report(session, received_week=monday, easting=532_500 + 20 * number)
    report(session, state=ReportState.APPROVED)
    a_link(session, BOSTON)
    who = make_officer(session, *Role)
    given(session, who)
    for number, one in enumerate(
        session.scalars(sa.select(Organisation).order_by(Organisation.id))
    ):
        one.name = f"Test council {number}"  # made of letters that no line can break
    session.commit()
    return who


def window(
    app: Flask, session: Session, visit: Visit, officer: Officer, width: int = NARROW
) -> Visitor:
    cookie = signed_in_client(app, session, officer).get_cookie("session")
    assert cookie is not None
    visitor = visit(width=width)
    visitor.context.add_cookies([{"name": "session", "value": cookie.value, "url": visitor.home}])
    return visitor


def address(app: Flask, endpoint: str) -> str:
    with app.test_request_context():
        return url_for(endpoint)


@pytest.mark.parametrize("width", [NARROW, TABLET, DESKTOP, WIDE])
def test_no_table_scrolls_without_saying_so(
    app: Flask, session: Session, visit: Visit, officer: Officer, width: int
) -> None:
    visitor = window(app, session, visit, officer, width)
    tables = 0
    for endpoint in PAGES:
        page = visitor.open(address(app, endpoint))
        visitor.picture(f"tables-{endpoint.replace('.', '-')}-{width}")
        tables += page.locator(".app-table").count()
        silent = [one for one in page.evaluate(SCROLLING) if one[1:] != [0, "region", True]]
        assert (endpoint, silent) == (endpoint, [])
        assert visitor.fits(), endpoint
        assert (endpoint, visitor.axe()) == (endpoint, [])
        if width == NARROW:
            assert (endpoint, page.evaluate(SMALL)) == (endpoint, [])
    assert tables > len(PAGES)


def test_stacked_rows_are_still_a_table_for_a_screen_reader(
    app: Flask, session: Session, visit: Visit, officer: Officer
) -> None:
    visitor = window(app, session, visit, officer)
    page = visitor.open(address(app, "reports.index"))

    table = page.get_by_role("table")
    assert table.count() == 1
    assert page.evaluate("getComputedStyle(document.querySelector('tbody td')).display") == "block"
    headers = table.get_by_role("columnheader").all_inner_texts()
    assert headers[-1] == "State"
    row = table.get_by_role("row").nth(1)
    assert row.get_by_role("rowheader").count() == 1
    cells = row.get_by_role("cell")
    assert cells.count() == len(headers) - 1
    labels = [cell.get_attribute("data-label") for cell in cells.all()]
    assert labels == headers[1:]
    tree = visitor.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    read = [node.get("name", {}).get("value", "") for node in tree["nodes"]]
    assert "State" in read
    assert "State: " not in read


def test_a_matrix_scrolls_by_keyboard_and_keeps_the_names_of_its_rows_in_sight(
    app: Flask, session: Session, visit: Visit, officer: Officer
) -> None:
    visitor = window(app, session, visit, officer)
    page = visitor.open(address(app, "done.index"))
    region = page.locator(".app-table--matrix").first

    region.focus()
    for _time in range(20):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)

    assert region.evaluate("one => one.scrollLeft") > 100
    name = region.locator("tbody th").first.bounding_box()
    assert name is not None
    assert 0 <= name["x"] < 40
    visitor.picture("tables-matrix-scrolled")


def test_several_reports_are_passed_on_at_once(
    app: Flask, session: Session, visit: Visit, officer: Officer
) -> None:
    to = partner(session)
    session.commit()
    visitor = window(app, session, visit, officer)
    page = visitor.open("/reports/queue/?state=approved&district=" + BOSTON)
    boxes = page.locator("[data-queue] input[type=checkbox]")
    count = min(boxes.count(), 4)
    for number in range(count):
        boxes.nth(number).check()
    page.get_by_role("radio", name="Pass on", exact=True).check()
    visitor.picture("tables-queue-ticked")
    visitor.press("Decide")

    assert page.get_by_role("heading", name="Pass reports on").is_visible()
    assert visitor.axe() == []
    assert visitor.fits()
    visitor.picture("tables-pass-on")
    page.get_by_label("Organisation", exact=True).select_option(str(to.organisation_id))
    if page.get_by_label("There is no lamp").count():
        page.get_by_label("There is no lamp").check()
        page.get_by_label("Whose is the light").select_option("not known")
    visitor.press("Pass on")

    assert page.get_by_text(f"Passed on: {count} reports.").is_visible()
    visitor.picture("tables-passed-on")
