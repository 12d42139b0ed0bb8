"""A person takes back what they sent: the place goes at once, a tombstone stays."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.clock import london_date
from engagement.core.errors import NotFound
from engagement.core.seal import keyed_hashes
from engagement.reports.commands import RECEIPT_CONTEXT
from engagement.reports.models import (
    GONE_METRES,
    OPEN,
    Assignment,
    AssignmentState,
    PlacedBy,
    Report,
    ReportConcern,
    ReportShare,
    ReportState,
    ReportText,
)

_GONE: Final[dict[str, object]] = {
    "state": ReportState.WITHDRAWN,
    "easting": None,
    "northing": None,
    "precision_m": GONE_METRES,
    "placed_by": PlacedBy.GONE,
    "district_code": None,
    "lsoa_code": None,
    "district_version_id": None,
    "district_confirmed": False,
    "occurred_on": None,
    "occurred_month": None,
    "time_band": None,
    "often": False,
    "burst": None,
    "held_because": None,
    "approved_on": None,
    "passed_on": None,
    "acted_on": None,
    "closed_on": None,
    "outcome": None,
    "lighting_cause": None,
    "lighting_owner": None,
    "body_hash": None,
    "decision_note": None,
}


def withdraw_report(session: Session, *, receipt_code: str, now: datetime) -> None:
    """Clear everything that the report said, and ask its partners to do the same with their copy.

    What stays is the tombstone: its random id and the hash of its receipt, so that sending the
    draft again brings nothing back, and the week it came in, so that it goes when it is time.
    Withdrawn again nothing changes. NotFound when no report has this code. It is not audited: an
    entry would tell the moment at which the person was here.
    """
    hashes = keyed_hashes(RECEIPT_CONTEXT, receipt_code)
    mine = sa.select(Report).where(Report.receipt_hash.in_(hashes)).with_for_update()
    report = session.scalars(mine.execution_options(populate_existing=True)).one_or_none()
    if report is None:
        raise NotFound
    if report.state is ReportState.WITHDRAWN:
        return
    for column, value in _GONE.items():
        setattr(report, column, value)
    session.flush()
    session.execute(sa.delete(ReportConcern).where(ReportConcern.report_id == report.id))
    session.execute(sa.delete(ReportText).where(ReportText.report_id == report.id))
    _end_assignments(session, report)
    told = sa.update(ReportShare).where(ReportShare.report_id == report.id)
    session.execute(told.values(told_on=london_date(now)))


def _end_assignments(session: Session, report: Report) -> None:
    of_report = sa.update(Assignment).where(Assignment.report_id == report.id)
    session.execute(of_report.values(note=None, answer=None))
    ended = of_report.where(Assignment.state.in_(sorted(OPEN)))
    session.execute(ended.values(state=AssignmentState.ENDED))
