from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engagement.core.partnership import Targets
from engagement.reports.assignments.commands import accept_assignment
from engagement.reports.models import Report, ReportState
from engagement.reports.queue.queries import (
    Need,
    QueueFilter,
    Today,
    asked_organisations,
    count_overdue,
    counts_of_states,
    queue,
)
from tests.factories import BOSTON, LINCOLN, report
from tests.integration.reports.partners import (
    DUE,
    IN_BOSTON,
    NOW,
    TODAY,
    approved,
    given,
    partner,
)

WEEK = timedelta(weeks=1)
MONDAY = date(2026, 6, 8)
HERE = Today(TODAY, Targets())


def waiting(session: Session, within: Any = None, day: Any = TODAY, **narrowed: Any) -> list[Any]:
    page = queue(
        session,
        narrowed=QueueFilter(**narrowed),
        within=within,
        today=Today(day, Targets()),
    )
    assert page.total == len(page.waiting)
    return list(page.waiting)


def found(session: Session, **asked: Any) -> list[Report]:
    return [one.report for one in waiting(session, **asked)]


def test_unread_comes_first_then_what_is_late_then_what_waits_to_go_on(session: Session) -> None:
    done = report(session, state=ReportState.ACTION_TAKEN)
    ready = approved(session)
    late = given(session, partner(session), due=TODAY)
    newer = report(session, received_week=MONDAY)
    older = report(session, state=ReportState.HELD, received_week=MONDAY - WEEK)
    report(session, state=ReportState.REJECTED)
    given(session, partner(session), due=TODAY + WEEK)

    rows = waiting(session, day=TODAY + timedelta(days=1))

    assert [one.report for one in rows] == [older, newer, late, ready, done]
    assert [one.need for one in rows] == [
        Need.READ,
        Need.READ,
        Need.CHASE,
        Need.PASS_ON,
        Need.CLOSE,
    ]


@pytest.mark.parametrize(("weeks", "late"), [(2, False), (3, True)])
def test_a_report_should_be_read_two_whole_weeks_after_its_own(
    session: Session, weeks: int, *, late: bool
) -> None:
    report(session, received_week=MONDAY - weeks * WEEK)

    [one] = waiting(session)

    assert one.overdue is late
    assert count_overdue(session, within=None, today=HERE) == int(late)


def test_an_import_has_no_week_and_is_never_late_to_be_read(session: Session) -> None:
    report(session, received_week=None)

    assert count_overdue(session, within=None, today=HERE) == 0


@pytest.mark.parametrize(("days", "late"), [(14, False), (15, True)])
def test_an_organisation_has_two_weeks_to_answer(
    session: Session, days: int, *, late: bool
) -> None:
    to = partner(session)
    one = given(session, to, due=DUE + 10 * WEEK)
    then = TODAY + timedelta(days=days)

    assert [each.overdue for each in waiting(session, day=then, state=ReportState.PASSED_ON)] == [
        late
    ]

    accept_assignment(session, report_id=one.id, actor=to.actor(), now=NOW)
    assert not waiting(session, day=then, state=ReportState.PASSED_ON)[0].overdue


def test_what_is_accepted_is_late_after_its_day(session: Session) -> None:
    to = partner(session)
    one = given(session, to, due=TODAY)
    accept_assignment(session, report_id=one.id, actor=to.actor(), now=NOW)

    assert found(session, day=TODAY, overdue=True) == []
    assert found(session, day=TODAY + timedelta(days=1), overdue=True) == [one]


def test_filters_narrow_to_state_organisation_and_district(session: Session) -> None:
    to = partner(session)
    one = given(session, to)
    there = report(session, district_code=LINCOLN)
    here = report(session)

    assert found(session, state=ReportState.PASSED_ON) == [one]
    assert found(session, organisation_id=to.organisation_id) == [one]
    assert found(session, district=LINCOLN) == [there]
    assert found(session, within=IN_BOSTON) == [here]
    assert [each.holder for each in waiting(session, organisation_id=to.organisation_id)] == [
        f"{to_name(session, to)}"
    ]


def to_name(session: Session, officer: Any) -> str:
    [organisation] = asked_organisations(session, within=None)
    assert organisation.id == officer.organisation_id
    return organisation.name


def test_what_lies_elsewhere_or_perhaps_is_neither_listed_nor_counted(session: Session) -> None:
    report(session, district_code=LINCOLN, received_week=MONDAY - 5 * WEEK)
    report(session, district_confirmed=False, received_week=MONDAY - 5 * WEEK)
    report(session, district_code=None, district_confirmed=False)

    assert found(session, within=IN_BOSTON) == []
    assert count_overdue(session, within=IN_BOSTON, today=HERE) == 0
    assert set(counts_of_states(session, within=IN_BOSTON).values()) == {0}
    assert counts_of_states(session, within=None)[ReportState.NEW] == 3
    assert len(found(session)) == 3


def test_each_organisation_that_is_asked_is_offered_within_reach(session: Session) -> None:
    given(session, partner(session))
    given(session, partner(session, frozenset({LINCOLN})), district_code=LINCOLN)

    assert len(asked_organisations(session, within=None)) == 2
    assert len(asked_organisations(session, within=frozenset({BOSTON}))) == 1
