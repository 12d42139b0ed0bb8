"""Recording a report for somebody in a real browser: one long page, the person's part closed."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.reports.models import FREE_TEXT, AboutPerson, Report, ReportOption, ReportText
from tests.browser.conftest import NARROW, WIDE, Visit, Visitor
from tests.factories import districts
from tests.integration.accounts.people import make_officer, signed_in_client

NAMES = "Sarah shouts at people."


@pytest.fixture
def officer(app: Flask, session: Session, visit: Visit) -> Callable[..., Visitor]:
    """An officer with the page open, where free text is switched on."""
    districts(session)
    session.add(ReportOption(name=FREE_TEXT, value=True))
    session.commit()
    cookie: Any = signed_in_client(app, session, make_officer(session)).get_cookie("session")

    def opened(width: int, *, javascript: bool = True) -> Visitor:
        made = visit(width=width, javascript=javascript)
        made.context.add_cookies([{"name": "session", "value": cookie.value, "url": made.home}])
        made.open("/reports/record/")
        return made

    return opened


def look_at(visitor: Visitor, name: str, width: int, *, javascript: bool = True) -> None:
    """A picture of the page, which fits; axe cannot judge it without JavaScript."""
    visitor.picture(f"recording-{name}-{width}{'' if javascript else '-without-script'}")
    assert visitor.fits(), name
    if javascript:
        assert (name, visitor.axe()) == (name, [])


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_what_is_not_for_everybody_stays_closed_until_it_is_opened(
    officer: Callable[..., Visitor], width: int
) -> None:
    visitor = officer(width)
    page = visitor.page
    assert page.get_by_text("How old are you?").is_hidden()
    look_at(visitor, "first", width)

    for summary in page.locator("summary").all():
        summary.click()

    assert page.get_by_text("What is your religion?").is_visible()
    look_at(visitor, "opened", width)


@pytest.mark.parametrize(("width", "javascript"), [(NARROW, True), (NARROW, False), (WIDE, True)])
def test_what_is_wrong_is_shown_where_it_stands_and_the_rest_stays_typed(
    officer: Callable[..., Visitor], session: Session, width: int, *, javascript: bool
) -> None:
    visitor = officer(width, javascript=javascript)
    page = visitor.page
    page.get_by_text("Questions about the person (optional)").click()
    page.locator("#place").fill("TF 325 437")
    page.locator("#words").fill(NAMES)
    page.get_by_role("checkbox", name="I was followed").check()
    for answer in ("At a stand", "16 or 17", "Sikh"):
        page.get_by_role("radio", name=answer).check()

    visitor.press("Record the report")
    assert page.get_by_role("link", name="Only people who are 18 or older").is_visible()
    assert page.get_by_text("How old are you?").is_visible()
    assert page.get_by_text("What is your religion?").count() == 0
    assert page.locator("#words").input_value() == NAMES
    look_at(visitor, "refused", width, javascript=javascript)

    visitor.press("Send it as it is")
    assert page.get_by_role("heading", name="The report is recorded").is_visible()
    look_at(visitor, "receipt", width, javascript=javascript)
    assert session.scalars(select(AboutPerson)).one().answers == {"age": "16-17"}
    assert session.scalars(select(ReportText.quarantined)).all() == [True]
    assert len(session.scalars(select(Report)).all()) == 1
