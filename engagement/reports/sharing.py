"""Which organisations were given a report: kept so that they can be told when it is withdrawn."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engagement.reports.models import ReportShare

AT_ONCE: Final = 1_000


def share_reports(
    session: Session, *, report_ids: Iterable[UUID], organisation_id: UUID, on: date
) -> None:
    """Note that an organisation has these reports from a day on; what is noted already stays."""
    engine = session.get_bind().dialect.name
    new = (sqlite if engine == "sqlite" else postgresql).insert(ReportShare)
    insert = new.on_conflict_do_nothing()
    rows = [
        {"report_id": one, "organisation_id": organisation_id, "first_on": on}
        for one in sorted(report_ids)
    ]
    for start in range(0, len(rows), AT_ONCE):
        session.execute(insert, rows[start : start + AT_ONCE])
