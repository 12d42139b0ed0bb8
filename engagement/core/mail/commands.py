"""Queueing mails, taking those that are due, and noting what became of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.jobs import Job, enqueue
from engagement.core.mail.models import MailState, OutgoingMail, to_hash
from engagement.core.mail.words import check_words
from engagement.core.settings import Settings

SEND: Final = "mail.send"
LEASE: Final = timedelta(minutes=10)
"""After this long a mail whose attempt came to no end, because its worker died, is tried again."""
DELAYS: Final = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 240, 720, 1440, 1440))
"""From a failed attempt to the next one, over a weekend; after the last the mail is given up."""


class MailNotSet(Exception):
    """The service cannot send mail: ask `mail_is_set()` first, and hand the message over."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail of which one attempt has begun."""

    id: UUID
    attempt: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt; without a cause the mail was sent."""

    cause: str | None = None
    again: bool = False
    keep_body: bool = False


def queue_mail(
    session: Session, *, kind: str, to: str, subject: str, body: str, now: datetime
) -> OutgoingMail:
    """Write a mail in this transaction; it is sent once the root transaction has ended.

    `body` is plain text. Its links must lead to PUBLIC_BASE_URL (ValueError otherwise), and neither
    the address nor the subject may break a line. Who sends it and whether one can reply is added
    when it is sent. MailNotSet where there is nothing to send it with.
    """
    settings: Settings = session.info["queue"].settings
    if not settings.sends_mail:
        raise MailNotSet
    check_words(to=to, subject=subject, body=body, base_url=settings.public_base_url)
    id = uuid4()
    mail = OutgoingMail(
        id=id,
        kind=kind,
        to=to.strip(),
        to_hash=to_hash(to),
        subject=subject,
        body=body,
        message_id=f"<{id}@{urlsplit(settings.public_base_url).hostname}>",
        next_at=now,
        created_at=now,
    )
    session.add(mail)
    session.flush()
    _send_soon(session)
    return mail


def take_due(session: Session, *, now: datetime) -> Taken | None:
    """Begin an attempt at the mail that has been due longest; None when none is.

    Commit before speaking to the server: a worker that dies then leaves a mail that is tried again
    after LEASE, so that one crash doubles at most the one mail it was sending.
    """
    due = (
        sa.select(OutgoingMail.id, OutgoingMail.attempts)
        .where(OutgoingMail.state == MailState.QUEUED, OutgoingMail.next_at <= now)
        .order_by(OutgoingMail.next_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = session.execute(due).one_or_none()
    if found is None:
        return None
    taken = Taken(id=found.id, attempt=found.attempts + 1)
    begun = sa.update(OutgoingMail).where(OutgoingMail.id == taken.id)
    session.execute(begun.values(attempts=taken.attempt, next_at=now + LEASE))
    return taken


def settle(session: Session, *, taken: Taken, outcome: Outcome, now: datetime) -> MailState | None:
    """Note what became of an attempt; None when a later attempt has begun meanwhile."""
    values: dict[str, object] = {"cause": outcome.cause}
    if outcome.cause is None:
        values |= {"state": MailState.SENT, "sent_at": now}
    elif outcome.again and taken.attempt <= len(DELAYS):
        values |= {"state": MailState.QUEUED, "next_at": now + DELAYS[taken.attempt - 1]}
    else:
        values |= {"state": MailState.FAILED}
    if values["state"] is not MailState.QUEUED and not outcome.keep_body:
        values |= {"body": None}
    mine = sa.update(OutgoingMail).where(
        OutgoingMail.id == taken.id,
        OutgoingMail.attempts == taken.attempt,
        OutgoingMail.state == MailState.QUEUED,
    )
    done = session.execute(mine.values(values).returning(OutgoingMail.state)).all()
    return MailState(done[0].state) if done else None


def forget_bodies(session: Session, *, before: datetime) -> None:
    """Destroy what a demonstration kept to be read of mails older than `before`."""
    ended = OutgoingMail.state != MailState.QUEUED
    old = sa.and_(ended, OutgoingMail.body.is_not(None), OutgoingMail.created_at < before)
    session.execute(sa.update(OutgoingMail).where(old).values(body=None))


def forget_mail(session: Session, *, before: datetime, limit: int | None = None) -> int:
    """Delete mails that were asked for before a moment and have ended, at most `limit`."""
    old = sa.select(OutgoingMail.id).where(_ended_before(before))
    old = old.order_by(OutgoingMail.created_at, OutgoingMail.id).limit(limit)
    gone = sa.delete(OutgoingMail).where(OutgoingMail.id.in_(old)).returning(OutgoingMail.id)
    return len(session.execute(gone).all())


def old_mail(session: Session, *, before: datetime) -> int:
    """How many mails `forget_mail` would delete."""
    counted = sa.select(sa.func.count()).select_from(OutgoingMail).where(_ended_before(before))
    return session.scalar(counted) or 0


def _ended_before(before: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(OutgoingMail.state != MailState.QUEUED, OutgoingMail.created_at < before)


def _send_soon(session: Session) -> None:
    """One job for all the mails of a transaction."""
    mine = sa.select(Job.id).where(Job.id.in_(session.info.get("jobs", ())), Job.name == SEND)
    if session.scalar(mine.limit(1)) is None:
        enqueue(session, SEND)
