"""Whose work reports are. An organisation sees its own, in the districts of whoever asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from engagement.accounts.models import Officer, Organisation
from engagement.accounts.permissions import Action, may
from engagement.core.actor import Actor
from engagement.core.partnership import Targets
from engagement.reports.concerns import Concern
from engagement.reports.models import OPEN, Assignment, AssignmentState, Report, ReportState
from engagement.reports.reach import Within, within_reach

PAGE: Final = 25
BY_ID: Final = Assignment.id


class Sort(StrEnum):
    """What an organisation may look at of what it was given."""

    ALL = "all"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Given:
    """An open assignment with its report, and whether it is late."""

    assignment: Assignment
    report: Report
    overdue: bool


@dataclass(frozen=True, slots=True)
class GivenPage:
    """Some open assignments, the most urgent first, and how many there are in all."""

    given: Sequence[Given]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open assignments there are of each sort; one can be waiting and overdue."""

    waiting: int
    accepted: int
    overdue: int


def is_dark(report: Report) -> bool:
    """Whether a report names bad lighting: passing it on asks why the place is dark."""
    return any(one.concern is Concern.BADLY_LIT for one in report.concerns)


def open_assignment(session: Session, *, report_id: UUID) -> Assignment | None:
    """The assignment of a report that is somebody's work now."""
    return session.scalar(
        sa.select(Assignment)
        .where(Assignment.report_id == report_id, Assignment.state.in_(sorted(OPEN)))
        .order_by(BY_ID)
    )


def assignments_of(
    session: Session, *, report_id: UUID, organisation_id: UUID | None = None
) -> Sequence[tuple[Assignment, str]]:
    """A report's assignments with their organisations' names, the first one first.

    With an organisation only its own.
    """
    where = [Assignment.report_id == report_id]
    if organisation_id is not None:
        where.append(Assignment.organisation_id == organisation_id)
    rows = session.execute(
        sa.select(Assignment, Organisation.name)
        .join(Organisation, Organisation.id == Assignment.organisation_id)
        .where(*where)
        .order_by(Assignment.made_on, Assignment.state.in_(sorted(OPEN)), BY_ID)
    ).all()
    return [(row[0], row[1]) for row in rows]


def holders(session: Session, *, report_ids: Iterable[UUID]) -> dict[UUID, tuple[Assignment, str]]:
    """The open assignment of each of these reports that has one, with the organisation's name."""
    rows = session.execute(
        sa.select(Assignment, Organisation.name)
        .join(Organisation, Organisation.id == Assignment.organisation_id)
        .where(Assignment.report_id.in_(sorted(report_ids)), Assignment.state.in_(sorted(OPEN)))
        .order_by(BY_ID)
    ).all()
    return {row[0].report_id: (row[0], row[1]) for row in rows}


def answering_organisations(session: Session, *, district: str) -> Sequence[Organisation]:
    """Organisations of which somebody can answer for a district, by name."""
    officers = session.execute(
        sa.select(Officer.organisation_id, Officer.roles, Officer.districts)
        .where(Officer.active)
        .order_by(Officer.id)
    ).all()
    found = {
        organisation_id
        for organisation_id, roles, districts in officers
        if may(
            Actor(None, "", organisation_id, roles, districts), Action.ANSWER_ASSIGNMENT, district
        )
    }
    return session.scalars(
        sa.select(Organisation)
        .where(Organisation.id.in_(sorted(found)))
        .order_by(Organisation.name)
    ).all()


def is_overdue(assignment: Assignment, *, targets: Targets, today: date) -> bool:
    """Whether an open assignment is late: not answered in time, or not done by its day."""
    unanswered = assignment.state is AssignmentState.WAITING and (
        assignment.made_on < today - timedelta(days=targets.answer_days)
    )
    return assignment.is_open and (unanswered or assignment.due_on < today)


def overdue(*, targets: Targets, today: date) -> sa.ColumnElement[bool]:
    """The same as a condition of a query over assignments."""
    answered_by = today - timedelta(days=targets.answer_days)
    unanswered = sa.and_(
        Assignment.state == AssignmentState.WAITING, Assignment.made_on < answered_by
    )
    return sa.and_(
        Assignment.state.in_(sorted(OPEN)), sa.or_(unanswered, Assignment.due_on < today)
    )


def given_to(
    session: Session,
    *,
    organisation_id: UUID,
    within: Within,
    targets: Targets,
    today: date,
    sort: Sort = Sort.ALL,
    number: int = 1,
) -> GivenPage:
    """What an organisation has to deal with, what is due first first."""
    where = [*_own(organisation_id, within), _sort(sort, targets, today)]
    counted = sa.select(sa.func.count()).select_from(Assignment).join(Report).where(*where)
    total = session.scalar(counted) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    rows = session.execute(
        sa.select(Assignment, Report)
        .join(Report, Report.id == Assignment.report_id)
        .where(*where)
        .order_by(Assignment.due_on, BY_ID)
        .options(selectinload(Report.concerns))
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    given = [
        Given(assignment, report, is_overdue(assignment, targets=targets, today=today))
        for assignment, report in rows
    ]
    return GivenPage(given, total, number, pages)


def counts_given(
    session: Session, *, organisation_id: UUID, within: Within, targets: Targets, today: date
) -> Counts:
    """How much an organisation has to deal with."""

    def number(sort: Sort) -> int:
        counted = (
            sa.select(sa.func.count())
            .select_from(Assignment)
            .join(Report)
            .where(*_own(organisation_id, within), _sort(sort, targets, today))
        )
        return session.scalar(counted) or 0

    return Counts(number(Sort.WAITING), number(Sort.ACCEPTED), number(Sort.OVERDUE))


def _own(organisation_id: UUID, within: Within) -> list[sa.ColumnElement[bool]]:
    return [
        Assignment.organisation_id == organisation_id,
        Assignment.state.in_(sorted(OPEN)),
        Report.state == ReportState.PASSED_ON,
        *within_reach(within),
    ]


def _sort(sort: Sort, targets: Targets, today: date) -> sa.ColumnElement[bool]:
    return {
        Sort.ALL: sa.true(),
        Sort.WAITING: Assignment.state == AssignmentState.WAITING,
        Sort.ACCEPTED: Assignment.state == AssignmentState.ACCEPTED,
        Sort.OVERDUE: overdue(targets=targets, today=today),
    }[sort]
