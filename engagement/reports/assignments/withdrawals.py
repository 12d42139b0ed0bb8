"""Copies of withdrawn reports: which an organisation has still to delete, and that it did.

The place of such a report is gone, and with it its district: an organisation's own officers confirm
for the organisation, wherever they work.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, holds
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.clock import london_date
from engagement.core.errors import NotAllowed, Rejected
from engagement.reports.events import KIND, Event
from engagement.reports.models import ReportShare


@dataclass(frozen=True, slots=True)
class Copy:
    """A withdrawn report by the number that exports carry, and since when it is withdrawn."""

    report_id: UUID
    told_on: date


def copies_to_delete(session: Session, *, organisation_id: UUID) -> Sequence[Copy]:
    """What an organisation has not confirmed yet, the longest told first."""
    rows = session.execute(
        sa.select(ReportShare.report_id, ReportShare.told_on)
        .where(*_waiting(organisation_id))
        .order_by(ReportShare.told_on, ReportShare.report_id)
    ).all()
    return [Copy(report_id, told_on) for report_id, told_on in rows if told_on is not None]


def count_of_copies(session: Session, *, organisation_id: UUID) -> int:
    """How many withdrawn reports an organisation has not confirmed yet."""
    counted = sa.select(sa.func.count()).select_from(ReportShare)
    return session.scalar(counted.where(*_waiting(organisation_id))) or 0


def confirm_deleted(
    session: Session, *, report_ids: Collection[UUID], actor: Actor, now: datetime
) -> int:
    """The organisation says that no copy of these is left; how many it had to say it of."""
    if not holds(actor, Action.CONFIRM_WITHDRAWAL) or actor.organisation_id is None:
        raise NotAllowed(Action.CONFIRM_WITHDRAWAL)
    shares = session.scalars(
        sa.select(ReportShare)
        .where(*_waiting(actor.organisation_id), ReportShare.report_id.in_(sorted(report_ids)))
        .order_by(ReportShare.report_id)
        .with_for_update()
    ).all()
    if not shares:
        raise Rejected("These are confirmed already.", "report")
    for share in shares:
        share.confirmed_on, share.confirmed_by = london_date(now), actor.id
    session.flush()
    for share in shares:
        record(
            session,
            actor=actor,
            action=Event.COPIES_DELETED,
            kind=KIND,
            subject=share.report_id,
            now=now,
        )
    return len(shares)


def _waiting(organisation_id: UUID) -> list[sa.ColumnElement[bool]]:
    return [
        ReportShare.organisation_id == organisation_id,
        ReportShare.told_on.is_not(None),
        ReportShare.confirmed_on.is_(None),
    ]
