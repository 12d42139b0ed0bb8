"""One-time links: good once, for one purpose; given by administrators, or mailed on request."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from engagement.accounts.events import Event
from engagement.accounts.models import LinkPurpose, Officer, OneTimeLink
from engagement.accounts.permissions import Action, require
from engagement.audit.commands import record
from engagement.core.actor import SYSTEM, Actor
from engagement.core.errors import NotFound, Rejected
from engagement.core.seal import Json

TOKEN_BYTES: Final = 32
GOOD_FOR: Final[Mapping[LinkPurpose, timedelta]] = {
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.RESET: timedelta(hours=24),
    LinkPurpose.AUTHENTICATOR: timedelta(hours=24),
    LinkPurpose.DEMONSTRATION: timedelta(hours=24),
}
FORGOTTEN_GOOD_FOR: Final = timedelta(hours=1)
"""A link that anybody can have mailed to an officer's address ends before the next can be."""
GONE: Final = "This link was used before, or its time is over. Ask an administrator for a new one."


def give_link(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    officer_id: UUID,
    purpose: LinkPurpose,
    mailed: bool = False,
) -> str:
    """The token of a new link; earlier links for the same purpose stop working.

    `mailed` says in the audit trail that it went to the officer's address and was shown to nobody.
    """
    require(actor, Action.MANAGE_OFFICERS)
    officer = session.get(Officer, officer_id)
    if officer is None:
        raise NotFound
    if not officer.active:
        raise Rejected("This account is closed. Open it again first.")
    _withdraw(session, officer_id, now, [purpose])
    token = _new_link(session, officer_id, purpose, now, GOOD_FOR[purpose])
    detail: dict[str, Json] = {"purpose": purpose.value} | ({"mailed": True} if mailed else {})
    _record_link(session, actor, officer_id, now, detail)
    return token


def forgotten_link(session: Session, *, officer_id: UUID, now: datetime) -> str:
    """The token of a link for a new password that somebody asked for without signing in.

    Links that an administrator gave keep working: asking in another's name takes nothing away.
    """
    token = _new_link(session, officer_id, LinkPurpose.RESET, now, FORGOTTEN_GOOD_FOR)
    detail: dict[str, Json] = {"purpose": LinkPurpose.RESET.value, "mailed": True, "asked": True}
    _record_link(session, SYSTEM, officer_id, now, detail)
    return token


def open_link(session: Session, *, token: str, purpose: LinkPurpose, now: datetime) -> OneTimeLink:
    """The link of a token, with its officer, still unused; Rejected otherwise. Changes nothing."""
    link = session.scalar(
        select(OneTimeLink)
        .where(OneTimeLink.token_hash == token_hash(token), OneTimeLink.purpose == purpose)
        .options(joinedload(OneTimeLink.officer))
    )
    if (
        link is None
        or link.used_at is not None
        or link.expires_at <= now
        or not link.officer.active
    ):
        raise Rejected(GONE)
    return link


def use_link(session: Session, *, token: str, purpose: LinkPurpose, now: datetime) -> Officer:
    """Use a link up and return its officer; of two at the same time one is Rejected."""
    link = open_link(session, token=token, purpose=purpose, now=now)
    unused = update(OneTimeLink).where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
    used = session.execute(unused.values(used_at=now).returning(OneTimeLink.id)).all()
    if not used:
        raise Rejected(GONE)
    return link.officer


def withdraw_links(session: Session, *, officer_id: UUID, now: datetime) -> None:
    """Make every unused link to an account useless."""
    _withdraw(session, officer_id, now, list(LinkPurpose))


def _withdraw(
    session: Session, officer_id: UUID, now: datetime, purposes: list[LinkPurpose]
) -> None:
    session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.officer_id == officer_id,
            OneTimeLink.purpose.in_(purposes),
            OneTimeLink.used_at.is_(None),
        )
        .values(used_at=now)
    )


def _new_link(
    session: Session, officer_id: UUID, purpose: LinkPurpose, now: datetime, good_for: timedelta
) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        OneTimeLink(
            id=uuid4(),
            token_hash=token_hash(token),
            officer_id=officer_id,
            purpose=purpose,
            created_at=now,
            expires_at=now + good_for,
        )
    )
    session.flush()
    return token


def _record_link(
    session: Session, actor: Actor, officer_id: UUID, now: datetime, detail: dict[str, Json]
) -> None:
    record(
        session,
        actor=actor,
        action=Event.LINK_MADE,
        kind="officer",
        subject=officer_id,
        now=now,
        detail=detail,
    )


def token_hash(token: str) -> bytes:
    """What stands in the database for a token of 256 random bits."""
    return sha256(token.encode()).digest()
