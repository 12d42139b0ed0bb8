"""Which organisations were given a report: kept so that they can be told when it is withdrawn."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from engagement.core.db import insert_into
from engagement.reports.models import ReportShare

AT_ONCE: Final = 1_000


def share_reports(
    session: Session, *, report_ids: Iterable[UUID], organisation_id: UUID, on: date
) -> None:
    """Note that an organisation has these reports from a day on; what is noted already stays."""
    insert = insert_into(session, ReportShare).on_conflict_do_nothing()
    rows = [
        {"report_id": one, "organisation_id": organisation_id, "first_on": on}
        for one in sorted(report_ids)
    ]
    for start in range(0, len(rows), AT_ONCE):
        session.execute(insert, rows[start : start + AT_ONCE])
