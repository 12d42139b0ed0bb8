"""Where the place is, in a real browser: tap, keyboard, the device's own location, base maps."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from engagement.core.settings import Settings
from engagement.reports.models import Report
from tests import factories
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor
from tests.conftest import make_settings
from tests.tiles import made_tiles

both_widths = pytest.mark.parametrize("width", [NARROW, WIDE])
BOSTON = {"longitude": -0.02664, "latitude": 52.97633}
PUT = "Put the pin here"
SMALLEST_TARGETS = """() => 'button input a select summary'.split(' ')
  .flatMap(name => [...document.querySelectorAll(`main ${name}`)])
  .filter(one => one.offsetParent && one.type !== 'hidden' && !one.closest('p'))
  .map(one => [one.textContent.trim() || one.id || one.name, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"""


@pytest.fixture(autouse=True)
def _county(session: Session) -> None:
    factories.districts(session)


def look(visitor: Visitor, name: str) -> None:
    """The page as it should be, and its picture."""
    width = visitor.page.viewport_size["width"] if visitor.page.viewport_size else 0
    visitor.picture(f"where-{name}-{width}")
    assert visitor.fits(), f"{name} scrolls sideways"
    assert visitor.axe() == [], name
    assert visitor.page.evaluate(SMALLEST_TARGETS) == []


def said(page: Page, text: str) -> str:
    """What the live region says, once it says `text`."""
    region = page.locator(".app-map__said", has_text=text)
    region.wait_for()
    assert region.get_attribute("role") == "status"
    return region.inner_text()


def pin(page: Page) -> tuple[str, str, str]:
    return (
        page.locator("#longitude").input_value(),
        page.locator("#latitude").input_value(),
        page.locator("#within").input_value(),
    )


def tap_boston(page: Page) -> None:
    page.locator(".app-map__canvas").scroll_into_view_if_needed()
    box = page.locator(".app-map__place", has_text="Boston").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 3, box["y"] + box["height"] / 2)
    said(page, "Boston")


def count(session: Session) -> int:
    found = session.scalar(sa.select(sa.func.count()).select_from(Report)) or 0
    session.rollback()
    return found


@both_widths
def test_a_tap_puts_the_pin_another_moves_it_and_a_button_removes_it(
    visit: Visit, width: int
) -> None:
    visitor = visit(width=width)
    page = visitor.open("/report/where/")
    assert page.get_by_role("button", name="Remove the pin").is_hidden()
    look(visitor, "map")

    tap_boston(page)
    first = pin(page)
    tap_boston(page)
    assert pin(page) != first
    assert page.get_by_role("button", name="Move the pin here").is_visible()
    look(visitor, "pin")

    page.get_by_role("button", name="Remove the pin").click()

    assert pin(page) == ("", "", "")
    said(page, "The pin is gone")
    assert page.locator(".app-map__pin").count() == 0
    assert page.evaluate("document.activeElement.textContent.trim()") == PUT


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_arrows_move_the_map_and_a_key_puts_the_pin_under_the_cross(visit: Visit, key: str) -> None:
    visitor = visit()
    page = visitor.open("/report/where/")
    page.locator(".app-map__canvas").focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(400)
    assert page.locator(".app-map__cross").is_visible()
    scrolled = page.evaluate("scrollY")

    page.keyboard.press(key)

    assert said(page, "The pin is").startswith("The pin is ")
    assert page.evaluate("scrollY") == scrolled
    assert all(pin(page))
    look(visitor, "cross")


def test_tab_leaves_the_map_in_both_directions(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("/report/where/")
    page.locator(".app-map__canvas").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Zoom in"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "place"


@both_widths
def test_the_device_says_where_it_is_only_when_asked_and_how_exactly(
    visit: Visit, width: int
) -> None:
    visitor = visit(
        width=width, geolocation={**BOSTON, "accuracy": 58}, permissions=["geolocation"]
    )
    page = visitor.open("/report/where/")
    assert pin(page) == ("", "", "")

    page.get_by_role("button", name="Use my location").click()

    words = said(page, "to within about 50 metres")
    assert words.startswith("The pin is in the middle of Boston.")
    assert pin(page) == ("-0.026640", "52.976330", "58")
    look(visitor, "located")
    visitor.press("Continue")
    assert "The middle of Boston" in page.locator(".govuk-inset-text").first.inner_text()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"permissions": []}, "Your browser does not let this page ask where you are"),
        (
            {"permissions": ["geolocation"], "geolocation": {**BOSTON, "accuracy": 40_000}},
            "only knows roughly where you are",
        ),
        (
            {
                "permissions": ["geolocation"],
                "geolocation": {"longitude": 2.35, "latitude": 48.85, "accuracy": 10},
            },
            "You are outside the area of this map",
        ),
    ],
)
def test_a_location_that_is_no_help_is_explained_and_puts_no_pin(
    visit: Visit, options: dict[str, object], says: str
) -> None:
    visitor = visit(width=NARROW, **options)
    page = visitor.open("/report/where/")

    page.get_by_role("button", name="Use my location").click()

    assert "type" in said(page, says)
    assert pin(page) == ("", "", "")


def test_a_device_that_takes_too_long_is_explained(visit: Visit) -> None:
    visitor = visit()
    visitor.page.add_init_script(
        "navigator.geolocation.getCurrentPosition = (found, lost) => lost({ code: 3 })"
    )
    page = visitor.open("/report/where/")

    page.get_by_role("button", name="Use my location").click()

    said(page, "took too long")


@both_widths
def test_without_a_base_map_the_national_grid_shows_the_way(visit: Visit, width: int) -> None:
    visitor = visit(width=width)
    page = visitor.open("/report/where/")
    tap_boston(page)
    tap_boston(page)

    squares = page.locator(".app-map__square")
    squares.first.wait_for(state="attached")

    texts = squares.all_inner_texts()
    assert "TF 32 43" in texts
    assert page.locator(".leaflet-grid-pane").get_attribute("aria-hidden") == "true"
    look(visitor, "grid")
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(500)
    assert any(len(text) == len("TF 325 437") for text in squares.all_inner_texts())
    visitor.picture(f"where-grid-close-{width}")


@both_widths
def test_in_open_country_names_around_the_pin_say_where_one_is(visit: Visit, width: int) -> None:
    visitor = visit(width=width)
    page = visitor.open("/report/where/")
    canvas = page.locator(".app-map__canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    exact, nearest = [], ""
    for _tap in range(3):
        page.mouse.click(*middle)
        words = said(page, "The pin is about")
        page.wait_for_timeout(400)
        exact.append(int(pin(page)[2]))
        nearest = words.split("middle of ")[1].split(".")[0]
        assert nearest in named_around(page)
    assert exact == sorted(exact, reverse=True)
    assert exact[-1] <= 100
    assert named_around(page).count(";") >= 2
    look(visitor, "country")
    assert page.locator(".app-map__signs").get_attribute("aria-hidden") == "true"

    visitor.press("Continue")  # a small test county: the page comes back with the pin

    page.locator(".app-map__pin").wait_for()
    page.wait_for_timeout(400)
    assert nearest in named_around(page)


def named_around(page: Page) -> str:
    """The names on the part of the map that is in view, beside their dots and on the signs."""
    return str(page.evaluate(IN_VIEW))


IN_VIEW = """() => {
  const frame = document.querySelector('.app-map__canvas').getBoundingClientRect();
  return [...document.querySelectorAll('.app-map__place, .app-map__sign')].filter(one => {
    const { left, top } = one.getBoundingClientRect();
    return left > frame.left && left < frame.right && top > frame.top && top < frame.bottom;
  }).map(one => one.innerText).join('; ');
}"""


def test_with_less_motion_the_map_stands_still(visit: Visit) -> None:
    visitor = visit(reduced_motion="reduce")
    page = visitor.open("/report/where/")
    page.locator(".app-map__canvas").focus()

    page.keyboard.press("ArrowRight")

    assert page.locator(".leaflet-zoom-anim").count() == 0
    assert page.locator(".leaflet-pan-anim").count() == 0
    moved = page.locator(".leaflet-map-pane").evaluate("pane => pane.style.transform")
    page.wait_for_timeout(300)
    assert page.locator(".leaflet-map-pane").evaluate("pane => pane.style.transform") == moved


def test_at_four_hundred_percent_nothing_is_lost(visit: Visit) -> None:
    visitor = visit(width=NARROW, device_scale_factor=4)
    page = visitor.open("/report/where/")
    page.set_viewport_size({"width": 320, "height": 256})

    assert visitor.fits()
    page.locator(".app-map__canvas").focus()
    assert not visitor.covered()


@both_widths
def test_without_javascript_a_place_is_found_in_the_list_of_its_district(
    visit: Visit, session: Session, width: int
) -> None:
    visitor = visit(width=width, javascript=False)
    page = visitor.open("/report/where/")
    page.get_by_text("Choose the place from a list").click()
    page.get_by_label("Places in one district").select_option("Boston")
    visitor.picture(f"where-lists-{width}")
    visitor.press("Show places in this district")
    assert page.locator("h1").inner_text() == "Which place do you mean?"
    visitor.picture(f"where-district-{width}")
    page.get_by_label("Boston", exact=True).check()
    visitor.press("Continue")

    assert "Boston" in page.locator(".govuk-inset-text").first.inner_text()


def test_without_javascript_places_near_are_offered_with_their_distance(visit: Visit) -> None:
    visitor = visit(javascript=False)
    page = visitor.open("/report/where/")
    page.get_by_label("Type the name").fill("Boston")
    page.get_by_text("Choose the place from a list").click()
    visitor.press("Show places near it")

    assert page.get_by_label("km away").count() > 2
    visitor.picture("where-near-1280")


@both_widths
def test_outside_the_county_the_page_says_whose_it_is_and_keeps_the_answer(
    visit: Visit, width: int
) -> None:
    visitor = visit(width=width)
    page = visitor.open("/report/where/")
    page.get_by_label("Type the name").fill("52.6369, -1.1398")

    visitor.press("Continue")

    assert "govuk-error-summary" in visitor.focused()
    assert "The two numbers look swapped" in page.locator(".govuk-error-summary").inner_text()
    assert "only works in Lincolnshire" in page.locator(".govuk-inset-text").first.inner_text()
    assert page.get_by_label("Type the name").input_value() == "52.6369, -1.1398"
    look(visitor, "outside")
    page.locator(".govuk-error-summary a").click()
    assert page.evaluate("document.activeElement.id") == "place"


class TestWithABaseMapOfOurOwn:
    @pytest.fixture
    def settings(self, tmp_path: Path, database_url: str) -> Settings:
        file = made_tiles(tmp_path / "demonstration.pmtiles")
        return make_settings(
            tmp_path,
            database_url=database_url,
            tiles_file=file,
            tiles_attribution="Demonstration roads",
        )

    @both_widths
    def test_its_roads_are_drawn_and_nobody_else_is_asked(
        self, visit: Visit, session: Session, width: int
    ) -> None:
        visitor = visit(
            width=width, geolocation={**BOSTON, "accuracy": 20}, permissions=["geolocation"]
        )
        page = visitor.open("/report/where/")
        page.locator(".leaflet-tile-pane canvas").first.wait_for()
        page.wait_for_timeout(500)
        look(visitor, "tiles")
        page.get_by_role("button", name="Use my location").click()  # at 16, beyond the file's 13
        page.get_by_role("button", name="Move the pin here").wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1_500)
        visitor.picture(f"where-tiles-close-{width}")

        assert page.evaluate(COLOURS) > 3
        assert "Demonstration roads" in page.locator(".leaflet-control-attribution").inner_text()
        visitor.press("Continue")
        assert "The middle of Boston" in page.locator(".govuk-inset-text").first.inner_text()
        assert count(session) == 0


COLOURS = """() => {
  const seen = new Set();
  for (const tile of document.querySelectorAll('.leaflet-tile-pane canvas')) {
    const { data } = tile.getContext('2d').getImageData(0, 0, tile.width, tile.height);
    for (let i = 0; i < data.length; i += 4) seen.add(data.slice(i, i + 4).join());
  }
  return seen.size;
}"""
