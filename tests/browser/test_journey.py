"""The journey in a real browser: by tap, by keyboard, without JavaScript, narrow and wide."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from engagement.reports.models import PlacedBy, Report
from tests import factories
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor

both_widths = pytest.mark.parametrize("width", [NARROW, WIDE])
BADLY_LIT = "Badly lit (poor or no street lighting)"
SKIP = "Skip the questions about me"


@pytest.fixture(autouse=True)
def _county(session: Session) -> None:
    factories.districts(session)


def placed(session: Session) -> list[tuple[PlacedBy, int]]:
    """How, and how exactly, each report was placed."""
    rows = session.execute(sa.select(Report.placed_by, Report.precision_m).order_by(Report.id))
    found = [(by, precision) for by, precision in rows]
    session.rollback()
    return found


def look(visitor: Visitor, name: str) -> None:
    """A page as it should be: nothing sideways, nothing for axe; and its picture."""
    width = visitor.page.viewport_size["width"] if visitor.page.viewport_size else 0
    visitor.picture(f"journey-{name}-{width}")
    assert visitor.fits(), f"{name} scrolls sideways"
    assert visitor.axe() == [], name


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def tap_boston(page: Page) -> None:
    """Tap the dot beside the name."""
    page.locator(".app-map__canvas").scroll_into_view_if_needed()
    box = page.locator(".app-map__place", has_text="Boston").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 3, box["y"] + box["height"] / 2)
    page.locator(".app-map__said", has_text="Boston").wait_for()


@both_widths
def test_a_pin_put_with_the_map_arrives(visit: Visit, session: Session, width: int) -> None:
    visitor = visit(width=width)
    page = visitor.open("/report/")
    look(visitor, "start")
    visitor.press("Start now")
    look(visitor, "what")
    choose(visitor, "A place does not feel safe")
    look(visitor, "where")
    tap_boston(page)
    assert float(page.locator("#within").input_value()) > 1_000  # a fingertip on a whole county
    page.locator(".app-map__said", has_text="closer now").wait_for()
    tap_boston(page)
    look(visitor, "where-pin")

    visitor.press("Continue")
    assert "Boston" in page.locator(".govuk-inset-text").inner_text()
    look(visitor, "why")
    choose(visitor, BADLY_LIT, "I was followed, now or before")
    say_when_and_who(visitor)
    visitor.press("Send it")

    assert heading(page) == "Thank you. We have your report"
    look(visitor, "receipt")
    assert placed(session) == [(PlacedBy.MAP, 100)]


def choose(visitor: Visitor, *labels: str) -> None:
    """Choose answers and go on."""
    for label in labels:
        visitor.page.get_by_label(label, exact=True).check()
    visitor.press("Continue")


def say_when_and_who(visitor: Visitor) -> None:
    """A night that has to be told from another, an age and a sex; up to the check."""
    page = visitor.page
    look(visitor, "when")
    for part, value in (("Day", "14"), ("Month", "3"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("It happens often").check()
    choose(visitor, "Night (midnight to 6am)")
    look(visitor, "night")
    choose(visitor, "The night of Saturday 14 March to Sunday 15 March 2026")
    look(visitor, "age")
    choose(visitor, "25 to 34")
    look(visitor, "you")
    choose(visitor, "Female")
    assert "Saturday 14 March to Sunday 15 March" in page.locator("dl").inner_text()
    look(visitor, "check")


@both_widths
def test_a_pin_is_put_with_the_keyboard_alone(visit: Visit, width: int) -> None:
    visitor = visit(width=width)
    page = visitor.open("/report/where/")
    tab_to(visitor, "app-map__canvas")
    for key in ["+", "+", "ArrowRight", "ArrowRight", "ArrowLeft"]:
        page.keyboard.press(key)
        page.wait_for_timeout(350)
    page.keyboard.press("Enter")
    page.locator(".app-map__said", has_text="The pin is").wait_for()
    first = float(page.locator("#longitude").input_value())
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(350)

    tab_to_button(visitor, "Move the pin here")
    page.keyboard.press("Enter")

    assert float(page.locator("#longitude").input_value()) > first


@both_widths
def test_the_whole_journey_works_with_the_keyboard_alone(
    visit: Visit, session: Session, width: int
) -> None:
    visitor = visit(width=width)
    page = visitor.open("/report/what/")
    tab_to(visitor, "govuk-radios__input")
    page.keyboard.press("ArrowDown")  # past the danger, to the place
    page.keyboard.press("Space")
    enter_on(visitor, "Continue", then="Where is the place?")
    page.locator("#longitude").evaluate("input => input.value = '-0.0266'")  # a small test county
    page.locator("#latitude").evaluate("input => input.value = '52.9763'")
    enter_on(visitor, "Continue", then="Why does this place not feel safe?")
    tab_to(visitor, "govuk-checkboxes__input")
    page.keyboard.press("Space")
    enter_on(visitor, "Continue", then="When was it?")
    tab_to(visitor, "govuk-date-input__input")
    for typed in ("14", "3", "2026"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    enter_on(visitor, "Continue", then="Some questions about you")
    tab_to(visitor, "govuk-radios__input")
    page.keyboard.press("Space")
    enter_on(visitor, "Continue", then="More about you")
    enter_on(visitor, "Continue", then="Check your answers")
    enter_on(visitor, "Send it", then="Thank you. We have your report")

    assert placed(session) == [(PlacedBy.MAP, 10)]


def enter_on(visitor: Visitor, name: str, *, then: str) -> None:
    tab_to_button(visitor, name)
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_role("heading", name=then).wait_for()


def tab_to(visitor: Visitor, part: str) -> None:
    """Press Tab until the focus is on an element of this class, and can be seen."""
    for _ in range(40):
        visitor.page.keyboard.press("Tab")
        if part in visitor.focused():
            assert not visitor.covered(), f"{part} is hidden behind something"
            return
    pytest.fail(f"Tab never reaches {part}")


def tab_to_button(visitor: Visitor, name: str) -> None:
    for _ in range(40):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("document.activeElement.textContent.trim()") == name:
            assert not visitor.covered(), f"{name} is hidden behind something"
            return
    pytest.fail(f"Tab never reaches the button {name}")


@both_widths
def test_without_javascript_a_typed_place_arrives(
    visit: Visit, session: Session, width: int
) -> None:
    visitor = visit(width=width, javascript=False)
    page = visitor.open("/report/")
    visitor.press("Start now")
    page.get_by_label("A place does not feel safe").check()
    visitor.press("Continue")
    assert page.get_by_text("The map needs JavaScript").is_visible()
    assert page.get_by_role("button", name="Put the pin here").is_hidden()
    visitor.picture(f"journey-no-javascript-{width}")
    page.get_by_label("Type the name").fill("bosten")
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    visitor.picture(f"journey-which-{width}")
    page.get_by_label("Boston, in the Boston district").check()
    visitor.press("Continue")
    page.get_by_label(BADLY_LIT).check()
    visitor.press("Continue")
    visitor.press("Continue")
    visitor.press(SKIP)
    visitor.press("Send it")

    assert heading(page) == "Thank you. We have your report"
    assert placed(session) == [(PlacedBy.PLACE_NAME, 2000)]


@both_widths
def test_the_focus_lands_on_what_is_wrong_and_leads_there(visit: Visit, width: int) -> None:
    visitor = visit(width=width)
    page = visitor.open("/report/where/")
    visitor.press("Continue")
    assert "govuk-error-summary" in visitor.focused()
    assert page.title().startswith("Error: ")
    look(visitor, "where-error")
    page.get_by_role("link", name="Type a place, or put a pin on the map").click()
    assert page.evaluate("document.activeElement.id") == "place"

    page.get_by_label("Type the name").fill("bosten")
    visitor.press("Continue")
    look(visitor, "which")
    visitor.press("Continue")
    page.get_by_role("link", name="Choose one of these places, or type another one").click()
    assert page.evaluate("document.activeElement.id") == "choice"


def test_a_pin_outside_is_refused_kindly_and_stays_on_the_map(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("/report/where/")
    page.locator("#longitude").evaluate("input => input.value = '-0.538'")
    page.locator("#latitude").evaluate("input => input.value = '53.227'")

    visitor.press("Continue")

    assert "This place is not in Lincolnshire" in page.locator(".govuk-error-summary").inner_text()
    assert page.locator("#longitude").input_value() == "-0.538"
    assert page.locator(".app-map__pin").is_visible()


def test_back_after_an_error_and_a_refresh_of_the_receipt_harm_nothing(
    visit: Visit, session: Session
) -> None:
    visitor = visit()
    page = visitor.open("/report/where/")
    page.get_by_label("Type the name").fill("Boston")
    visitor.press("Continue")
    visitor.press("Continue")
    page.get_by_label(BADLY_LIT).check()
    visitor.press("Continue")
    page.go_back(wait_until="networkidle")
    visitor.press("Continue")
    visitor.press("Continue")
    visitor.press(SKIP)
    visitor.press("Send it")
    code = page.locator(".govuk-panel strong").inner_text()

    page.reload(wait_until="networkidle")

    assert page.locator(".govuk-panel strong").inner_text() == code
    assert len(placed(session)) == 1


def test_the_page_with_the_map_weighs_little(visit: Visit) -> None:
    visitor = visit(width=NARROW)
    sizes: list[int] = []
    visitor.page.on(
        "requestfinished",
        lambda request: sizes.append(
            sum(request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize"))
        ),
    )

    visitor.open("/report/where/")

    assert len(sizes) >= 8
    assert sum(sizes) <= 150_000
