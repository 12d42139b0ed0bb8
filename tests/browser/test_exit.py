"""Leaving quickly: "Exit this page", then Back shows nothing of what was there."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Thread

import pytest
from flask import Flask, request
from flask import Response as FlaskResponse
from playwright.sync_api import Page
from sqlalchemy.orm import Session
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests import factories
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor, _Quiet
from tests.browser.test_receipt import press_back

both_widths = pytest.mark.parametrize("width", [NARROW, WIDE])
WEATHER = Response("<title>Weather</title><h1>Weather</h1>", mimetype="text/html")


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of another site, which only says "Weather"."""
    server = make_server("127.0.0.1", 0, WEATHER, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}/weather"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def leaver(
    app: Flask, session: Session, visit: Visit, elsewhere: str
) -> Iterator[Callable[..., Visitor]]:
    """A window whose way out leads elsewhere: the one address there that it may ask for."""
    factories.districts(session)
    app.extensions["partnership"] = replace(app.extensions["partnership"], exit_url=elsewhere)
    visitors: list[Visitor] = []

    def make(**options: object) -> Visitor:
        visitors.append(visit(**options))
        return visitors[-1]

    yield make
    for visitor in visitors:
        allowed = f"asked another host: {elsewhere}"
        visitor.complaints[:] = [one for one in visitor.complaints if one != allowed]


def shown(page: Page) -> str:
    """What somebody who looks at the screen now reads."""
    page.wait_for_timeout(500)
    page.wait_for_load_state("networkidle")
    return page.locator("body").inner_text().strip()


def back(page: Page) -> None:
    """Press Back, whatever the page that it leads to then does."""
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_timeout(700)


@both_widths
@pytest.mark.parametrize("address", ["/", "/help", "/report/", "/report/what/", "/report/where/"])
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


def test_back_and_reload_in_the_middle_of_a_report_show_nothing(
    leaver: Callable[..., Visitor],
) -> None:
    visitor = leaver(width=NARROW)
    page = visitor.open("/report/where/")
    page.get_by_label("Type the name").fill("Boston")
    visitor.press("Continue")
    visitor.press("Continue")

    page.get_by_role("button", name="Exit this page").click()
    assert shown(page) == "Weather"
    press_back(page)
    forgotten = page.locator("body").inner_text()
    page.reload()  # sends the form again, which the browser still has

    assert "Boston" not in forgotten
    assert shown(page) == "Weather"
    press_back(page)
    assert shown(page) == "Weather"
    visitor.complaints[:] = [one for one in visitor.complaints if "ERR_CACHE_MISS" not in one]


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


def test_the_exit_button_is_a_link_without_javascript_and_back_shows_no_answer(
    leaver: Callable[..., Visitor],
) -> None:
    visitor = leaver(javascript=False, width=NARROW)
    page = visitor.open("/report/where/")
    page.get_by_label("Type the name").fill("Boston")
    visitor.press("Continue")

    page.get_by_role("button", name="Exit this page").click()
    left = shown(page)
    press_back(page)

    assert left == "Weather"
    assert "Boston" not in page.locator("body").inner_text()
    assert all("ERR_CACHE_MISS" in one for one in visitor.complaints if "failed" in one)
    visitor.complaints.clear()


def test_leaving_asks_the_browser_to_forget_what_it_kept(
    leaver: Callable[..., Visitor], app: Flask
) -> None:
    told: list[str | None] = []

    def listen(response: FlaskResponse) -> FlaskResponse:
        if request.path == "/exit":
            told.append(response.headers.get("Clear-Site-Data"))
        return response

    app.after_request(listen)
    visitor = leaver()
    page = visitor.open("/report/where/")

    page.get_by_role("button", name="Exit this page").click()

    assert shown(page) == "Weather"
    assert told == ['"cache"']


def test_the_service_opens_again_for_somebody_who_comes_anew(
    leaver: Callable[..., Visitor],
) -> None:
    visitor = leaver()
    page = visitor.open("/help")
    page.get_by_role("button", name="Exit this page").click()
    shown(page)

    visitor.open("/help")

    assert page.locator("h1").inner_text() == "Get help"
