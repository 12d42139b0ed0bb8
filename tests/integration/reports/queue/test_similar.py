from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from engagement.reports.concerns import Concern
from engagement.reports.models import Report, ReportState
from engagement.reports.queue.similar import MOST, Likeness, similar_to
from tests.factories import LINCOLN, report
from tests.integration.reports.partners import IN_BOSTON

X, Y = 532_500.0, 343_700.0


def here(session: Session, **changes: Any) -> Report:
    one = report(session, easting=X, northing=Y, **changes)
    session.commit()
    return session.scalars(
        sa.select(Report).where(Report.id == one.id).options(selectinload(Report.concerns))
    ).one()


def likes(session: Session, one: Report, within: Any = None) -> list[tuple[Any, Likeness, Any]]:
    found = similar_to(session, report=one, within=within)
    return [(each.report.id, each.likeness, each.metres) for each in found]


def test_the_nearest_come_first_and_say_how_far_they_are(session: Session) -> None:
    far = report(session, easting=X + 400, northing=Y + 300)
    same = report(session, easting=X + 30, northing=Y + 40)
    near = report(session, easting=X + 60, northing=Y)
    report(session, easting=X + 400, northing=Y + 310, concerns=(), occurred_on=None)
    one = here(session)

    assert likes(session, one)[:3] == [
        (same.id, Likeness.SAME_PLACE, 50.0),
        (near.id, Likeness.NEAR, 60.0),
        (far.id, Likeness.NEAR, 500.0),
    ]


def test_then_those_of_the_month_that_share_most_concerns(session: Session) -> None:
    away: dict[str, Any] = {"easting": X + 5_000}
    one_shared = report(session, concerns=(Concern.FOLLOWED,), **away)
    both = report(session, concerns=(Concern.FOLLOWED, Concern.RUNDOWN), **away)
    report(session, concerns=(Concern.DRUGS_OR_ALCOHOL,), **away)
    report(
        session, concerns=(Concern.FOLLOWED,), occurred_month="2025-04", occurred_on=None, **away
    )
    one = here(session, concerns=(Concern.FOLLOWED, Concern.RUNDOWN))

    found = likes(session, one)

    assert [each[0] for each in found] == [both.id, one_shared.id]
    assert {each[1] for each in found} == {Likeness.SAME_CONCERNS}


def test_there_are_four_at_most(session: Session) -> None:
    for step in range(6):
        report(session, easting=X + step * 10, northing=Y)
    one = here(session)

    assert len(likes(session, one)) == MOST


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": ReportState.WITHDRAWN},
        {"district_code": LINCOLN},
        {"district_confirmed": False},
        {"district_code": None, "district_confirmed": False},
    ],
)
def test_what_may_not_be_seen_is_like_nothing(session: Session, hidden: Any) -> None:
    report(session, easting=X, northing=Y, **hidden)
    one = here(session)

    assert likes(session, one, within=IN_BOSTON) == []


def test_a_place_that_is_only_a_name_is_near_nothing(session: Session) -> None:
    coarse = report(session, easting=X, northing=Y, precision_m=2_000)
    one = here(session)

    assert likes(session, one) == [(coarse.id, Likeness.SAME_CONCERNS, None)]
    coarse_too = session.get_one(Report, coarse.id, options=[selectinload(Report.concerns)])
    assert {each[1] for each in likes(session, coarse_too)} == {Likeness.SAME_CONCERNS}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_neighbourhood_is_found_by_an_index(session: Session) -> None:
    plan = session.connection().exec_driver_sql(
        "EXPLAIN QUERY PLAN SELECT id FROM reports "
        "WHERE easting BETWEEN 1 AND 2 AND northing BETWEEN 1 AND 2"
    )

    assert "ix_reports_easting_northing" in " ".join(str(row) for row in plan)
