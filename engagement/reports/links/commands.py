"""Making, using and ending links for a class or an event."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, require
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.clock import london_date
from engagement.core.errors import NotFound, Rejected
from engagement.reports.links.events import KIND, LinkEvent
from engagement.reports.models import Channel, EventLink, LinkKind

MOST_REPORTS: Final = 2_000
LONGEST: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """What a link should be: open on the days from `opens_on` to `closes_on` in London."""

    name: str
    kind: LinkKind
    district_code: str | None
    opens_on: date
    closes_on: date
    ceiling: int


def make_link(session: Session, *, plan: LinkPlan, actor: Actor, now: datetime) -> EventLink:
    """A new link.

    NotAllowed outside the actor's districts; Rejected for dates or a ceiling that make no sense.
    """
    require(actor, Action.MANAGE_LINKS, plan.district_code)
    _check_days(plan.opens_on, plan.closes_on, london_date(now))
    if not 0 < plan.ceiling <= MOST_REPORTS:
        raise Rejected(f"Enter a whole number from 1 to {MOST_REPORTS:,}", "ceiling")
    link = EventLink(**asdict(plan))
    session.add(link)
    session.flush()
    _record(session, link, LinkEvent.MADE, actor, now)
    return link


def end_link(session: Session, *, link_id: UUID, actor: Actor, now: datetime) -> EventLink:
    """Close a link from now on; ending it twice changes nothing."""
    link = session.get(EventLink, link_id, with_for_update=True, populate_existing=True)
    if link is None:
        raise NotFound
    require(actor, Action.MANAGE_LINKS, link.district_code)
    if link.ended_on is None:
        link.ended_on = london_date(now)
        session.flush()
        _record(session, link, LinkEvent.ENDED, actor, now)
    return link


def use_link(session: Session, *, link_id: UUID, today: date) -> Channel | None:
    """Count one report by a link; its channel, or None when it is not open or is used up."""
    open_now = (
        EventLink.id == link_id,
        EventLink.opens_on <= today,
        EventLink.closes_on >= today,
        EventLink.ended_on.is_(None),
        EventLink.used < EventLink.ceiling,
    )
    counted = sa.update(EventLink).where(*open_now).values(used=EventLink.used + 1)
    kind = session.scalar(
        counted.returning(EventLink.kind).execution_options(synchronize_session=False)
    )
    return kind.channel if kind else None


def _check_days(opens_on: date, closes_on: date, today: date) -> None:
    if closes_on < today:
        raise Rejected("The last day must be today or later", "closes_on")
    if closes_on < opens_on:
        raise Rejected("The last day must be the first day or later", "closes_on")
    if closes_on - opens_on > LONGEST:
        raise Rejected(f"A link is good for {LONGEST.days} days at most", "closes_on")


def _record(
    session: Session, link: EventLink, event: LinkEvent, actor: Actor, now: datetime
) -> None:
    record(
        session,
        actor=actor,
        action=event,
        kind=KIND,
        subject=link.id,
        now=now,
        detail={"kind": link.kind.value, "ceiling": link.ceiling},
    )
