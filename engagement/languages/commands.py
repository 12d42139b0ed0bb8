"""Approving a translation, and taking the approval back."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, require
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.errors import NotAllowed, Rejected
from engagement.languages.events import KIND, Event
from engagement.languages.models import TranslationReview


class Reader(StrEnum):
    """Who has read every text of a translation."""

    OFFICER = "me"
    NAMED = "other"


def approve_translation(
    session: Session,
    *,
    language: str,
    catalogue_sha256: str,
    reader: str,
    note: str,
    actor: Actor,
    now: datetime,
) -> TranslationReview:
    """Note that somebody who knows the language has read this version; `note` may name them."""
    require(actor, Action.REVIEW_TRANSLATIONS)
    if actor.id is None:
        raise NotAllowed("only a person can have read a translation")
    if reader not in set(Reader):
        raise Rejected("Say who has read every text", "reader")
    if reader == Reader.NAMED and not note:
        raise Rejected("Write who has read it, and how they know the language", "note")
    review = TranslationReview(
        language=language,
        catalogue_sha256=catalogue_sha256,
        approved_by=actor.id,
        approved_at=now,
        note=note or None,
    )
    try:
        with session.begin_nested():
            session.add(review)
    except IntegrityError:
        raise Rejected("This translation is approved already.") from None
    _tell(session, Event.APPROVED, review, {"reader": reader, "note": note}, actor=actor, now=now)
    return review


def withdraw_approval(
    session: Session, *, language: str, catalogue_sha256: str, actor: Actor, now: datetime
) -> None:
    """Let this version count as unreviewed again."""
    require(actor, Action.REVIEW_TRANSLATIONS)
    review = session.get(TranslationReview, (language, catalogue_sha256), with_for_update=True)
    if review is None:
        raise Rejected("This translation is not approved.")
    session.delete(review)
    session.flush()
    _tell(session, Event.APPROVAL_WITHDRAWN, review, {}, actor=actor, now=now)


def _tell(
    session: Session,
    event: Event,
    review: TranslationReview,
    detail: dict[str, str],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    record(
        session,
        actor=actor,
        action=event,
        kind=KIND,
        subject=review.language,
        now=now,
        detail={"catalogue_sha256": review.catalogue_sha256, **detail},
    )
