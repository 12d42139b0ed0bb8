"""Approved reports for tests of what is published."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engagement.reports.models import ReportState
from engagement.reports.releases.commands import About
from tests.factories import report

ABOUT = About("A partnership", "The county")
APPROVED_ON = date(2026, 1, 5)


def approved(session: Session, district: str, told: int, done: int = 0, **changes: Any) -> None:
    """So many approved reports in a district, about some of which something was done; committed."""
    for number in range(told):
        acted = number < done
        values: dict[str, Any] = {
            "district_code": district,
            "state": ReportState.ACTION_TAKEN if acted else ReportState.APPROVED,
            "approved_on": APPROVED_ON,
            "acted_on": APPROVED_ON if acted else None,
        } | changes
        report(session, **values)
    session.commit()
