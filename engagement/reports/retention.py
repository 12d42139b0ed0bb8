"""How reports go: words first, then the burst number, in the end all but counts.

A report's time runs from the later of two days: the last of the month in which it happened, and the
last of the week in which it was received (for an import: the day of the import, so that older
records are not gone on the night after they were loaded). Made-up reports stay until the
demonstration is removed.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, selectinload

from engagement.core.retention import RetentionRule, start_of
from engagement.reports.models import (
    ACCEPTED,
    ACTED,
    AboutPerson,
    Report,
    ReportCount,
    ReportImport,
    ReportState,
    ReportText,
)
from engagement.reports.models.counts import ALL

WEEK: Final = timedelta(days=7)


class Ended(StrEnum):
    """How a report stood when it went."""

    ACTED = "acted"
    NOT_DONE = "not-done"
    ACCEPTED = "accepted"
    UNCHECKED = "unchecked"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class CountKey(NamedTuple):
    """What a row of counts is about."""

    source: str
    month: str
    district_code: str
    concern: str
    ended: str


def count_reports(session: Session, *, before: date) -> int:
    """Reports whose time began before a day."""
    return session.scalar(select(func.count()).select_from(Report).where(_over(before))) or 0


def destroy_reports(session: Session, *, before: date, limit: int) -> int:
    """Add them to the counts and delete them, with everything that hangs on them."""
    due = session.scalars(
        select(Report)
        .where(_over(before))
        .order_by(Report.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # two runs at once must not count one report twice
        .options(selectinload(Report.concerns))
    ).all()
    _add_counts(session, Counter(key for report in due for key in _keys(report)))
    session.execute(delete(Report).where(Report.id.in_([report.id for report in due])))
    return len(due)


def count_texts(session: Session, *, before: date) -> int:
    """Texts of reports that were closed, or received and rejected, before a day."""
    due = select(func.count()).select_from(ReportText).join(Report).where(_finished(before))
    return session.scalar(due) or 0


def destroy_texts(session: Session, *, before: date, limit: int) -> int:
    """Delete the sender's own words; the report stays."""
    due = select(ReportText.report_id).join(Report).where(_finished(before))
    some = due.order_by(ReportText.report_id).limit(limit)
    gone = delete(ReportText).where(ReportText.report_id.in_(some))
    return len(session.execute(gone.returning(ReportText.report_id)).all())


def count_bursts(session: Session, *, before: date) -> int:
    """Reports received before a day that still have their burst number."""
    return session.scalar(select(func.count()).select_from(Report).where(_in_burst(before))) or 0


def destroy_bursts(session: Session, *, before: date, limit: int) -> int:
    """Take the burst number off; the report stays."""
    some = select(Report.id).where(_in_burst(before)).order_by(Report.id).limit(limit)
    taken = update(Report).where(Report.id.in_(some)).values(burst=None).returning(Report.id)
    return len(session.execute(taken).all())


def count_people(session: Session, *, before: date) -> int:
    """Answers about people from quarters that had ended before a day."""
    due = (
        select(func.count()).select_from(AboutPerson).where(AboutPerson.quarter < _quarter(before))
    )
    return session.scalar(due) or 0


def destroy_people(session: Session, *, before: date, limit: int) -> int:
    """Delete them."""
    due = select(AboutPerson.id).where(AboutPerson.quarter < _quarter(before))
    some = due.order_by(AboutPerson.id).limit(limit)
    gone = delete(AboutPerson).where(AboutPerson.id.in_(some)).returning(AboutPerson.id)
    return len(session.execute(gone).all())


def _over(before: date) -> ColumnElement[bool]:
    """What has no day at all has no age, and stays: a tombstone must not go too early."""
    imported = select(ReportImport.id).where(ReportImport.started_at < start_of(before))
    days = (Report.occurred_month, Report.received_week, Report.import_id)
    return and_(
        Report.demonstration.is_(False),
        or_(*(day.is_not(None) for day in days)),
        or_(Report.occurred_month.is_(None), Report.occurred_month < f"{before:%Y-%m}"),
        or_(Report.received_week.is_(None), Report.received_week <= before - WEEK),
        or_(Report.import_id.is_(None), Report.import_id.in_(imported)),
    )


def _finished(before: date) -> ColumnElement[bool]:
    rejected = and_(Report.state == ReportState.REJECTED, Report.received_week <= before - WEEK)
    return and_(Report.demonstration.is_(False), or_(Report.closed_on < before, rejected))


def _in_burst(before: date) -> ColumnElement[bool]:
    return and_(
        Report.demonstration.is_(False),
        Report.burst.is_not(None),
        Report.received_week <= before - WEEK,
    )


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _keys(report: Report) -> Sequence[CountKey]:
    received = "" if report.received_week is None else f"{report.received_week:%Y-%m}"
    ended, month = _ended(report).value, report.occurred_month or received
    concerns = [ALL, *(one.concern.value for one in report.concerns)]
    where = report.district_code or ""
    return [CountKey(report.source, month, where, one, ended) for one in concerns]


def _ended(report: Report) -> Ended:
    if report.outcome in ACTED or report.state == ReportState.ACTION_TAKEN:
        return Ended.ACTED
    if report.outcome is not None:
        return Ended.NOT_DONE
    if report.state in ACCEPTED:
        return Ended.ACCEPTED
    plain = {
        ReportState.REJECTED: Ended.REJECTED,
        ReportState.WITHDRAWN: Ended.WITHDRAWN,
    }
    return plain.get(report.state, Ended.UNCHECKED)


def _add_counts(session: Session, counts: Counter[CountKey]) -> None:
    for key, number in sorted(counts.items()):
        row = session.get(ReportCount, tuple(key), with_for_update=True)
        if row is None:
            session.add(ReportCount(**key._asdict(), n=number))
        else:
            row.n += number
    session.flush()


RULES: Final = (
    RetentionRule(
        kind="free-text",
        what=_l("What people wrote in their own words"),
        counted_from=_l("the day that the report was closed; if rejected, the week it came in"),
        due=count_texts,
        destroy=destroy_texts,
        left=_l("the report without the words"),
    ),
    RetentionRule(
        kind="bursts",
        what=_l("Burst numbers of reports"),
        counted_from=_l("the end of the week in which the report came in"),
        due=count_bursts,
        destroy=destroy_bursts,
        left=_l("the report without the number"),
    ),
    RetentionRule(
        kind="reports",
        what=_l("Reports, with all that was done about them"),
        counted_from=_l(
            "the end of the month in which it happened, or of the week in which it came in "
            "(imports: the day of the import), whichever is later"
        ),
        due=count_reports,
        destroy=destroy_reports,
        left=_l("counts by source, month, district, reason and how it ended"),
    ),
    RetentionRule(
        kind="about-people",
        what=_l("Answers of people about themselves"),
        counted_from=_l("the end of the quarter in which they were given"),
        due=count_people,
        destroy=destroy_people,
    ),
)
