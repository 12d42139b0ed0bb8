"""How links for a class or an event go: their names are an officer's own words."""

from datetime import date
from typing import Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from engagement.core.retention import RetentionRule
from engagement.reports.models import EventLink


def count_links(session: Session, *, before: date) -> int:
    """Links whose last day lies before a day."""
    old = sa.select(sa.func.count()).select_from(EventLink).where(EventLink.closes_on < before)
    return session.scalar(old) or 0


def destroy_links(session: Session, *, before: date, limit: int) -> int:
    """Delete them; the reports that came by them know nothing of them."""
    old = sa.select(EventLink.id).where(EventLink.closes_on < before).order_by(EventLink.id)
    ids = session.scalars(old.limit(limit)).all()
    session.execute(sa.delete(EventLink).where(EventLink.id.in_(ids)))
    return len(ids)


RULE: Final = RetentionRule(
    kind="links",
    what=_l("Links for classes and events"),
    counted_from=_l("the last day of the link"),
    due=count_links,
    destroy=destroy_links,
)
