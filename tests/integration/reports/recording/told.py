"""What somebody tells an officer, as it is typed on the page."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.reports.models import Report

PRESS: Final = "Record the report"
TOLD: Final[dict[str, Any]] = {
    "place": "TF 3259 4371",
    "channel": "telephone",
    "about_people": ["followed"],
    "band": "evening",
}


def stored(session: Session) -> list[Report]:
    """The reports that there are now."""
    session.rollback()
    found = list(session.scalars(select(Report).order_by(Report.id)))
    session.rollback()
    return found
