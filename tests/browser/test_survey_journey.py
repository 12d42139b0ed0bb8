"""A survey in a real browser: by tap, by keyboard, without JavaScript, narrow and wide."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from surveys.models import Survey, SurveyResponse, SurveyState
from tests import factories
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor
from tests.browser.test_exit import elsewhere as elsewhere  # noqa: PLC0414  a fixture
from tests.browser.test_exit import leaver as leaver  # noqa: PLC0414  a fixture
from tests.browser.test_exit import shown
from tests.browser.test_receipt import press_back
from tests.integration.surveys.answering import made
from tests.integration.surveys.answering.test_shapes import HOME, HUB, PLACE

both_widths = pytest.mark.parametrize("width", [NARROW, WIDE])
KINDS = Path(__file__).parent.parent / "integration" / "surveys" / "answering" / "kinds.md"
LATER = "Save and finish later"


@pytest.fixture(autouse=True)
def _survey(session: Session) -> None:
    factories.districts(session)
    made.survey(session)


def look(visitor: Visitor, name: str) -> None:
    """A page as it should be: nothing sideways, nothing for axe; and its picture."""
    width = visitor.page.viewport_size["width"] if visitor.page.viewport_size else 0
    visitor.picture(f"survey-{name}-{width}")
    assert visitor.fits(), f"{name} scrolls sideways"
    assert visitor.axe() == [], name


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def answers(session: Session) -> list[object]:
    found: list[object] = list(
        session.scalars(sa.select(SurveyResponse.answers).order_by(SurveyResponse.id))
    )
    session.rollback()
    return found


def tick(visitor: Visitor, *labels: str) -> None:
    """Choose answers and go on."""
    for label in labels:
        visitor.page.get_by_label(label, exact=True).check()
    visitor.press("Continue")


@both_widths
def test_a_survey_is_answered_and_every_page_is_as_it_should_be(
    visit: Visit, session: Session, width: int
) -> None:
    visitor = visit(width=width)
    page = visitor.open("/survey/")
    look(visitor, "list")
    page.get_by_role("link", name="How safe we feel").click()
    page.wait_for_load_state()
    look(visitor, "start")
    visitor.press("Start")
    look(visitor, "first")
    tick(visitor, "Unsafe")
    look(visitor, "many")
    tick(visitor, "It is dark", "People")
    page.get_by_label("Tell us more").fill("The lamps are off")
    look(visitor, "text")
    visitor.press("Continue")
    page.get_by_label("How often did you go out last week?").fill("3")
    look(visitor, "number")
    visitor.press("Continue")
    page.get_by_label("Under 18").check()
    visitor.press("Continue")
    look(visitor, "more")
    page.get_by_label("Yes").check()
    page.get_by_label("Lincoln").check()
    visitor.press("Continue")
    look(visitor, "check")
    visitor.press("Send")

    assert heading(page) == "Thank you. We have your answers"
    look(visitor, "receipt")
    assert answers(session) == [
        {
            "safe": "unsafe",
            "reasons": ["dark", "people"],
            "times": 3,
            "age": "a10",
            "school": "yes",
            "district": "E07000138",
        }
    ]


@both_widths
def test_a_survey_is_answered_with_the_keyboard_alone(
    visit: Visit, session: Session, width: int
) -> None:
    visitor = visit(width=width)
    page = visitor.open("/survey/how-safe-we-feel/answer/")
    tab_to(visitor, "govuk-radios__input")
    page.keyboard.press("ArrowDown")
    enter_on(visitor, "Continue", then="What makes you feel unsafe?")
    tab_to(visitor, "govuk-checkboxes__input")
    page.keyboard.press("Space")
    enter_on(visitor, "Continue", then="Tell us more")
    tab_to(visitor, "govuk-textarea")
    page.keyboard.type("dark")
    enter_on(visitor, "Continue", then="How often did you go out last week?")
    tab_to(visitor, "govuk-input")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="About you").wait_for()
    enter_on(visitor, "Continue", then="Check your answers")
    enter_on(visitor, "Send", then="Thank you. We have your answers")

    assert answers(session) == [{"safe": "unsafe", "reasons": ["dark"], "times": 2}]


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
def test_without_javascript_a_survey_is_answered_and_the_language_changed_in_it(
    visit: Visit, session: Session, width: int
) -> None:
    visitor = visit(width=width, javascript=False)
    page = visitor.open("/survey/how-safe-we-feel/")
    visitor.press("Start")
    page.get_by_label("Safe", exact=True).check()
    visitor.press("Continue")
    page.get_by_label("How often did you go out last week?").fill("5")
    visitor.press("Polski")
    visitor.picture(f"survey-polish-{width}")
    assert heading(page) == "Ile razy wychodzisz?"
    assert page.locator("html").get_attribute("lang") == "pl"
    visitor.press("English")
    visitor.press("Continue")
    visitor.press("Continue")
    visitor.press("Send")

    assert heading(page) == "Thank you. We have your answers"
    assert answers(session) == [{"safe": "safe", "times": 5}]


@both_widths
def test_the_polish_pages_are_whole(visit: Visit, width: int) -> None:
    visitor = visit(width=width)
    page = visitor.open("/survey/how-safe-we-feel/?lang=pl")
    look(visitor, "start-polish")
    page.locator("a.govuk-button--start").click()
    page.wait_for_load_state()
    page.locator("button.govuk-button").first.click()
    page.wait_for_load_state()
    assert "Wybierz odpowiedź" in page.locator(".govuk-error-summary").inner_text()
    look(visitor, "error-polish")


@both_widths
def test_the_focus_lands_on_what_is_wrong_and_leads_there(visit: Visit, width: int) -> None:
    visitor = visit(width=width)
    page = visitor.open("/survey/how-safe-we-feel/answer/")

    visitor.press("Continue")

    assert "govuk-error-summary" in visitor.focused()
    assert page.title().startswith("Error: ")
    look(visitor, "error")
    page.get_by_role("link", name="Choose how safe you feel").click()
    assert page.evaluate("document.activeElement.type") == "radio"
    tick(visitor, "Safe")
    page.get_by_label("How often did you go out last week?").fill("99")
    visitor.press("Continue")
    page.get_by_role("link", name="Enter a number from 0 to 21").click()
    assert page.evaluate("document.activeElement.value") == "99"


@both_widths
def test_a_saved_survey_goes_on_in_another_browser(
    visit: Visit, session: Session, width: int
) -> None:
    first, second = visit(width=width), visit(width=WIDE, javascript=False)
    first.open("/survey/how-safe-we-feel/answer/")
    tick(first, "Unsafe")
    first.page.get_by_label("It is dark").check()
    first.press(LATER)
    look(first, "saved")
    code = first.page.locator(".app-code").inner_text()

    page = second.open("/survey/saved/")
    look_at = first.open("/survey/saved/")
    assert heading(look_at) == "Go on with a saved survey"
    look(first, "saved-code")
    page.get_by_label("Your code").fill(code)
    second.press("Continue")
    assert heading(page) == "What makes you feel unsafe?"
    assert page.get_by_label("It is dark").is_checked()
    for _ in range(4):
        second.press("Continue")
    second.press("Send")

    assert heading(page) == "Thank you. We have your answers"
    assert answers(session) == [{"safe": "unsafe", "reasons": ["dark"]}]


def test_exit_this_page_and_then_back_show_nothing_of_a_sensitive_survey(
    leaver: Callable[..., Visitor],
) -> None:
    visitor = leaver()
    page = visitor.open("/survey/how-safe-we-feel/answer/")
    tick(visitor, "Unsafe")

    page.get_by_role("button", name="Exit this page").click()
    page.get_by_role("heading", name="Weather").wait_for()
    press_back(page)

    assert "unsafe" not in shown(page)


def test_back_in_the_browser_and_a_refresh_of_the_receipt_harm_nothing(
    visit: Visit, session: Session
) -> None:
    visitor = visit()
    page = visitor.open("/survey/how-safe-we-feel/answer/")
    tick(visitor, "Safe")
    visitor.press("Continue")
    page.go_back(wait_until="load")
    visitor.press("Continue")
    visitor.press("Continue")
    visitor.press("Send")
    code = page.locator(".govuk-panel strong").inner_text()

    page.reload(wait_until="load")

    assert page.locator(".govuk-panel strong").inner_text() == code
    assert len(answers(session)) == 1


@both_widths
def test_pages_of_other_shapes_are_as_they_should_be(
    visit: Visit, session: Session, width: int
) -> None:
    made.survey(session, HUB, slug="hub")
    made.survey(session, HOME, slug="home")
    visitor = visit(width=width)
    visitor.open("/survey/hub/answer/")
    visitor.press("Continue")
    look(visitor, "sections")
    visitor.open("/survey/home/answer/")
    visitor.press("Continue")
    visitor.press("Continue")
    look(visitor, "repeat")


@both_widths
def test_a_place_is_put_on_the_map(visit: Visit, session: Session, width: int) -> None:
    made.survey(session, PLACE.format(required="yes"), slug="place")
    visitor = visit(width=width)
    page = visitor.open("/survey/place/answer/")
    look(visitor, "place")
    page.locator(".app-map__canvas").scroll_into_view_if_needed()
    box = page.locator(".app-map__place", has_text="Boston").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 3, box["y"] + box["height"] / 2)
    page.locator(".app-map__said", has_text="Boston").wait_for()
    visitor.press("Continue")
    assert heading(page) == "Anything else?"
    visitor.press("Continue")
    look(visitor, "place-check")
    visitor.press("Send")

    (response,) = session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.id))
    assert response.district_code == factories.BOSTON


@both_widths
def test_pages_that_end_a_survey_are_as_they_should_be(
    visit: Visit, session: Session, width: int
) -> None:
    visitor = visit(width=width)
    visitor.open("/survey/how-safe-we-feel/answer/")
    tick(visitor, "Safe")
    survey = session.scalars(sa.select(Survey).order_by(Survey.id)).one()
    survey.state, survey.closed_on = SurveyState.CLOSED, date(2025, 6, 13)
    session.commit()
    visitor.press("Continue")
    assert heading(visitor.page) == "This survey is closed"
    look(visitor, "closed")
    visitor.open("/survey/receipt/")
    look(visitor, "receipt-code")
    visitor.page.get_by_label("Receipt code").fill("0000-0000-0000")
    visitor.press("Continue")
    visitor.picture(f"survey-withdraw-{width}")
    visitor.open("/survey/by/nothing/")
    look(visitor, "link-closed")


@both_widths
def test_every_kind_of_question_fits_and_says_what_it_is(
    visit: Visit, session: Session, width: int
) -> None:
    made.survey(session, KINDS.read_text(encoding="utf-8"), slug="kinds")
    visitor = visit(width=width)
    visitor.open("/survey/kinds/answer/")
    number = 0
    while heading(visitor.page) != "Check your answers" and number < 30:
        number += 1
        look(visitor, f"kind-{number}")
        visitor.press("Continue")
        assert not visitor.page.locator(".govuk-error-summary").count()
    look(visitor, "kinds-check")
    visitor.press("Send")

    assert heading(visitor.page) == "Thank you. We have your answers"
