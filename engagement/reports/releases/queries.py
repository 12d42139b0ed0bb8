"""Releases as they are stored, and the true counts that the next one is made from."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.errors import NotFound
from engagement.disclosure.tables import Group
from engagement.reports.concerns import Concern
from engagement.reports.models import (
    ACCEPTED,
    PUBLIC_SOURCE,
    Report,
    ReportConcern,
    ReportRelease,
)

PUBLISHED_REASONS: Final = tuple(
    concern for concern in Concern if concern not in (Concern.OTHER_PLACE, Concern.OTHER_HARASSMENT)
)
"""Not "something else": so a report may name none of these, and a hidden one can be zero."""


def latest_release(session: Session, *, demonstration: bool) -> ReportRelease | None:
    """The release that the public sees; a demonstration has its own."""
    return session.scalar(_newest_first(demonstration=demonstration).limit(1))


def release_with_hash(session: Session, *, sha256: str) -> ReportRelease:
    """Any release ever made, by the hash of its bytes; NotFound for others."""
    found = session.scalar(sa.select(ReportRelease).where(ReportRelease.sha256 == sha256))
    if found is None:
        raise NotFound
    return found


def releases(session: Session, *, demonstration: bool) -> Sequence[ReportRelease]:
    """Every release, the newest first."""
    return session.scalars(_newest_first(demonstration=demonstration)).all()


def groups_to_publish(
    session: Session,
    *,
    codes: Collection[str],
    since: date | None,
    until: date,
    demonstration: bool,
) -> dict[str, Group]:
    """Each district's accepted reports from people, those about which something was done, reasons.

    Counted by the day of approval, both ends included; `since` None is the beginning. Imports are
    left out: what they hold was counted by somebody else. Only districts that are confirmed count;
    made-up reports count in demonstration mode alone.
    """
    where = _counted(codes, since, until, demonstration=demonstration)
    told = session.execute(
        sa.select(Report.district_code, sa.func.count(), sa.func.count(Report.acted_on))
        .where(*where)
        .group_by(Report.district_code)
        .order_by(Report.district_code)
    ).all()
    named = session.execute(
        sa.select(Report.district_code, ReportConcern.concern, sa.func.count())
        .join(ReportConcern, ReportConcern.report_id == Report.id)
        .where(*where, ReportConcern.concern.in_(PUBLISHED_REASONS))
        .group_by(Report.district_code, ReportConcern.concern)
        .order_by(Report.district_code, ReportConcern.concern)
    ).all()
    reasons = {code: dict.fromkeys((one.value for one in PUBLISHED_REASONS), 0) for code in codes}
    for code, concern, count in named:
        reasons[code or ""][concern.value] = count
    counts = {code: (whole, part) for code, whole, part in told}
    return {code: Group(*counts.get(code, (0, 0)), reasons[code]) for code in codes}


def _newest_first(*, demonstration: bool) -> sa.Select[ReportRelease]:
    made = ReportRelease.demonstration.is_(demonstration)
    return sa.select(ReportRelease).where(made).order_by(ReportRelease.made_on.desc())


def _counted(
    codes: Collection[str], since: date | None, until: date, *, demonstration: bool
) -> list[sa.ColumnElement[bool]]:
    """A report that was approved before days were kept counts from the beginning."""
    approved = sa.func.coalesce(Report.approved_on, date.min)
    where = [
        Report.state.in_(sorted(ACCEPTED)),
        Report.district_code.in_(sorted(codes)),
        Report.district_confirmed.is_(True),
        approved <= until,
    ]
    if since is not None:
        where.append(approved >= since)
    if demonstration:
        where.append(sa.or_(Report.demonstration.is_(True), Report.source == PUBLIC_SOURCE))
    else:
        where.append(sa.and_(Report.demonstration.is_(False), Report.source == PUBLIC_SOURCE))
    return where
