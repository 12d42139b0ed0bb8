"""Reading accounts: who there is, and what a sign-in says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from engagement.accounts.commands.links import token_hash
from engagement.accounts.models import (
    Officer,
    Organisation,
    RecoveryCode,
    SignInSession,
    Stage,
    email_hashes,
)
from engagement.core.actor import Actor, Role
from engagement.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a password is checked against; read before any hashing, outside a write transaction."""

    officer_id: UUID
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class PendingSignIn:
    """A sign-in that waits for its second factor."""

    session_id: UUID
    officer_id: UUID
    email: str
    stage: Stage
    candidate_secret: str | None


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A finished sign-in that still holds."""

    session_id: UUID
    actor: Actor
    email: str
    demonstration: bool
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of an officer's sessions, as the officer sees it."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime


def credentials_of(session: Session, *, email: str) -> Credentials | None:
    """The credentials of an open account; None when nobody can sign in with this address."""
    officer = session.scalar(
        select(Officer).where(Officer.email_hash.in_(email_hashes(email)), Officer.active)
    )
    return Credentials(officer.id, officer.password_hash) if officer is not None else None


def open_account(session: Session, *, email_hashes: Sequence[bytes]) -> Officer | None:
    """The open account of an address, locked: two at once would each mail it a link."""
    return session.scalar(
        select(Officer)
        .where(Officer.email_hash.in_(email_hashes), Officer.active)
        .with_for_update()
    )


def pending_sign_in(session: Session, *, token: str, now: datetime) -> PendingSignIn | None:
    """The unfinished sign-in of a cookie's token."""
    found = _session_of(session, token, now)
    if found is None or found.stage is Stage.COMPLETE:
        return None
    return PendingSignIn(
        session_id=found.id,
        officer_id=found.officer_id,
        email=found.officer.email,
        stage=found.stage,
        candidate_secret=found.candidate_secret,
    )


def live_session(
    session: Session, *, token: str, idle: timedelta, now: datetime
) -> LiveSession | None:
    """The finished sign-in of a cookie's token, unless it ended or stood idle for too long."""
    found = _session_of(session, token, now)
    if found is None or found.stage is not Stage.COMPLETE or found.last_seen_at + idle <= now:
        return None
    return LiveSession(
        session_id=found.id,
        actor=found.officer.actor(),
        email=found.officer.email,
        demonstration=found.officer.demonstration,
        last_seen_at=found.last_seen_at,
    )


def open_sessions(
    session: Session, *, officer_id: UUID, idle: timedelta, now: datetime
) -> Sequence[OpenSession]:
    """An officer's sessions that still hold, the newest first."""
    rows = session.scalars(
        select(SignInSession)
        .where(
            SignInSession.officer_id == officer_id,
            SignInSession.stage == Stage.COMPLETE,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
            SignInSession.last_seen_at > now - idle,
        )
        .order_by(SignInSession.created_at.desc(), SignInSession.id)
    )
    return [OpenSession(row.id, row.created_at, row.last_seen_at) for row in rows]


def unused_recovery_codes(session: Session, *, officer_id: UUID) -> int:
    """How many recovery codes an officer has left."""
    left = select(func.count()).where(
        RecoveryCode.officer_id == officer_id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(left) or 0


def officers(session: Session) -> Sequence[Officer]:
    """Every officer with its organisation, by name; names are sealed, so sorted here."""
    found = session.scalars(select(Officer).options(joinedload(Officer.organisation)))
    return sorted(found, key=lambda officer: (officer.name.casefold(), officer.id))


def officer(session: Session, *, officer_id: UUID) -> Officer:
    """One officer with its organisation; NotFound when there is none."""
    found = session.get(Officer, officer_id, options=[joinedload(Officer.organisation)])
    if found is None:
        raise NotFound
    return found


def officer_at(session: Session, *, email: str) -> Officer:
    """The officer with an address; NotFound when there is none."""
    found = session.scalar(select(Officer).where(Officer.email_hash.in_(email_hashes(email))))
    if found is None:
        raise NotFound
    return found


def organisations(session: Session) -> Sequence[Organisation]:
    """Every organisation, by name."""
    return session.scalars(select(Organisation).order_by(Organisation.name)).all()


def has_administrator(session: Session) -> bool:
    """Whether an open account, other than a made-up one, administers the service."""
    active = select(Officer).where(Officer.active, Officer.demonstration.is_(False))
    return any(Role.ADMINISTRATOR in one.roles for one in session.scalars(active))


def demonstration_officers(session: Session) -> Sequence[Officer]:
    """The made-up officers, by name."""
    found = session.scalars(select(Officer).where(Officer.demonstration, Officer.active))
    return sorted(found, key=lambda officer: (officer.name.casefold(), officer.id))


def _session_of(session: Session, token: str, now: datetime) -> SignInSession | None:
    found = session.scalar(
        select(SignInSession)
        .where(
            SignInSession.token_hash == token_hash(token),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
        )
        .options(joinedload(SignInSession.officer))
    )
    return found if found is not None and found.officer.active else None
