"""One decision about several reports: each moves or says why not; all of it is one transaction."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.actor import Actor
from engagement.core.errors import NotAllowed, NotFound, Rejected
from engagement.reports.assignments.commands import Task, pass_on_report
from engagement.reports.decisions import DECISIONS, Decision, Said
from engagement.reports.models import Report

MOST: Final = 50
"""Reports of one decision: what an officer can have looked at on a page or two."""
NOT_YOURS: Final = "This report is not in your queue."


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one report; without a reason it moved."""

    report_id: UUID
    reason: str | None = None


def decide_many(
    session: Session,
    *,
    report_ids: Collection[UUID],
    decision: Decision,
    said: Said,
    actor: Actor,
    now: datetime,
) -> Sequence[Moved]:
    """The same decision about each, each under a savepoint.

    Rejected for none or too many, and for a note or an outcome that the decision lacks: then
    nothing may be committed.

    What lies outside the actor's districts is answered like what is not there.
    """
    decide = DECISIONS[decision]

    def move(report_id: UUID) -> None:
        decide(session, report_id=report_id, said=said, actor=actor, now=now)

    return _each(session, report_ids, move, said)


def pass_on_many(
    session: Session,
    *,
    report_ids: Collection[UUID],
    task: Task,
    actor: Actor,
    now: datetime,
) -> Sequence[Moved]:
    """One organisation is asked to deal with each, as if each were passed on by itself.

    Rejected for none or too many. A dark place moves only if the task says why it is dark.
    """

    def move(report_id: UUID) -> None:
        pass_on_report(session, report_id=report_id, task=task, actor=actor, now=now)

    return _each(session, report_ids, move)


def require_some(report_ids: Collection[UUID]) -> None:
    """Rejected for no report, and for more than can be decided about at once."""
    if not report_ids:
        raise Rejected("Tick the reports that you decide about.")
    if len(report_ids) > MOST:
        raise Rejected(f"Choose {MOST} reports at most.")


def _each(
    session: Session,
    report_ids: Collection[UUID],
    move: Callable[[UUID], None],
    said: Said | None = None,
) -> Sequence[Moved]:
    require_some(report_ids)
    _lock(session, report_ids)
    moved = []
    for report_id in sorted(set(report_ids)):
        try:
            with session.begin_nested():
                move(report_id)
        except Rejected as rejected:
            if said is not None and _is_about_the_form(rejected, said):
                raise
            moved.append(Moved(report_id, rejected.message))
        except (NotFound, NotAllowed):
            moved.append(Moved(report_id, NOT_YOURS))
        else:
            moved.append(Moved(report_id))
    return moved


def _is_about_the_form(rejected: Rejected, said: Said) -> bool:
    """Whether what is missing is missing for every report."""
    return rejected.field == "note" or (rejected.field == "outcome" and said.outcome is None)


def _lock(session: Session, report_ids: Collection[UUID]) -> None:
    """Hold all of them, in one order, before the first is recorded.

    The audit's head is locked from then on; an officer who waited for it with one of the later
    reports in hand would wait for ever.
    """
    session.execute(
        sa.select(Report.id)
        .where(Report.id.in_(sorted(report_ids)))
        .order_by(Report.id)
        .with_for_update()
    )
