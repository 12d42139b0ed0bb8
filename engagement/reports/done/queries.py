"""Approved reports as far as they came; everything is counted by the day of approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.sources import Period
from engagement.reports.concerns import Concern
from engagement.reports.models import ACCEPTED, LightingCause, Report, ReportConcern
from engagement.reports.reach import Within


@dataclass(frozen=True, slots=True)
class Handled:
    """An approved report: where it counts, and the days on which it was approved and ended.

    `acted_on` is the day something was done, None while nothing was; `ended_on` the earlier of that
    day and the day it was closed.
    """

    district_code: str | None
    concerns: frozenset[Concern]
    approved_on: date | None
    acted_on: date | None
    ended_on: date | None
    lighting_cause: LightingCause | None
    demonstration: bool

    @property
    def days(self) -> int | None:
        """Days from approval until something was done or it was closed; None without both."""
        if self.approved_on is None or self.ended_on is None:
            return None
        return max((self.ended_on - self.approved_on).days, 0)


def handled_reports(session: Session, *, period: Period, within: Within) -> Sequence[Handled]:
    """Reports that were accepted, approved in a period; without one also those of no known day."""
    where = _where(period, within)
    named: dict[object, set[Concern]] = {}
    for report_id, concern in session.execute(
        sa.select(ReportConcern.report_id, ReportConcern.concern)
        .join(Report, Report.id == ReportConcern.report_id)
        .where(*where)
        .order_by(ReportConcern.report_id, ReportConcern.concern)
    ):
        named.setdefault(report_id, set()).add(concern)
    columns = sa.select(
        Report.id,
        Report.district_code,
        Report.approved_on,
        Report.acted_on,
        Report.closed_on,
        Report.lighting_cause,
        Report.demonstration,
    )
    return [
        Handled(
            district_code=district,
            concerns=frozenset(named.get(report_id, ())),
            approved_on=approved,
            acted_on=acted,
            ended_on=min(filter(None, (acted, closed)), default=None),
            lighting_cause=cause,
            demonstration=demonstration,
        )
        for report_id, district, approved, acted, closed, cause, demonstration in session.execute(
            columns.where(*where).order_by(Report.id)
        )
    ]


def _where(period: Period, within: Within) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = [Report.state.in_(sorted(ACCEPTED))]
    if period.since is not None:
        where.append(Report.approved_on >= period.since)
    if period.until is not None:
        beyond = Report.approved_on > period.until
        where.append(sa.or_(Report.approved_on.is_(None), sa.not_(beyond)))
    if within is not None:
        where.append(Report.district_code.in_(sorted(within)))
    return where
