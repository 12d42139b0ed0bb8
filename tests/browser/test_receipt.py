"""Around the journey, in a real browser: danger, Back, the receipt followed, taking it back."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from engagement.reports.models import FREE_TEXT, Outcome, Report, ReportOption, ReportState
from tests import factories
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor
from tests.browser.test_journey import BADLY_LIT, SKIP, enter_on, heading, look, tab_to
from tests.browser.test_pages import LOW, faults

both_widths = pytest.mark.parametrize("width", [NARROW, WIDE])
CODE_INPUT = "Receipt code"


@pytest.fixture(autouse=True)
def _county(session: Session) -> None:
    factories.districts(session)


def send(visitor: Visitor) -> str:
    """A report from the first page to its receipt; its code."""
    page = visitor.open("/report/what/")
    page.get_by_label("A place does not feel safe").check()
    visitor.press("Continue")
    page.get_by_label("Type the name").fill("Boston")
    visitor.press("Continue")
    page.get_by_label(BADLY_LIT).check()
    visitor.press("Continue")
    visitor.press("Continue")
    visitor.press(SKIP)
    visitor.press("Send it")
    return page.locator(".govuk-panel strong").inner_text()


def set_state(session: Session, **columns: object) -> None:
    session.execute(sa.update(Report).values(**columns))
    session.commit()


def follow(visitor: Visitor, code: str) -> str:
    """What the page about a report says."""
    page = visitor.open("/report/receipt/")
    page.get_by_label(CODE_INPUT).fill(code)
    visitor.press("Continue")
    return heading(page)


@both_widths
def test_danger_now_stops_the_form_at_once(visit: Visit, width: int) -> None:
    visitor = visit(width=width)
    page = visitor.open("/report/what/")
    page.get_by_label("Somebody is in danger now").check()
    visitor.press("Continue")

    assert heading(page) == "Call 999 now"
    assert page.locator("form").count() == 0
    look(visitor, "danger")
    assert faults(visitor) == []
    page.get_by_role("button", name="I am safe, go on").click()
    page.wait_for_load_state("networkidle")
    assert heading(page) == "Where is the place?"


@both_widths
@pytest.mark.parametrize(
    ("label", "name"), [("A crime happened", "crime"), ("Somebody is not safe at home", "home")]
)
def test_help_with_a_crime_or_a_home_is_for_everybody(
    visit: Visit, width: int, label: str, name: str
) -> None:
    visitor = visit(width=width)
    page = visitor.open("/report/what/")
    page.get_by_label(label).check()
    visitor.press("Continue")

    look(visitor, name)
    assert faults(visitor) == []


@pytest.mark.parametrize("script", ["with", "without"])
def test_back_after_the_receipt_shows_no_answer(visit: Visit, script: str) -> None:
    visitor = visit(width=NARROW, javascript=script == "with")
    page = visitor.open("/help")
    send(visitor)

    seen = []
    for _ in range(3):
        press_back(page)
        seen.append(page.locator("body").inner_text())

    assert [text for text in seen if "Boston" in text or "Badly lit" in text] == []
    assert all("ERR_CACHE_MISS" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()  # the browser has nothing left to show


def press_back(page: Page) -> None:
    """Press Back, whatever comes: also a page of the browser's own."""
    session = page.context.new_cdp_session(page)
    history = session.send("Page.getNavigationHistory")
    before = history["entries"][history["currentIndex"] - 1]
    session.send("Page.navigateToHistoryEntry", {"entryId": before["id"]})
    page.wait_for_timeout(600)


@both_widths
def test_a_receipt_follows_its_report_to_done(visit: Visit, session: Session, width: int) -> None:
    visitor = visit(width=width)
    code = send(visitor)
    said = [follow(visitor, code.lower().replace("-", " "))]
    look(visitor, "received")
    for state in (ReportState.APPROVED, ReportState.PASSED_ON):
        set_state(session, state=state)
        said.append(follow(visitor, code))
    set_state(session, state=ReportState.CLOSED, outcome=Outcome.REPAIRED)
    said.append(follow(visitor, code))
    look(visitor, "done")

    assert said == [
        "We have received your report",
        "Your report is being looked at",
        "Your report was passed on",
        "Something was done about it",
    ]
    assert code not in visitor.page.url
    assert faults(visitor) == []


@both_widths
def test_a_report_is_taken_back_with_the_keyboard_alone(
    visit: Visit, session: Session, width: int
) -> None:
    visitor = visit(width=width)
    code = send(visitor)
    page = visitor.open("/report/receipt/")
    tab_to(visitor, "govuk-input")
    page.keyboard.type(code)
    enter_on(visitor, "Continue", then="We have received your report")
    enter_on(visitor, "Take this report back", then="Take this report back?")
    look(visitor, "withdraw")
    assert faults(visitor) == []
    enter_on(visitor, "Yes, take it back", then="Your report was taken back")
    look(visitor, "withdrawn")

    assert session.execute(sa.select(Report.state, Report.easting)).one() == (
        ReportState.WITHDRAWN,
        None,
    )


def test_a_report_is_taken_back_without_javascript(visit: Visit, session: Session) -> None:
    visitor = visit(width=NARROW, javascript=False)
    code = send(visitor)
    follow(visitor, code)
    visitor.press("Take this report back")
    visitor.press("Yes, take it back")

    assert heading(visitor.page) == "Your report was taken back"
    assert follow(visitor, code) == "This report was taken back"
    assert session.scalars(sa.select(Report.state)).one() is ReportState.WITHDRAWN


@both_widths
def test_a_wrong_code_is_said_kindly_and_the_focus_leads_there(visit: Visit, width: int) -> None:
    visitor = visit(width=width)

    follow(visitor, "0000-0000-0000")

    assert "govuk-error-summary" in visitor.focused()
    look(visitor, "wrong-code")
    assert faults(visitor) == []


@both_widths
def test_words_that_name_people_are_shown_before_they_are_sent(
    visit: Visit, session: Session, width: int
) -> None:
    session.add(ReportOption(name=FREE_TEXT, value=True))
    session.commit()
    visitor = visit(width=width)
    page = visitor.open("/report/where/")
    page.get_by_label("Type the name").fill("Boston")
    visitor.press("Continue")
    page.get_by_label(BADLY_LIT).check()
    visitor.press("Continue")
    visitor.press("Continue")
    page.get_by_label("Your own words").fill("Sarah knows more, ring 07700 900123")
    visitor.press("Continue")

    assert "govuk-error-summary" in visitor.focused()
    look(visitor, "words")
    assert faults(visitor) == []
    visitor.press("Send it as it is")
    assert heading(page) == "Some questions about you"


def test_no_step_hides_the_focus_at_400_percent(visit: Visit) -> None:
    visitor = visit(width=NARROW)
    page = visitor.open("/report/what/")
    page.set_viewport_size({"width": NARROW, "height": LOW})
    hidden = []
    for answer in ("A place does not feel safe", "", BADLY_LIT, "", "25 to 34", "", ""):
        page.locator("h1").first.click()
        for _ in range(14):
            page.keyboard.press("Tab")
            page.wait_for_timeout(20)
            here = visitor.focused()
            if "govuk-template__body" not in here and visitor.covered():
                hidden.append(f"{heading(page)}: {here}")
        assert visitor.fits(), heading(page)
        if heading(page) == "Where is the place?":
            page.get_by_label("Type the name").fill("Boston")
        elif heading(page) == "Check your answers":
            break
        elif answer:
            page.get_by_label(answer).check()
        visitor.press("Continue")

    assert heading(page) == "Check your answers"
    assert hidden == []
