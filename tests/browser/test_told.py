"""What the public sees of the reports, and the officers' pages behind it, as a person sees them."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core.settings import Mode
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor
from tests.integration.accounts.people import make_officer, signed_in_client

Officer = Callable[[int], Visitor]
PAGE = "/what-you-told-us/"
WIDTHS = (NARROW, WIDE)

pytestmark = pytest.mark.settings(mode=Mode.DEMONSTRATION)


@pytest.fixture
def _loaded(app: Flask) -> None:
    loaded = app.test_cli_runner().invoke(args=["demonstration", "load"])
    assert loaded.exit_code == 0, loaded.output


@pytest.fixture
def officer(app: Flask, session: Session, visit: Visit) -> Officer:
    """A window of the given width in which an officer of the county has signed in."""
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


@pytest.mark.usefixtures("_loaded")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("javascript", [True, False])
def test_the_page_has_its_map_and_its_table_at_every_width_and_without_script(
    visit: Visit, width: int, *, javascript: bool
) -> None:
    visitor = visit(width=width, javascript=javascript)
    page = visitor.open(PAGE)

    names = page.locator("#districts tbody th").all_inner_texts()
    drawn = page.locator("svg.app-district-map g text:first-child").all_text_contents()
    assert drawn
    assert set(drawn) <= set(names)
    assert visitor.fits()
    if javascript:
        assert visitor.axe() == []
        visitor.picture(f"told-{width}")


@pytest.mark.usefixtures("_loaded")
def test_the_words_on_the_map_do_not_lie_over_each_other(visit: Visit) -> None:
    page = visit(width=WIDE).open(PAGE)

    boxes = [one.bounding_box() for one in page.locator("svg.app-district-map g").all()]

    found = [box for box in boxes if box is not None]
    assert len(found) == len(boxes) > 1
    for number, one in enumerate(found):
        for other in found[number + 1 :]:
            apart = (
                one["x"] + one["width"] <= other["x"]
                or other["x"] + other["width"] <= one["x"]
                or one["y"] + one["height"] <= other["y"]
                or other["y"] + other["height"] <= one["y"]
            )
            assert apart, (one, other)


@pytest.mark.parametrize("width", WIDTHS)
def test_before_the_first_release_the_page_says_why(visit: Visit, width: int) -> None:
    visitor = visit(width=width)
    visitor.open(PAGE)

    assert visitor.axe() == []
    assert visitor.fits()
    visitor.picture(f"told-none-{width}")


@pytest.mark.usefixtures("_loaded")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["publish", "done"])
def test_officers_pages_are_readable_at_every_width(
    officer: Officer, width: int, name: str
) -> None:
    visitor = officer(width)
    visitor.open(f"/reports/{name}/")

    assert visitor.axe() == []
    assert visitor.fits()
    visitor.picture(f"{name}-{width}")


@pytest.mark.usefixtures("_loaded")
def test_the_details_open_by_keyboard_and_the_file_can_be_taken(visit: Visit) -> None:
    visitor = visit(width=NARROW)
    page = visitor.open(PAGE)

    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("It can be zero, too.").is_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="These numbers as a table (CSV)").click()
    assert download.value.suggested_filename.endswith(".csv")
