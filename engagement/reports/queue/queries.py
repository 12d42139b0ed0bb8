"""What needs a person now, in the order in which it does."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from engagement.accounts.models import Organisation
from engagement.core.partnership import Targets
from engagement.reports.assignments.queries import (
    answering_organisations,
    holders,
    is_overdue,
    overdue,
)
from engagement.reports.models import OPEN, Assignment, Report, ReportState
from engagement.reports.reach import Within, district_of, within_reach

S = TypeVar("S", bound=sa.Select[Any])
State = ReportState
PAGE: Final = 25
UNREAD: Final = (State.NEW, State.HELD)


class Need(StrEnum):
    """What somebody has to do with a report; the first is the most urgent."""

    READ = "read"
    CHASE = "chase"
    PASS_ON = "pass-on"  # noqa: S105  not a word to pass
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which reports; without a state those that need somebody."""

    state: ReportState | None = None
    overdue: bool = False
    organisation_id: UUID | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report, what has to be done with it, whose work it is, and whether that is late."""

    report: Report
    need: Need | None
    holder: str | None
    due_on: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some of the queue, the most urgent first, and how many there are in all."""

    waiting: Sequence[Waiting]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Today:
    """What lateness is measured by."""

    day: date
    targets: Targets

    @property
    def read_from(self) -> date:
        """A report of a week before this one should have been read."""
        return self.day - timedelta(weeks=self.targets.read_weeks, days=self.day.weekday())


def queue(
    session: Session, *, narrowed: QueueFilter, within: Within, today: Today, number: int = 1
) -> QueuePage:
    """One page of the queue; a number beyond the last gives the last page."""
    where = _where(narrowed, within, today)
    total = session.scalar(_joined(sa.select(sa.func.count(Report.id))).where(*where)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    reports = session.scalars(
        _joined(sa.select(Report))
        .where(*where)
        .order_by(
            _rank(today), Assignment.due_on, Report.received_week.asc().nulls_last(), Report.id
        )
        .options(selectinload(Report.concerns))
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    held = holders(session, report_ids=[one.id for one in reports])
    return QueuePage([_waiting(one, held, today) for one in reports], total, number, pages)


def counts_of_states(session: Session, *, within: Within) -> Mapping[ReportState, int]:
    """Reports by state, all of them, each state named."""
    rows = session.execute(
        sa.select(Report.state, sa.func.count())
        .where(*within_reach(within))
        .group_by(Report.state)
        .order_by(Report.state)
    ).all()
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in ReportState}


def count_overdue(session: Session, *, within: Within, today: Today) -> int:
    """How many reports are late: to be read, answered or dealt with."""
    counted = _joined(sa.select(sa.func.count(Report.id)))
    return session.scalar(counted.where(*within_reach(within), _late(today))) or 0


def asked_organisations(session: Session, *, within: Within) -> Sequence[Organisation]:
    """Organisations that have to deal with a report now, by name."""
    asked = (
        sa.select(Assignment.organisation_id)
        .join(Report)
        .where(Assignment.state.in_(sorted(OPEN)), *within_reach(within))
    )
    return session.scalars(
        sa.select(Organisation).where(Organisation.id.in_(asked)).order_by(Organisation.name)
    ).all()


def ticked_reports(
    session: Session, *, report_ids: Iterable[UUID], within: Within
) -> Sequence[Report]:
    """Those of some reports that may be seen, in the order of their numbers."""
    return session.scalars(
        sa.select(Report)
        .where(Report.id.in_(sorted(report_ids)), *within_reach(within))
        .order_by(Report.id)
        .options(selectinload(Report.concerns))
    ).all()


def organisations_for(
    session: Session, *, reports: Iterable[Report]
) -> Sequence[tuple[Organisation, int]]:
    """Who can be asked about some of these reports, each with about how many; by name."""
    districts = Counter(filter(None, (district_of(one) for one in reports)))
    found: dict[UUID, Organisation] = {}
    counts: Counter[UUID] = Counter()
    for district, count in sorted(districts.items()):
        for one in answering_organisations(session, district=district):
            found[one.id] = one
            counts[one.id] += count
    return [(one, counts[one.id]) for one in sorted(found.values(), key=lambda each: each.name)]


def late(report: Report, assignment: Assignment | None, today: Today) -> bool:
    """Whether a report is late, as it stands."""
    if report.state in UNREAD:
        return report.received_week is not None and report.received_week < today.read_from
    return (
        report.state is State.PASSED_ON
        and assignment is not None
        and is_overdue(assignment, targets=today.targets, today=today.day)
    )


def _joined(selected: S) -> S:
    """Reports with their open assignments: at most one each."""
    mine = sa.and_(Assignment.report_id == Report.id, Assignment.state.in_(sorted(OPEN)))
    return selected.select_from(Report).outerjoin(Assignment, mine)


def _late(today: Today) -> sa.ColumnElement[bool]:
    unread = sa.and_(Report.state.in_(UNREAD), Report.received_week < today.read_from)
    passed = sa.and_(
        Report.state == State.PASSED_ON, overdue(targets=today.targets, today=today.day)
    )
    return sa.or_(unread, passed)


def _where(narrowed: QueueFilter, within: Within, today: Today) -> list[sa.ColumnElement[bool]]:
    where = within_reach(within)
    if narrowed.state is not None:
        where.append(Report.state == narrowed.state)
    elif narrowed.organisation_id is None:
        needing = Report.state.in_([*UNREAD, State.APPROVED, State.ACTION_TAKEN])
        where.append(sa.or_(needing, _late(today)))
    if narrowed.overdue:
        where.append(_late(today))
    if narrowed.organisation_id is not None:
        where.append(Assignment.organisation_id == narrowed.organisation_id)
    if narrowed.district is not None:
        where.append(Report.district_code == narrowed.district)
    return where


def _rank(today: Today) -> sa.ColumnElement[int]:
    """Unread first, then late, then what waits to be passed on, then to be closed."""
    return sa.case(
        (Report.state.in_(UNREAD), 0),
        (_late(today), 1),
        (Report.state == State.APPROVED, 2),
        (Report.state == State.ACTION_TAKEN, 3),
        else_=4,
    )


_NEEDS: Final[Mapping[ReportState, Need]] = {
    State.NEW: Need.READ,
    State.HELD: Need.READ,
    State.APPROVED: Need.PASS_ON,
    State.ACTION_TAKEN: Need.CLOSE,
}


def _waiting(report: Report, held: Mapping[UUID, tuple[Assignment, str]], today: Today) -> Waiting:
    assignment, holder = held.get(report.id, (None, None))
    is_late = late(report, assignment, today)
    chased = Need.CHASE if is_late and report.state is State.PASSED_ON else None
    return Waiting(
        report=report,
        need=_NEEDS.get(report.state, chased),
        holder=holder,
        due_on=assignment.due_on if assignment else None,
        overdue=is_late,
    )
