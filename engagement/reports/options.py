"""What an administrator switches on or off about reports."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, require
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.errors import Rejected
from engagement.reports.events import Event
from engagement.reports.models import FREE_TEXT, ReportOption

KIND = "report-option"


def free_text_is_on(session: Session) -> bool:
    """Whether residents may add words of their own to a report; off until somebody decides."""
    found = session.get(ReportOption, FREE_TEXT)
    return found is not None and found.value


def switch_free_text(session: Session, *, on: bool, actor: Actor, now: datetime) -> None:
    """Offer free text from now on, or stop; Rejected when it stands so already."""
    require(actor, Action.SWITCH_FREE_TEXT)
    option = _option(session)
    if option.value is on:
        raise Rejected("It is switched on already." if on else "It is switched off already.")
    option.value = on
    session.flush()
    record(
        session,
        actor=actor,
        action=Event.FREE_TEXT_ON if on else Event.FREE_TEXT_OFF,
        kind=KIND,
        subject=FREE_TEXT,
        now=now,
    )


def _option(session: Session) -> ReportOption:
    """The row of the option, locked; made where there is none, unless another one was quicker."""
    if session.get(ReportOption, FREE_TEXT) is None:
        try:
            with session.begin_nested():
                session.add(ReportOption(name=FREE_TEXT, value=False))
        except IntegrityError:
            pass
    return session.get_one(ReportOption, FREE_TEXT, with_for_update=True, populate_existing=True)
