"""The queue, reports side by side, passing on, answering and recording, in a real browser."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from engagement.accounts.models import Officer
from engagement.core import clock
from engagement.reports.assignments.commands import Task, pass_on_report
from engagement.reports.concerns import Concern
from engagement.reports.models import HeldBecause, Report, ReportState, ReportText
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor
from tests.factories import districts, report
from tests.integration.accounts.people import make_officer, signed_in_client
from tests.integration.reports.partners import partner

WIDTHS = (NARROW, WIDE)
DECIDED = "document.querySelector('[data-queue]').querySelectorAll('input:checked').length"


@pytest.fixture
def reports(session: Session) -> list[Report]:
    """Four that wait: two at one place, one held, one passed on and late."""
    districts(session)
    today = clock.london_date(clock.now())
    monday = today - timedelta(days=today.weekday())
    made = [
        report(
            session, received_week=monday - timedelta(weeks=number), easting=532_500 + 20 * number
        )
        for number in (3, 2, 1)
    ]
    made[1].state, made[1].held_because = ReportState.HELD, HeldBecause.BURST
    session.add(ReportText(report_id=made[0].id, text="The gate is broken.", quarantined=False))
    session.commit()
    return made


@pytest.fixture
def late(session: Session, reports: list[Report]) -> tuple[Report, Officer]:
    """A report whose organisation should have dealt with it, and its partner."""
    to = partner(session)
    one = report(session, state=ReportState.APPROVED, concerns=(Concern.FOLLOWED,))
    then = clock.now() - timedelta(days=20)
    task = Task(to.organisation_id, clock.london_date(then) + timedelta(days=2), "Please look.")
    asker = make_officer(session).actor()
    pass_on_report(session, report_id=one.id, task=task, actor=asker, now=then)
    session.commit()
    return one, to


def signed_in(
    app: Flask, session: Session, visitor: Visitor, who: Officer | None = None
) -> Visitor:
    client = signed_in_client(app, session, who or make_officer(session))
    cookie = client.get_cookie("session")
    assert cookie is not None
    visitor.context.add_cookies([{"name": "session", "value": cookie.value, "url": visitor.home}])
    return visitor


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('href') || ''"))


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_handling_is_usable_at_every_width(
    app: Flask,
    session: Session,
    visit: Visit,
    reports: list[Report],
    late: tuple[Report, Officer],
    width: int,
) -> None:
    one, to = late
    ready = report(session, state=ReportState.APPROVED, easting=532_505)
    session.commit()
    officer = signed_in(app, session, visit(width=width))
    pages = {
        "queue": "/reports/queue/",
        "similar": f"/reports/{reports[0].id}/similar",
        "detail": f"/reports/{reports[0].id}",
        "passed-on": f"/reports/{one.id}",
        "pass-on": f"/reports/{ready.id}/pass-on",
        "words": f"/reports/{reports[0].id}/words",
        "record": "/reports/record/",
    }
    partners = {"given": "/reports/given/", "answer": f"/reports/{one.id}/answer"}
    partner_here = signed_in(app, session, visit(width=width), to)
    for visitor, listed in ((officer, pages), (partner_here, partners)):
        for name, address in listed.items():
            visitor.open(address)
            visitor.picture(f"handling-{name}-{width}")
            assert (name, visitor.axe()) == (name, [])
            assert visitor.fits(), name


def test_keys_move_tick_and_open_without_taking_anything_from_who_types(
    app: Flask, session: Session, visit: Visit, reports: list[Report], late: Any
) -> None:
    visitor = signed_in(app, session, visit())
    page = visitor.open("/reports/queue/")
    first, second, third = (f"/reports/{one.id}" for one in reports)

    page.keyboard.press("j")
    assert focused(page) == first
    page.keyboard.press("x")
    assert page.evaluate(DECIDED) == 1
    page.keyboard.press("ArrowDown")
    assert focused(page) == second
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert focused(page) == second
    assert not visitor.covered()
    page.keyboard.press("x")
    page.keyboard.press("x")
    assert page.evaluate(DECIDED) == 1
    page.keyboard.press("?")
    assert page.get_by_text("the next report").is_visible()
    page.keyboard.press("?")
    assert not page.get_by_text("the next report").is_visible()

    note = page.get_by_label("Note")
    note.focus()
    page.keyboard.type("jxk?")
    assert note.input_value() == "jxk?"
    assert page.evaluate(DECIDED) == 1

    page.get_by_role("link", name="TF 3254").first.focus()
    with page.expect_navigation(wait_until="networkidle"):
        page.keyboard.press("Enter")
    assert page.url.endswith((first, second, third))


def test_the_keys_can_be_switched_off_and_stay_off(
    app: Flask, session: Session, visit: Visit, reports: list[Report]
) -> None:
    visitor = signed_in(app, session, visit())
    page = visitor.open("/reports/queue/")
    page.keyboard.press("?")
    page.get_by_role("button", name="Switch these keys off").click()
    page.keyboard.press("j")
    assert focused(page) == ""

    page = visitor.open("/reports/queue/")
    page.keyboard.press("j")
    assert focused(page) == ""


@pytest.mark.parametrize("javascript", [True, False])
def test_several_reports_are_decided_at_once(
    app: Flask,
    session: Session,
    visit: Visit,
    reports: list[Report],
    late: Any,
    *,
    javascript: bool,
) -> None:
    visitor = signed_in(app, session, visit(javascript=javascript))
    page = visitor.open("/reports/queue/")
    for box in page.get_by_role("checkbox").all():
        box.check(force=True)
    page.get_by_role("radio", name="Approve", exact=True).check(force=True)
    visitor.press("Decide")

    assert page.get_by_text("Approved: 3 reports.").is_visible()
    assert page.get_by_text("This report is passed on: it cannot be approved.").is_visible()
    visitor.picture(f"handling-moved-{'with' if javascript else 'without'}-script")
    session.expire_all()
    assert {session.get_one(Report, one.id).state for one in reports} == {ReportState.APPROVED}


def test_a_report_goes_from_the_queue_to_done_and_closed(
    app: Flask, session: Session, visit: Visit, reports: list[Report]
) -> None:
    to = partner(session)
    visitor = signed_in(app, session, visit())
    page = visitor.open(f"/reports/{reports[2].id}")
    page.get_by_role("radio", name="Approve").check()
    visitor.press("Save the decision")
    page.get_by_role("button", name="Pass on to an organisation").click()
    page.get_by_label("Organisation", exact=True).select_option(str(to.organisation_id))
    page.get_by_label("There is no lamp").check()
    page.get_by_label("Whose is the light").select_option("not known")
    visitor.press("Pass on")
    assert page.get_by_text("The report is passed on.").is_visible()

    theirs = signed_in(app, session, visit(width=NARROW), to)
    inbox = theirs.open("/reports/given/")
    inbox.get_by_role("link", name="Answer").click()
    inbox.get_by_role("radio", name="Done").check()
    inbox.get_by_label("Note").fill("A lamp was set up.")
    theirs.press("Save your answer")
    assert inbox.get_by_text("Your answer is saved.").is_visible()

    page = visitor.open(f"/reports/{reports[2].id}")
    assert page.get_by_text("Answered: A lamp was set up.").is_visible()
    page.get_by_role("radio", name="Close").check()
    page.get_by_label("How it ended").select_option("lighting-changed")
    visitor.press("Save the decision")
    assert page.get_by_text("Lighting changed", exact=False).first.is_visible()
    visitor.picture("handling-closed")


def test_an_officer_records_a_report_with_a_pin_and_hands_the_code_over(
    app: Flask, session: Session, visit: Visit, reports: list[Report]
) -> None:
    visitor = signed_in(app, session, visit())
    page = visitor.open("/reports/record/")
    page.get_by_role("radio", name="At a stand").check()
    page.locator("#place").fill("TF 325 437")
    page.get_by_role("checkbox", name="I was followed").check()
    visitor.press("Record the report")

    assert page.get_by_role("heading", name="The report is recorded").is_visible()
    visitor.picture("handling-recorded")
    assert visitor.axe() == []
