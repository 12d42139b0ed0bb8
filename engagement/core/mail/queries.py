"""Reading mails: what waits, what failed, and what a demonstration has kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.mail.models import MailState, OutgoingMail, to_hashes

LATELY: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MailStatus:
    """How the sending of mails stands."""

    waiting: int
    oldest: datetime | None
    sent: int
    failed: int
    causes: Counter[str]


def mail_status(session: Session, *, now: datetime) -> MailStatus:
    """What waits now, what was sent or given up lately, and why mails wait or failed."""
    lately = OutgoingMail.created_at >= now - LATELY
    waits = OutgoingMail.state == MailState.QUEUED
    rows = session.execute(
        sa.select(OutgoingMail.state, OutgoingMail.cause, OutgoingMail.created_at)
        .where(sa.or_(waits, lately))
        .order_by(OutgoingMail.created_at, OutgoingMail.id)
    ).all()
    states = Counter(row.state for row in rows)
    return MailStatus(
        waiting=states[MailState.QUEUED],
        oldest=next((row.created_at for row in rows if row.state is MailState.QUEUED), None),
        sent=states[MailState.SENT],
        failed=states[MailState.FAILED],
        causes=Counter(row.cause for row in rows if row.cause is not None),
    )


def was_mailed(session: Session, *, kind: str, to: str, since: datetime) -> bool:
    """Whether a mail of this kind to this address was asked for since a moment."""
    found = sa.select(OutgoingMail.id).where(
        OutgoingMail.to_hash.in_(to_hashes(to)),
        OutgoingMail.kind == kind,
        OutgoingMail.created_at > since,
    )
    return session.scalar(found.order_by(OutgoingMail.id).limit(1)) is not None


def readable_mails(session: Session, *, limit: int) -> Sequence[OutgoingMail]:
    """The mails of which a body is still there, the newest first."""
    return session.scalars(
        sa.select(OutgoingMail)
        .where(OutgoingMail.body.is_not(None))
        .order_by(OutgoingMail.created_at.desc(), OutgoingMail.id)
        .limit(limit)
    ).all()
