"""Noting an export in the audit trail, before the file is made."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, reach
from engagement.audit.commands import record
from engagement.core.actor import Actor
from surveys.responses.exports.events import KIND, ResponseEvent


def note_export(
    session: Session,
    *,
    survey_id: UUID,
    count: int,
    files: Collection[str],
    words: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Who takes how many responses of a survey, with which words in them, and what for.

    NotAllowed for who may not.
    """
    within = reach(actor, Action.EXPORT_RESPONSES)
    record(
        session,
        actor=actor,
        action=ResponseEvent.EXPORTED,
        kind=KIND,
        subject=survey_id,
        now=now,
        detail={
            "reason": reason,
            "responses": count,
            "words": words,
            "files": [*sorted(files)],
            "districts": None if within is None else [*sorted(within)],
        },
    )
