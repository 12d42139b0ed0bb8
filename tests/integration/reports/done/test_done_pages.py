import csv
import io
from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.actor import Role
from engagement.reports.models import ReportState
from tests.factories import BOSTON, LINCOLN, districts, report
from tests.html import parse, words
from tests.integration.reports.officers import browser

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
LONG_AGO = date(2024, 1, 5)
PAGE = "/reports/done/"


def table(page: str, caption: str) -> dict[str, list[str]]:
    found = next(
        one for one in parse(page).all("table") if words(one.find("caption")).startswith(caption)
    )
    lines = [[words(cell) for cell in row if cell.tag in ("td", "th")] for row in found.iter("tr")]
    return {line[0]: line[1:] for line in lines[1:]}


def fill(session: Session) -> None:
    districts(session)
    for day in range(1, 13):
        approved, acted = date(2026, 1, 1), date(2026, 1, day)
        report(session, state=ReportState.ACTION_TAKEN, approved_on=approved, acted_on=acted)
    report(session, state=ReportState.APPROVED, approved_on=date(2026, 1, 1))
    report(session, state=ReportState.APPROVED, approved_on=LONG_AGO, district_code=LINCOLN)
    session.commit()


def test_the_page_shows_shares_and_days_of_the_last_year_by_district(
    app: Flask, session: Session
) -> None:
    fill(session)
    with clock.frozen(NOW):
        page = browser(app, session).get(PAGE).text

    assert "12 of 13 approved reports: 92%" in page
    assert table(page, "By district") == {
        "Boston": ["13", "12", "92%", "67% to 99%", "12", "6", "3 to 8"]
    }
    assert "not enough" not in table(page, "By district")["Boston"]


def test_all_of_them_can_be_asked_for(app: Flask, session: Session) -> None:
    fill(session)
    with clock.frozen(NOW):
        page = browser(app, session).get(f"{PAGE}?period=all").text

    assert table(page, "By district")["Lincoln"] == [
        "1",
        "0",
        "0%",
        "0% to 79%",
        "0",
        "not enough",
        "",
    ]


def test_without_reports_the_page_says_so(app: Flask, session: Session) -> None:
    page = browser(app, session).get(PAGE).text

    assert "No report was approved in this time." in page
    assert "Nothing to show." in page


def test_a_partner_sees_the_own_districts_only(app: Flask, session: Session) -> None:
    fill(session)
    partner = browser(app, session, Role.PARTNER, districts=frozenset({LINCOLN}))
    with clock.frozen(NOW):
        page = partner.get(f"{PAGE}?period=all").text

    assert "Boston" not in parse(page).text
    assert "0 of 1 approved reports" in page


def test_each_row_of_the_csv_carries_base_interval_method_and_caveat(
    app: Flask, session: Session
) -> None:
    fill(session)
    with clock.frozen(NOW):
        answer = browser(app, session).get(f"{PAGE}figures.csv")

    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    boston = next(
        one for one in rows if (one["finding"], one["district_code"]) == ("action-rate", BOSTON)
    )
    assert (boston["n"], boston["base_n"]) == ("12", "13")
    assert all(one["method"] and one["caveat"] and one["taken_by"] for one in rows)
    taken = select(AuditEntry.subject).where(AuditEntry.action == "map-figures-exported")
    assert session.scalars(taken).all() == ["done"]
