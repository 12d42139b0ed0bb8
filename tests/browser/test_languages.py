"""The journey in Polish in a real browser, the switch, and the officers' pages of translations."""

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from engagement.languages.choosing import languages
from engagement.languages.models import TranslationReview
from tests import factories
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor
from tests.browser.test_pages import faults, signed_in
from tests.integration.accounts.people import make_officer

both_widths = pytest.mark.parametrize("width", [NARROW, WIDE])
NOTE = "This translation has not been checked by a person yet."


@pytest.fixture(autouse=True)
def _county(session: Session) -> None:
    factories.districts(session)


@pytest.fixture
def polish(app: Flask) -> dict[str, str]:
    """English texts and what the Polish catalogue says for them."""
    with app.app_context():
        return {one.texts[0]: one.translations[0] for one in languages()["pl"].entries}


def look(visitor: Visitor, name: str) -> None:
    """A page as it should be, and its picture."""
    width = visitor.page.viewport_size["width"] if visitor.page.viewport_size else 0
    visitor.picture(f"languages-{name}-{width}")
    assert faults(visitor) == [], name


def language(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("document.documentElement.lang"))


def to_the_questions(visitor: Visitor, polish: dict[str, str]) -> Page:
    """Choose Polish on the front page, and go on to the first question."""
    page = visitor.open("/")
    page.get_by_role("link", name="Polski").click()
    page.wait_for_load_state("networkidle")
    assert NOTE in page.locator(".app-unreviewed").inner_text()
    look(visitor, "front")
    page.locator("main").get_by_role("button", name=polish["Tell us about a place"]).click()
    look(visitor, "start")
    page.get_by_role("button", name=polish["Start now"]).click()
    look(visitor, "what")
    return page


@both_widths
def test_a_resident_chooses_polish_and_reports_a_place(
    visit: Visit, width: int, polish: dict[str, str]
) -> None:
    visitor = visit(width=width)
    page = to_the_questions(visitor, polish)
    page.locator("input[value=place]").check()
    visitor.press(polish["Continue"])
    page.locator("#place").fill("Boston")
    look(visitor, "where")
    visitor.press(polish["Continue"])
    page.locator("input[value=badly-lit]").check()
    look(visitor, "why")
    visitor.press(polish["Continue"])
    page.locator("#on-day").fill("14")
    page.locator("#on-month").fill("marzec")
    page.locator("#on-year").fill("2026")
    look(visitor, "when")
    visitor.press(polish["Continue"])
    look(visitor, "age")
    visitor.press(polish["Skip the questions about me"])
    assert "sobota, 14 marca 2026" in page.locator("main").inner_text()
    look(visitor, "check")
    visitor.press(polish["Send it"])

    assert page.locator("h1").inner_text() == polish["Thank you. We have your report"]
    assert language(visitor) == "pl"
    look(visitor, "receipt")


@both_widths
def test_danger_is_said_in_english_until_the_translation_is_approved(
    app: Flask, session: Session, visit: Visit, width: int, polish: dict[str, str]
) -> None:
    visitor = visit(width=width)
    page = visitor.open("/help?lang=pl")
    heading = page.locator("h2").filter(has_text="danger now")
    assert heading.locator("span[lang=en]").count() == 1
    look(visitor, "help-unreviewed")

    with app.app_context():
        sha256 = languages()["pl"].sha256
    officer = signed_in(app, session, visit(width=width), make_officer(session))
    officer.open("/languages/pl")
    look(officer, "texts")
    officer.page.locator("input[value=me]").check()
    officer.press("Approve every text")
    assert session.get(TranslationReview, ("pl", sha256)) is not None

    visitor.open("/help?lang=pl")
    assert page.locator(".app-unreviewed").count() == 0
    assert page.get_by_role("heading", name=polish["If someone is in danger now"]).count() == 1
    look(visitor, "help-reviewed")
    officer.open("/languages/")
    look(officer, "list")


@both_widths
@pytest.mark.parametrize("code", ["lt", "ro", "pt"])
def test_long_words_of_other_languages_fit(visit: Visit, width: int, code: str) -> None:
    visitor = visit(width=width)
    for name in ("", "report/where/", "privacy", "accessibility"):
        visitor.open(f"/{name}?lang={code}")
        look(visitor, f"{code}-{name.replace('/', '-')}")


@both_widths
def test_the_switch_works_without_javascript_and_by_keyboard(visit: Visit, width: int) -> None:
    visitor = visit(width=width, javascript=False)
    page = visitor.open("/report/?lang=lt")
    for _press in range(12):
        page.keyboard.press("Tab")
        if page.locator("a[hreflang=ro]:focus").count():
            break
    page.keyboard.press("Enter")
    page.wait_for_load_state()

    assert page.locator("html").get_attribute("lang") == "ro"
    assert page.locator("[aria-current=true]", has_text="Română").count() == 1
