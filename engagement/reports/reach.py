"""Where a report lies for those who work in a few districts only.

By approximate outlines a district is only probable: nothing is routed by it. Such a report lies
nowhere for them, and is there for actors of the whole county alone.
"""

import sqlalchemy as sa

from engagement.accounts.permissions import Action, may, require
from engagement.core.actor import Actor
from engagement.reports.models import Report

Within = frozenset[str] | None
"""District codes that may be seen; None is the whole county and what lies outside it."""


def district_of(report: Report) -> str | None:
    """The scope of a report: its district where that is certain."""
    return report.district_code if report.district_confirmed else None


def within_reach(within: Within) -> list[sa.ColumnElement[bool]]:
    """The same as conditions of a query over reports."""
    if within is None:
        return []
    return [Report.district_code.in_(sorted(within)), Report.district_confirmed.is_(True)]


def may_for(actor: Actor, action: Action, report: Report) -> bool:
    """Whether the actor may do this to a report."""
    return may(actor, action, district_of(report))


def require_for(actor: Actor, action: Action, report: Report) -> None:
    """NotAllowed unless the actor may do this to a report."""
    require(actor, action, district_of(report))
