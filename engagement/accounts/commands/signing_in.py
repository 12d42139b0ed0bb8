"""Signing in and out: server-side sessions, second factors, passwords."""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session, joinedload

from engagement.accounts.authenticator import (
    matching_step,
    new_recovery_codes,
    new_secret,
    normal_recovery_code,
)
from engagement.accounts.commands.links import (
    TOKEN_BYTES,
    token_hash,
    withdraw_links,
)
from engagement.accounts.events import Event
from engagement.accounts.models import Officer, RecoveryCode, SignInSession, Stage
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.errors import NotFound, Rejected
from engagement.core.seal import keyed_hash, keyed_hashes

LASTS: Final = {
    Stage.CODE: timedelta(minutes=10),
    Stage.ENROLMENT: timedelta(minutes=30),
    Stage.COMPLETE: timedelta(hours=12),
}
WRONG_CODE: Final = (
    "This code is not right. Use the newest code of your authenticator app, "
    "or a recovery code that you have not used before."
)


def begin_sign_in(session: Session, *, officer_id: UUID, now: datetime) -> str:
    """The token of a sign-in whose password was right, and that waits for a second factor.

    An officer without an authenticator has to set one up before anything else.
    """
    officer = session.get(Officer, officer_id)
    if officer is None or not officer.active:
        raise NotFound
    stage = Stage.ENROLMENT if officer.totp_secret is None else Stage.CODE
    return _open(session, officer_id, stage, now)


def begin_enrolment(session: Session, *, officer_id: UUID, now: datetime) -> str:
    """The token of a sign-in that has to set up an authenticator; an older one counts till then."""
    return _open(session, officer_id, Stage.ENROLMENT, now)


def enrol_authenticator(
    session: Session, *, session_id: UUID, code: str, now: datetime
) -> tuple[str, list[str]]:
    """Keep the authenticator that shows this code, and sign in: the new token, and recovery codes.

    Every other session of the officer ends, and earlier recovery codes stop working.
    """
    pending = _pending(session, session_id, Stage.ENROLMENT, now)
    officer, secret = pending.officer, pending.candidate_secret or ""
    step = matching_step(secret, code, now=now, last_step=None)
    if step is None:
        raise Rejected(
            "This code is not right. Check that your phone shows the right time, "
            "and type the newest code.",
            "code",
        )
    officer.totp_secret, officer.totp_last_step = secret, step
    end_sessions(session, officer_id=officer.id, now=now)
    codes = _new_codes(session, officer.id)
    token = _complete(session, officer, now)
    _say(session, officer, Event.AUTHENTICATOR_ENROLLED, now)
    _say(session, officer, Event.SIGNED_IN, now, how="new authenticator")
    return token, codes


def complete_sign_in(session: Session, *, session_id: UUID, code: str, now: datetime) -> str:
    """The token of the finished sign-in, for an authenticator or recovery code not used before."""
    pending = _pending(session, session_id, Stage.CODE, now)
    officer = pending.officer
    if _use_step(session, officer, code, now):
        how = "authenticator"
    elif _use_recovery_code(session, officer, code, now):
        how = "recovery code"
    else:
        raise Rejected(WRONG_CODE, "code")
    pending.ended_at = now
    token = _complete(session, officer, now)
    _say(session, officer, Event.SIGNED_IN, now, how=how)
    return token


def complete_with_recovery_code(
    session: Session, *, session_id: UUID, code: str, now: datetime
) -> str:
    """As `complete_sign_in`, when this device may no longer try codes of the authenticator."""
    pending = _pending(session, session_id, Stage.CODE, now)
    if not _use_recovery_code(session, pending.officer, code, now):
        raise Rejected(
            "There were many wrong codes for this account. Use a recovery code, "
            "or a device on which you have signed in before.",
            "code",
        )
    pending.ended_at = now
    token = _complete(session, pending.officer, now)
    _say(session, pending.officer, Event.SIGNED_IN, now, how="recovery code")
    return token


def sign_in_for_demonstration(session: Session, *, officer: Officer, now: datetime) -> str:
    """The token of a finished sign-in without password or authenticator: made-up officers only."""
    if not officer.demonstration:
        raise NotFound
    token = _complete(session, officer, now)
    _say(session, officer, Event.SIGNED_IN, now, how="demonstration link")
    return token


def note_wrong_code(session: Session, *, officer_id: UUID, now: datetime) -> None:
    """Record that somebody with the right password gave a wrong code."""
    officer = session.get(Officer, officer_id)
    if officer is not None:
        _say(session, officer, Event.CODE_REFUSED, now)


def sign_out(session: Session, *, actor: Actor, session_id: UUID, now: datetime) -> None:
    """End the actor's own session."""
    _end(session, now, SignInSession.id == session_id, SignInSession.officer_id == actor.id)
    record(
        session,
        actor=actor,
        action=Event.SIGNED_OUT,
        kind="officer",
        subject=actor.id or "",
        now=now,
    )


def end_own_session(session: Session, *, actor: Actor, session_id: UUID, now: datetime) -> None:
    """End another session of the actor; NotFound when it is not theirs or has ended."""
    if not _end(session, now, SignInSession.id == session_id, SignInSession.officer_id == actor.id):
        raise NotFound
    record(
        session,
        actor=actor,
        action=Event.SESSION_ENDED,
        kind="session",
        subject=session_id,
        now=now,
    )


def end_sessions(
    session: Session, *, officer_id: UUID, now: datetime, but: UUID | None = None
) -> None:
    """End every session of an officer, except `but`."""
    others = SignInSession.id != but if but is not None else SignInSession.id.is_not(None)
    _end(session, now, SignInSession.officer_id == officer_id, others)


def set_password(
    session: Session,
    *,
    officer_id: UUID,
    password_hash: str,
    now: datetime,
    keep_session: UUID | None = None,
) -> None:
    """Replace the password (its hash is made outside the transaction) and end other sessions.

    Unused one-time links end too: whoever asked for one before cannot undo the change.
    """
    officer = session.get(Officer, officer_id)
    if officer is None:
        raise NotFound
    officer.password_hash = password_hash
    end_sessions(session, officer_id=officer_id, now=now, but=keep_session)
    withdraw_links(session, officer_id=officer_id, now=now)
    _say(session, officer, Event.PASSWORD_SET, now)


def refresh_hash(session: Session, *, officer_id: UUID, before: str, after: str) -> None:
    """Store the same password's hash with today's parameters, unless it changed meanwhile."""
    officer = session.get(Officer, officer_id, with_for_update=True)
    if officer is not None and officer.password_hash == before:
        officer.password_hash = after


def make_recovery_codes(session: Session, *, actor: Actor, now: datetime) -> list[str]:
    """Ten new recovery codes for the actor, to be shown once; the earlier ones stop working."""
    officer = session.get(Officer, actor.id)
    if officer is None:
        raise NotFound
    codes = _new_codes(session, officer.id)
    _say(session, officer, Event.RECOVERY_CODES_MADE, now)
    return codes


def touch_session(session: Session, *, session_id: UUID, now: datetime) -> None:
    """Note that a session is in use; the loader asks for this at most once a minute."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.ended_at.is_(None))
        .values(last_seen_at=now)
    )


def _open(session: Session, officer_id: UUID, stage: Stage, now: datetime) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SignInSession(
            id=uuid4(),
            token_hash=token_hash(token),
            officer_id=officer_id,
            stage=stage,
            candidate_secret=new_secret() if stage is Stage.ENROLMENT else None,
            created_at=now,
            last_seen_at=now,
            expires_at=now + LASTS[stage],
        )
    )
    session.flush()
    return token


def _complete(session: Session, officer: Officer, now: datetime) -> str:
    officer.last_sign_in_at = now
    return _open(session, officer.id, Stage.COMPLETE, now)


def _pending(session: Session, session_id: UUID, stage: Stage, now: datetime) -> SignInSession:
    pending = session.scalar(
        select(SignInSession)
        .where(
            SignInSession.id == session_id,
            SignInSession.stage == stage,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
        )
        .options(joinedload(SignInSession.officer))
    )
    if pending is None or not pending.officer.active:
        raise NotFound
    return pending


def _use_step(session: Session, officer: Officer, code: str, now: datetime) -> bool:
    """Use a code up: of two requests with the same code only one moves the last step on."""
    if officer.totp_secret is None:
        return False
    step = matching_step(officer.totp_secret, code, now=now, last_step=officer.totp_last_step)
    if step is None:
        return False
    earlier = or_(Officer.totp_last_step.is_(None), Officer.totp_last_step < step)
    moved = update(Officer).where(Officer.id == officer.id, earlier).values(totp_last_step=step)
    return bool(session.execute(moved.returning(Officer.id)).all())


def _use_recovery_code(session: Session, officer: Officer, code: str, now: datetime) -> bool:
    unused = update(RecoveryCode).where(
        RecoveryCode.officer_id == officer.id,
        RecoveryCode.code_hash.in_(
            keyed_hashes(f"recovery:{officer.id}", normal_recovery_code(code))
        ),
        RecoveryCode.used_at.is_(None),
    )
    return bool(session.execute(unused.values(used_at=now).returning(RecoveryCode.id)).all())


def _new_codes(session: Session, officer_id: UUID) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer_id))
    codes = new_recovery_codes()
    for code in codes:
        digest = keyed_hash(f"recovery:{officer_id}", normal_recovery_code(code))
        session.add(RecoveryCode(id=uuid4(), officer_id=officer_id, code_hash=digest))
    session.flush()
    return codes


def _end(session: Session, now: datetime, *which: ColumnElement[bool]) -> bool:
    ended = update(SignInSession).where(*which, SignInSession.ended_at.is_(None))
    return bool(session.execute(ended.values(ended_at=now).returning(SignInSession.id)).all())


def _say(session: Session, officer: Officer, event: Event, now: datetime, **detail: str) -> None:
    record(
        session,
        actor=officer.actor(),
        action=event,
        kind="officer",
        subject=officer.id,
        now=now,
        detail=detail,
    )
