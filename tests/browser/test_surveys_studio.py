"""Officers' pages of surveys in a real browser: looked at, by keyboard, without JavaScript."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from surveys.models import Survey, SurveyLink, VersionState
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor
from tests.factories import BOSTON, LINCOLN
from tests.integration.accounts.people import make_officer, signed_in_client
from tests.integration.surveys import making
from tests.integration.surveys.doors import OTHER
from tests.integration.surveys.studio.drafts import FORM, LONGER, draft, live

WIDTHS = (NARROW, WIDE)


def signed_in(app: Flask, session: Session, visitor: Visitor) -> Visitor:
    client = signed_in_client(app, session, make_officer(session))
    cookie = client.get_cookie("session")
    assert cookie is not None
    visitor.context.add_cookies([{"name": "session", "value": cookie.value, "url": visitor.home}])
    return visitor


@pytest.fixture
def surveys(session: Session) -> tuple[Survey, Survey]:
    """A draft with a test response, and a live survey with responses, links, a new version."""
    first, second = draft(session), live(session)
    making.response(session, making.version_of(session, first), {"safe": "safe"}, test=True)
    version = making.version_of(session, second)
    for district in (BOSTON, LINCOLN, None):
        making.response(session, version, {"safe": "safe"}, district_code=district)
    making.link(session, second.id, name="Library in the High Street")
    making.version(session, second.id, LONGER, number=2, state=VersionState.DRAFT)
    session.commit()
    return first, second


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_studio_is_usable_at_every_width(
    app: Flask, session: Session, visit: Visit, surveys: tuple[Survey, Survey], width: int
) -> None:
    one, two = (f"/surveys/{survey.id}" for survey in surveys)
    link = session.query(SurveyLink).one().id
    session.rollback()
    visitor = signed_in(app, session, visit(width=width))
    pages = {
        "list": "/surveys/",
        "new": "/surveys/new/",
        "library": "/surveys/new/library",
        "copy": "/surveys/new/copy",
        "file": "/surveys/new/file",
        "draft": one,
        "facts": f"{one}/facts",
        "hours": f"{one}/hours",
        "publish": f"{one}/publish",
        "delete": f"{one}/delete",
        "tests": f"{one}/tests",
        "live": two,
        "version": f"{two}/versions/2",
        "upload": f"{two}/versions/new",
        "link-make": f"{two}/links/new",
        "link": f"/surveys/links/{link}",
        "poster": f"/surveys/links/{link}/poster",
    }
    for name, address in pages.items():
        visitor.open(address)
        visitor.picture(f"studio-{name}-{width}")
        assert (name, visitor.axe()) == (name, [])
        assert visitor.fits(), name


@pytest.mark.parametrize("scripts", ["with JavaScript", "without"])
def test_an_officer_publishes_a_survey_from_a_file_and_prints_its_poster(
    app: Flask, session: Session, visit: Visit, tmp_path: Path, scripts: str
) -> None:
    visitor = signed_in(app, session, visit(javascript=scripts != "without"))
    page = made_from_a_file(visitor, tmp_path)
    visitor.open(f"{here(page)}/hours")
    for name, text in (("Day", "1"), ("Month", "7"), ("Year", "2099")):
        page.get_by_label(name).nth(1).fill(text)
    page.get_by_label("Closes at").fill("5pm")
    visitor.press("Save")
    visitor.open(f"{here(page)}/publish")
    visitor.picture(f"studio-ready-{WIDE}")
    visitor.press("Publish")
    assert "The survey is published." in page.inner_text("main")
    page.get_by_role("button", name="Make a link").click()
    page.get_by_label("Name").fill("Market stall")
    page.get_by_label("An event").check()
    visitor.press("Make the link")
    page.get_by_role("link", name="Poster to print (A4)").click()
    poster = page.inner_text("main")
    visitor.picture(f"studio-poster-made-{WIDE}")

    assert "Safe at the market" in poster
    assert "We ask how safe the market feels." in poster
    assert "Open until 1 July 2099, 17:00." in poster


def made_from_a_file(visitor: Visitor, folder: Path) -> Page:
    """A draft from a file, at the second try, with what it says about itself."""
    wrong, right = folder / "wrong.md", folder / "right.md"
    wrong.write_text(FORM.replace("select_one safety", "select_one saftey"), encoding="utf-8")
    right.write_text(OTHER, encoding="utf-8")
    page = visitor.open("/surveys/new/file")
    page.get_by_label("XLSForm").set_input_files(wrong)
    visitor.press("Send the file")
    visitor.picture(f"studio-refused-{WIDE}")
    assert "saftey" in page.locator("table").inner_text()
    page.get_by_label("XLSForm").set_input_files(right)
    visitor.press("Send the file")
    page.get_by_label("Title").fill("Safe at the market")
    page.get_by_label("Address", exact=True).fill("safe-at-the-market")
    page.get_by_label("What is it for?").fill("We ask how safe the market feels. It helps us.")
    visitor.press("Save")
    return page


def here(page: Page) -> str:
    """The path of the survey whose page is open."""
    return "/surveys/" + page.url.split("/surveys/")[1].split("/")[0]


def test_a_poster_fits_on_one_page_of_paper(
    app: Flask, session: Session, visit: Visit, surveys: tuple[Survey, Survey], tmp_path: Path
) -> None:
    """Also with the longest title, and a sentence that does not end."""
    long = session.get_one(Survey, surveys[1].id)
    long.title = ("How safe do people feel in the streets at night? " * 5)[:200].strip()
    long.purpose = "We want to know what people think and what they would like to change " * 4
    link = session.query(SurveyLink).one().id
    session.commit()
    visitor = signed_in(app, session, visit())
    page = visitor.open(f"/surveys/links/{link}/poster")
    printed = page.pdf(path=tmp_path / "poster.pdf", format="A4", prefer_css_page_size=True)
    page.emulate_media(media="print")
    visitor.picture("studio-poster-print")

    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= 1
    assert not page.locator(".poster-screen").is_visible()
