"""An officer records what somebody told: the page as a browser without JavaScript sends it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.audit.queries import TrailFilter, trail_page
from engagement.core import clock
from engagement.core.actor import Role
from engagement.reports.models import AboutPerson, Channel, ReportConcern, ReportState
from engagement.reports.withdrawing import withdraw_report
from tests.factories import BOSTON, districts
from tests.integration.reports.journey.walk import Walk
from tests.integration.reports.officers import browser
from tests.integration.reports.recording.told import PRESS, TOLD, stored

IN_BOSTON: Any = frozenset({BOSTON})


def test_a_report_by_telephone_is_one_like_any_other_and_says_how_it_came(
    officer: Walk, session: Session
) -> None:
    officer.send(PRESS, **TOLD)

    [one] = stored(session)
    assert (one.state, one.channel) == (ReportState.NEW, Channel.TELEPHONE)
    assert (one.burst, one.held_because, one.source) == (None, None, "public")
    assert (one.easting, one.northing, one.precision_m) == (532_590.0, 343_710.0, 10)
    assert one.received_week is not None
    assert one.received_week.weekday() == 0
    assert session.scalars(select(ReportConcern.concern)).all() == ["followed"]
    assert session.scalars(select(AboutPerson)).all() == []


def test_the_officer_gets_the_receipt_code_to_hand_over(officer: Walk, session: Session) -> None:
    officer.send(PRESS, **TOLD)
    assert officer.response.status_code == 303
    address = officer.response.location
    assert "code" not in address

    page = officer.open(address)

    assert page.heading == "The report is recorded"
    assert officer.response.headers["Cache-Control"] == "no-store"
    [code] = [one.text for one in page.all("strong") if "app-number" in one.attrib.get("class", "")]
    assert code is not None
    assert len(code) == len("XXXX-XXXX-XXXX")


def test_a_sheet_sent_again_after_the_report_was_taken_back_stores_nothing(
    officer: Walk, session: Session
) -> None:
    first, sheet = officer.response, officer.page
    officer.send(PRESS, **TOLD)
    page = officer.open(officer.response.location)
    [code] = [one.text for one in page.all("strong") if "app-number" in one.attrib.get("class", "")]
    withdraw_report(session, receipt_code=str(code), now=clock.now())
    session.commit()

    officer.response, officer.page = first, sheet
    officer.send(PRESS, **TOLD)

    assert officer.response.status_code == 400
    assert "has been taken back since" in " ".join(officer.page.summary)
    assert [one.state for one in stored(session)] == [ReportState.WITHDRAWN]


@pytest.mark.parametrize("sealed", ["", "x", "AAAA"])
def test_no_other_address_shows_a_code(officer: Walk, sealed: str) -> None:
    assert officer.client.get(f"/reports/record/receipt?sealed={sealed}").status_code == 404


def test_a_double_click_gives_one_report_and_one_line_in_the_audit(
    officer: Walk, session: Session
) -> None:
    sheet = officer.page
    officer.send(PRESS, **TOLD)
    officer.page = sheet
    officer.send(PRESS, **TOLD)

    assert officer.response.status_code == 303
    assert len(stored(session)) == 1
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "report-recorded"))
    assert len(entries.all()) == 1


def test_the_audit_knows_the_channel_and_not_the_place(officer: Walk, session: Session) -> None:
    officer.send(PRESS, **TOLD | {"channel": "walkabout"})

    [one] = stored(session)
    [line] = trail_page(session, narrowed=TrailFilter(action="report-recorded"), number=1).lines
    assert (line.subject, line.detail) == (str(one.id), {"channel": "walkabout"})


def test_the_same_sheet_sent_with_other_answers_keeps_what_came_first(
    officer: Walk, session: Session
) -> None:
    sheet = officer.page
    officer.send(PRESS, **TOLD)
    officer.page = sheet
    officer.send(PRESS, **TOLD | {"about_people": ["other-harassment"]})

    assert officer.response.status_code == 400
    assert "sent before with other answers" in " ".join(officer.page.summary)
    assert len(stored(session)) == 1


@pytest.mark.parametrize("place", ["TF 3259 5371", "TQ 30 80"])
def test_a_place_elsewhere_is_refused_and_nothing_typed_is_lost(
    officer: Walk, session: Session, place: str
) -> None:
    page = officer.send(PRESS, **TOLD | {"place": place})

    assert officer.response.status_code == 400
    assert page.summary
    assert place in officer.response.text
    assert stored(session) == []


def test_by_approximate_outlines_only_the_whole_county_records(
    app: Flask, session: Session
) -> None:
    districts(session, approximate=True)
    there, everywhere = (
        Walk(browser(app, session, Role.OFFICER, districts=IN_BOSTON)),
        Walk(browser(app, session)),
    )
    for walk in (there, everywhere):
        walk.open("/reports/record/")
        walk.send(PRESS, **TOLD)

    assert (there.response.status_code, everywhere.response.status_code) == (400, 303)
    assert len(stored(session)) == 1


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("place", "Type a place"),
        ("channel", "Choose how the person told you"),
        ("about_people", "Choose at least one reason"),
    ],
)
def test_what_is_missing_is_said(
    officer: Walk, session: Session, missing: str, message: str
) -> None:
    page = officer.send(PRESS, **{name: said for name, said in TOLD.items() if name != missing})

    assert message in " ".join(page.summary)
    assert stored(session) == []


def test_a_second_question_about_place_or_night_is_asked_on_the_same_page(
    officer: Walk, session: Session
) -> None:
    on = clock.london_date(clock.now()) - timedelta(days=60)
    morning = on + timedelta(days=1)
    typed = {"on_day": str(on.day), "on_month": str(on.month), "on_year": str(on.year)}
    page = officer.send(PRESS, **TOLD | typed | {"band": "night"})
    assert "Choose which night is meant" in " ".join(page.summary)

    officer.send(PRESS, night=morning.isoformat())

    [one] = stored(session)
    assert one.occurred_on == morning


def test_a_page_without_its_draft_begins_again(officer: Walk, session: Session) -> None:
    officer.page.all("input")
    answer = officer.client.post("/reports/record/", data={"draft": "broken"})

    assert (answer.status_code, answer.location) == (303, "/reports/record/")
    assert stored(session) == []


def test_who_asks_for_a_list_of_places_is_not_told_what_else_is_missing(
    officer: Walk, session: Session
) -> None:
    page = officer.send("Show places near it", place="Boston")

    assert list(page.summary) == ["Choose which place is meant"]
    first = next(one for one in page.all("input") if one.attrib.get("name") == "choice")
    officer.send(PRESS, **TOLD | {"place": "Boston", "choice": first.attrib["value"]})
    assert len(stored(session)) == 1


def test_before_the_districts_are_known_nothing_typed_is_lost(app: Flask, session: Session) -> None:
    walk = Walk(browser(app, session))
    walk.open("/reports/record/")

    page = walk.send(PRESS, **TOLD | {"sex": "female"})

    assert walk.response.status_code == 400
    assert "does not know the districts yet" in " ".join(page.summary)
    districts(session)
    walk.send(PRESS)
    assert len(stored(session)) == 1
    assert session.scalars(select(AboutPerson)).one().answers == {"sex": "female"}
