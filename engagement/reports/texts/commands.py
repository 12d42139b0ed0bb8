"""What officers do with the sender's own words."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.errors import NotFound
from engagement.reports.decisions import locked_report
from engagement.reports.events import KIND, Event
from engagement.reports.models import ReportText


def remove_text(session: Session, *, report_id: UUID, actor: Actor, now: datetime) -> None:
    """Destroy the words for good; the report stays."""
    session.delete(_text(session, report_id, actor))
    session.flush()
    _record(session, Event.TEXT_REMOVED, report_id, actor, now)


def release_text(session: Session, *, report_id: UUID, actor: Actor, now: datetime) -> None:
    """The words name nobody: show them with the report from now on."""
    _text(session, report_id, actor).quarantined = False
    session.flush()
    _record(session, Event.TEXT_RELEASED, report_id, actor, now)


def _text(session: Session, report_id: UUID, actor: Actor) -> ReportText:
    locked_report(session, report_id, actor, Action.DECIDE_REPORT)
    found = session.get(ReportText, report_id)
    if found is None:
        raise NotFound
    return found


def _record(session: Session, event: Event, report_id: UUID, actor: Actor, now: datetime) -> None:
    record(session, actor=actor, action=event, kind=KIND, subject=report_id, now=now)
