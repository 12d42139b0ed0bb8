"""Reading links for a class or an event."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.errors import NotFound
from engagement.reports.models import EventLink


def links_within(session: Session, *, within: frozenset[str] | None) -> Sequence[EventLink]:
    """Links of districts that may be seen (None: all of them), the last to close first."""
    found = sa.select(EventLink).order_by(EventLink.closes_on.desc(), EventLink.id)
    if within is not None:
        found = found.where(EventLink.district_code.in_(sorted(within)))
    return session.scalars(found).all()


def link(session: Session, *, link_id: UUID) -> EventLink:
    """One link; NotFound when there is none. Whether it may be seen is the caller's question."""
    found = session.get(EventLink, link_id)
    if found is None:
        raise NotFound
    return found


class LinkState(StrEnum):
    """What a link is good for on a day."""

    OPEN = "open"
    NOT_YET = "not-yet"
    USED_UP = "used-up"
    ENDED = "ended"
    UNKNOWN = "unknown"


def state_of(link: EventLink, today: date) -> LinkState:
    """Whether reports by the link count as its own today, or why not."""
    if link.ended_on is not None or link.closes_on < today:
        return LinkState.ENDED
    if today < link.opens_on:
        return LinkState.NOT_YET
    return LinkState.OPEN if link.used < link.ceiling else LinkState.USED_UP


def link_state(session: Session, *, link_id: UUID | None, today: date) -> LinkState:
    """The same for an address that somebody opened; UNKNOWN when we never made it."""
    found = session.get(EventLink, link_id) if link_id else None
    return state_of(found, today) if found else LinkState.UNKNOWN
