"""Recording a report for somebody: the same report as the person's own, with its channel."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, holds, may
from engagement.areas.locating import Located
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.errors import NotAllowed, Rejected
from engagement.reports.commands import Answers, Arrival, Receipt, submit_report
from engagement.reports.events import KIND, Event
from engagement.reports.models import Channel, HeldBecause

CHANNELS: Final = (Channel.TELEPHONE, Channel.STAND, Channel.WALKABOUT)
"""The ways in which somebody can tell an officer."""
_TAKEN_BACK: Final = (
    "This report was recorded before, and has been taken back since. Nothing was stored now"
)


def record_report(
    session: Session,
    *,
    submission_id: UUID,
    receipt_code: str,
    answers: Answers,
    channel: Channel,
    names_people: bool,
    actor: Actor,
    now: datetime,
) -> Receipt:
    """Store what somebody told an officer; the officer stands in the audit trail alone.

    Sent again it gives the same receipt and stores nothing. Rejected for a place outside the
    officer's districts and for a report that was taken back since; SentOtherwise when the same form
    was sent with other answers.
    """
    _require_there(actor, channel, answers.located)
    held = HeldBecause.NAMES_PEOPLE if names_people else None
    receipt = submit_report(
        session,
        submission_id=submission_id,
        receipt_code=receipt_code,
        answers=answers,
        now=now,
        arrival=Arrival(channel, held=held, names_people=names_people),
    )
    if receipt.withdrawn:
        raise Rejected(_TAKEN_BACK)
    if receipt.fresh:
        record(
            session,
            actor=actor,
            action=Event.RECORDED,
            kind=KIND,
            subject=submission_id,
            now=now,
            detail={"channel": channel.value},
        )
    return receipt


def _require_there(actor: Actor, channel: Channel, located: Located) -> None:
    """NotAllowed for who records nothing, Rejected for a place that is not surely the actor's."""
    if channel not in CHANNELS or not holds(actor, Action.RECORD_REPORT):
        raise NotAllowed(Action.RECORD_REPORT)
    if not may(actor, Action.RECORD_REPORT, located.district_code if located.confirmed else None):
        raise Rejected(
            "This place is not in your districts, or that is not certain. An officer of that "
            "district can record it, or the person can report it on this site",
            "place",
        )
