"""Reports like one: at the same place, near it, or with the same concerns in the same month."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from engagement.reports.models import Report, ReportConcern, ReportState
from engagement.reports.reach import Within, within_reach

SAME_METRES: Final = 50
NEAR_METRES: Final = 500
MOST: Final = 4


class Likeness(StrEnum):
    """In what a report is like another; the first is the closest."""

    SAME_PLACE = "same-place"
    NEAR = "near"
    SAME_CONCERNS = "same-concerns"


@dataclass(frozen=True, slots=True)
class Similar:
    """A report like another one; `metres` lie between the two, where both places are known."""

    report: Report
    likeness: Likeness
    metres: float | None


def similar_to(session: Session, *, report: Report, within: Within) -> Sequence[Similar]:
    """At most MOST reports like this one, the nearest first; then those of the same sort.

    Places known less exactly than NEAR_METRES are near nothing.
    """
    near = [
        Similar(one, _likeness(metres), metres)
        for one in _near(session, report, within)
        if (metres := _metres(report, one)) is not None
    ]
    found = {one.report.id for one in near} | {report.id}
    alike = _alike(session, report, within, found, MOST - len(near))
    return near + [Similar(one, Likeness.SAME_CONCERNS, _metres(report, one)) for one in alike]


def _near(session: Session, report: Report, within: Within) -> Sequence[Report]:
    """The nearest within NEAR_METRES; a box of the index first, then the exact distance."""
    if not _exact(report):
        return []
    x, y = _corner(report)
    east, north = Report.easting - x, Report.northing - y
    square = east * east + north * north
    here = [
        Report.easting.between(x - NEAR_METRES, x + NEAR_METRES),
        Report.northing.between(y - NEAR_METRES, y + NEAR_METRES),
        square <= NEAR_METRES**2,
        Report.precision_m <= NEAR_METRES,
    ]
    others = _others(within, {report.id}).where(*here)
    return session.scalars(others.order_by(square, Report.id).limit(MOST)).all()


def _alike(
    session: Session, report: Report, within: Within, known: set[UUID], limit: int
) -> Sequence[Report]:
    """Reports of the same month and district that share a concern, those that share most first."""
    named = [one.concern for one in report.concerns]
    if limit <= 0 or not named or report.occurred_month is None:
        return []
    shared = (
        sa.select(sa.func.count())
        .where(ReportConcern.report_id == Report.id, ReportConcern.concern.in_(named))
        .correlate(Report)
        .scalar_subquery()
    )
    same = [
        Report.occurred_month == report.occurred_month,
        Report.district_code == report.district_code,
        shared > 0,
    ]
    others = _others(within, known).where(*same)
    return session.scalars(others.order_by(shared.desc(), Report.id).limit(limit)).all()


def _others(within: Within, known: set[UUID]) -> sa.Select[Report]:
    return (
        sa.select(Report)
        .where(
            *within_reach(within),
            Report.state != ReportState.WITHDRAWN,
            Report.id.not_in(sorted(known)),
        )
        .options(selectinload(Report.concerns))
    )


def _exact(report: Report) -> bool:
    """Whether the place is known well enough to be near anything."""
    known = report.easting is not None and report.northing is not None
    return known and report.precision_m <= NEAR_METRES


def _metres(one: Report, other: Report) -> float | None:
    """Metres between two places; None unless both are known well enough."""
    if not (_exact(one) and _exact(other)):
        return None
    return math.dist(_corner(one), _corner(other))


def _corner(report: Report) -> tuple[float, float]:
    return report.easting or 0.0, report.northing or 0.0


def _likeness(metres: float) -> Likeness:
    return Likeness.SAME_PLACE if metres <= SAME_METRES else Likeness.NEAR
