"""Leaving quickly: "Exit this page", then Back shows nothing of what was there."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from tests import factories
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor

both_widths = pytest.mark.parametrize("width", [NARROW, WIDE])
ELSEWHERE = "<title>Weather</title><h1>Weather</h1>"


@pytest.fixture
def leaver(app: Flask, session: Session, visit: Visit) -> Callable[..., Visitor]:
    """A window whose way out leads to a page of ours that only says "Weather"."""
    factories.districts(session)
    weather: str = app.extensions["partnership"].exit_url

    def make(**options: object) -> Visitor:
        visitor = visit(**options)
        visitor.context.route(
            f"{weather}**", lambda route: route.fulfill(body=ELSEWHERE, content_type="text/html")
        )
        return visitor

    return make


def shown(page: Page) -> str:
    """What somebody who looks at the screen now reads."""
    page.wait_for_timeout(500)
    page.wait_for_load_state("networkidle")
    return page.locator("body").inner_text().strip()


def back(page: Page) -> None:
    """Press Back, whatever the page that it leads to then does."""
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_timeout(700)


def forget_the_way_out(visitor: Visitor) -> None:
    """The way out is the one address elsewhere that a visitor may ask for."""
    allowed = "asked another host: https://www.bbc.co.uk/weather"
    visitor.complaints[:] = [one for one in visitor.complaints if one != allowed]


@both_widths
@pytest.mark.parametrize("address", ["/", "/help", "/report/", "/report/where/"])
def test_back_after_the_exit_button_shows_nothing(
    leaver: Callable[..., Visitor], address: str, width: int
) -> None:
    visitor = leaver(width=width)
    page = visitor.open("/privacy")
    visitor.open(address)

    page.get_by_role("button", name="Exit this page").click()
    left = shown(page)
    back(page)

    assert left == "Weather"
    assert shown(page) == "Weather"
    forget_the_way_out(visitor)


def test_back_twice_in_the_middle_of_a_report_shows_nothing(
    leaver: Callable[..., Visitor],
) -> None:
    visitor = leaver(width=NARROW)
    page = visitor.open("/report/where/")
    page.get_by_label("Type the name").fill("Boston")
    visitor.press("Continue")
    visitor.press("Continue")

    page.get_by_role("button", name="Exit this page").click()
    seen = [shown(page)]
    for _ in range(2):
        back(page)
        seen.append(shown(page))

    assert seen == ["Weather"] * 3
    forget_the_way_out(visitor)


def test_shift_three_times_leaves_and_a_capital_letter_does_not(
    leaver: Callable[..., Visitor],
) -> None:
    visitor = leaver()
    visitor.open("/privacy")
    page = visitor.open("/report/where/")
    page.get_by_label("Type the name").press_sequentially("BOSTON")
    stayed = page.locator("h1").inner_text()
    for _ in range(3):
        page.keyboard.press("Shift")

    assert stayed == "Where is the place?"
    assert shown(page) == "Weather"
    back(page)
    assert shown(page) == "Weather"
    forget_the_way_out(visitor)


def test_the_exit_button_is_a_plain_link_without_javascript(
    leaver: Callable[..., Visitor],
) -> None:
    visitor = leaver(javascript=False)
    page = visitor.open("/help")

    page.get_by_role("button", name="Exit this page").click()
    page.wait_for_load_state("networkidle")

    assert page.title() == "Weather"
    forget_the_way_out(visitor)


def test_the_service_opens_again_for_somebody_who_comes_anew(
    leaver: Callable[..., Visitor],
) -> None:
    visitor = leaver()
    page = visitor.open("/help")
    page.get_by_role("button", name="Exit this page").click()
    shown(page)

    visitor.open("/help")

    assert page.locator("h1").inner_text() == "Get help"
    forget_the_way_out(visitor)
