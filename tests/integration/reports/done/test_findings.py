from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core.sources import (
    Finding,
    Period,
    Unit,
    activity_sources,
    content_blocks,
    evidence_sources,
)
from engagement.reports.concerns import Concern
from engagement.reports.findings import ACTION_RATE, LIGHTING, MEDIAN_DAYS, SOURCE
from engagement.reports.models import LightingCause, Outcome, ReportState
from tests.factories import BOSTON, LINCOLN, districts, report

APPROVED_ON = date(2026, 1, 5)
ALWAYS = Period()


def done_after(session: Session, days: int | None, **changes: Any) -> None:
    """An approved report about which something was done after so many days, or not yet."""
    acted = None if days is None else APPROVED_ON + timedelta(days=days)
    state = ReportState.APPROVED if days is None else ReportState.ACTION_TAKEN
    values: dict[str, Any] = {
        "state": state,
        "approved_on": APPROVED_ON,
        "acted_on": acted,
    } | changes
    report(session, **values)


def finding(
    session: Session, kind: str, *, area: str | None = None, theme: str | None = None, **asked: Any
) -> Finding:
    values = {"period": ALWAYS, "within": None} | asked
    found = SOURCE.findings(session, **values)
    return next(one for one in found if (one.kind, one.area, one.theme) == (kind, area, theme))


def test_the_action_rate_has_its_base_its_interval_and_its_caveat(session: Session) -> None:
    for days in (3, 4, None, None, None):
        done_after(session, days)

    rate = finding(session, ACTION_RATE)

    assert (rate.value, rate.n, rate.base_n, rate.unit) == (0.4, 2, 5, Unit.SHARE)
    assert rate.low is not None
    assert rate.high is not None
    assert (round(rate.low, 3), round(rate.high, 3)) == (0.118, 0.769)
    assert "not a sample" in rate.caveat
    assert rate.period == ALWAYS


@pytest.mark.parametrize(
    "state",
    [ReportState.NEW, ReportState.HELD, ReportState.REJECTED, ReportState.WITHDRAWN],
)
def test_what_nobody_approved_is_not_in_the_base(session: Session, state: ReportState) -> None:
    done_after(session, None)
    report(session, state=state)

    assert finding(session, ACTION_RATE).base_n == 1


def test_closed_without_action_ends_a_report_but_is_not_something_done(session: Session) -> None:
    done_after(
        session,
        None,
        state=ReportState.CLOSED,
        outcome=Outcome.NO_MONEY,
        closed_on=APPROVED_ON + timedelta(days=30),
    )

    assert finding(session, ACTION_RATE).n == 0
    assert finding(session, MEDIAN_DAYS).n == 1


def test_median_days_by_district_come_with_their_quartiles(session: Session) -> None:
    for days in range(10, 20):
        done_after(session, days)
    done_after(session, 400, district_code=LINCOLN)
    done_after(session, None)

    median = finding(session, MEDIAN_DAYS, area=BOSTON)

    assert (median.value, median.low, median.high) == (14.5, 12.25, 16.75)
    assert (median.n, median.base_n) == (10, 11)


def test_under_ten_that_ended_there_is_no_median(session: Session) -> None:
    for days in range(9):
        done_after(session, days)

    assert finding(session, MEDIAN_DAYS).value is None
    assert finding(session, MEDIAN_DAYS).n == 9


def test_what_was_done_first_ends_the_days(session: Session) -> None:
    for _number in range(10):
        done_after(
            session,
            5,
            state=ReportState.CLOSED,
            outcome=Outcome.REPAIRED,
            closed_on=APPROVED_ON + timedelta(days=50),
        )

    assert finding(session, MEDIAN_DAYS).value == 5


def test_a_concern_has_its_own_figures(session: Session) -> None:
    done_after(session, 3, concerns=(Concern.BADLY_LIT, Concern.FOLLOWED))
    done_after(session, None, concerns=(Concern.BADLY_LIT,))

    assert finding(session, ACTION_RATE, theme="followed").value == 1
    assert finding(session, ACTION_RATE, theme="badly-lit").value == 0.5
    assert finding(session, ACTION_RATE, theme="rundown").value is None


def test_causes_of_the_dark_count_reports_without_a_cause_in_the_base(session: Session) -> None:
    done_after(session, 3, lighting_cause=LightingCause.FAULT)
    done_after(session, None)

    found = [
        one for one in SOURCE.findings(session, period=ALWAYS, within=None) if one.kind == LIGHTING
    ]

    assert [(one.n, one.base_n, one.dont_know_n) for one in found] == [
        (1, 2, 1), (0, 2, 1), (0, 2, 1), (0, 2, 1)
    ]  # fmt: skip


def test_a_period_goes_by_the_day_of_approval_and_reach_by_district(session: Session) -> None:
    done_after(session, 3)
    done_after(session, 3, approved_on=date(2025, 1, 5), acted_on=date(2025, 2, 1))
    done_after(session, 3, district_code=LINCOLN)
    within_year = Period(date(2026, 1, 1), date(2026, 12, 31))
    boston = frozenset({BOSTON})

    assert finding(session, ACTION_RATE, period=within_year).base_n == 2
    assert finding(session, ACTION_RATE, within=boston).base_n == 2
    assert finding(session, ACTION_RATE, within=boston, period=within_year).base_n == 1


def test_need_is_a_rate_with_its_residents_and_no_rate_on_approximate_outlines(
    session: Session,
) -> None:
    districts(session, population=10_000)
    for _number in range(20):
        done_after(session, None)

    need = {one.area: one for one in SOURCE.need(session, period=ALWAYS, within=None)}
    boston = need[BOSTON]
    assert (boston.value, boston.n, boston.base_n) == (2.0, 20, 10_000)
    assert boston.low is not None
    assert round(boston.low, 3) == 1.222
    assert need[LINCOLN].value == 0

    districts(session, approximate=True)
    assert SOURCE.need(session, period=ALWAYS, within=None) == []


def test_the_app_hands_out_its_sources_by_what_they_can_do(app: Flask) -> None:
    with app.app_context():
        assert SOURCE in evidence_sources()
        assert SOURCE not in (*activity_sources(), *content_blocks())
