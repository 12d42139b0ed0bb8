"""Made-up reports, what was done with them, and one release of their figures."""

from contextlib import suppress
from datetime import datetime
from random import Random
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.accounts.demonstration import COUNTY_COUNCIL
from engagement.accounts.models import Organisation, OrganisationKind
from engagement.areas.locating import area_locator
from engagement.core.actor import SYSTEM
from engagement.core.clock import london_date
from engagement.core.demonstration import Demonstration
from engagement.core.errors import Rejected
from engagement.core.http import settings
from engagement.core.partnership import Partnership
from engagement.reports.demonstration.handling import (
    SOURCE,
    Handler,
    Organisations,
    assignments,
)
from engagement.reports.demonstration.pins import (
    CLUSTERED,
    CLUSTERS,
    DAYS,
    FLOOD,
    PinMaker,
)
from engagement.reports.models import (
    Assignment,
    Report,
    ReportConcern,
    ReportRelease,
    ReportShare,
    ReportText,
)
from engagement.reports.releases.commands import About, publish_release

__all__ = ["CLUSTERED", "CLUSTERS", "DAYS", "DEMONSTRATION", "FLOOD", "SOURCE", "load", "remove"]


def load(session: Session, *, partnership: Partnership, now: datetime) -> None:
    """The reports, unless there are some: the same ones whenever it is loaded on one day.

    In demonstration mode their figures are published once, if the rules allow it.
    """
    there = sa.select(Report.id).where(*_ours()).order_by(Report.id).limit(1)
    locator = area_locator(session)
    if locator is None or session.scalar(there) is not None:
        return
    today = london_date(now)
    random = Random(f"pins of {today}")  # noqa: S311  nothing secret: made-up content
    handler = Handler(random, today)
    pins = PinMaker(random, locator, partnership.places, today).pins()
    reports = [handler.report(pin) for pin in pins]
    session.add_all(reports)
    session.flush()
    asked = _organisations(session, partnership)
    if asked is not None:
        session.add_all(assignments(reports, handler, asked))
        session.flush()
    if settings().demonstration:
        about = About(partnership.name, partnership.county, demonstration=True, settled=True)
        with suppress(Rejected):  # too few districts or reports: the public page says so
            publish_release(session, about=about, actor=SYSTEM, now=now)


def remove(session: Session) -> None:
    """Everything that `load` wrote, and nothing else."""
    ids = sa.select(Report.id).where(*_ours())
    for table in (ReportConcern, Assignment, ReportShare, ReportText):
        session.execute(sa.delete(table).where(table.report_id.in_(ids)))
    session.execute(sa.delete(Report).where(*_ours()))
    session.execute(sa.delete(ReportRelease).where(ReportRelease.demonstration.is_(True)))


def _organisations(session: Session, partnership: Partnership) -> Organisations | None:
    """The made-up organisations that can be asked; None when accounts were not loaded."""
    councils = session.execute(
        sa.select(Organisation.name, Organisation.id)
        .where(Organisation.demonstration.is_(True), Organisation.kind == OrganisationKind.COUNCIL)
        .order_by(Organisation.name)
    ).all()
    county = next((id for name, id in councils if name == COUNTY_COUNCIL), None)
    district = next((id for name, id in councils if name != COUNTY_COUNCIL), None)
    if county is None or district is None:
        return None
    return Organisations(county, district, partnership.districts[0].code)


def _ours() -> tuple[sa.ColumnElement[bool], ...]:
    return Report.demonstration.is_(True), Report.source == SOURCE


DEMONSTRATION: Final = Demonstration(load=load, remove=remove)
