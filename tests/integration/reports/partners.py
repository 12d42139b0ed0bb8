"""Organisations with somebody who answers, and reports given to them, for the tests of handling."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from engagement.accounts.models import Officer
from engagement.core.actor import Role
from engagement.reports.assignments.commands import Task, pass_on_report
from engagement.reports.concerns import Concern
from engagement.reports.models import Report, ReportState
from tests.factories import BOSTON, LINCOLN, report
from tests.integration.accounts.people import make_officer

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
TODAY = date(2026, 6, 10)
DUE = date(2026, 8, 5)
IN_BOSTON = frozenset({BOSTON})
IN_LINCOLN = frozenset({LINCOLN})


def partner(session: Session, districts: frozenset[str] = IN_BOSTON) -> Officer:
    """A partner of an organisation of its own."""
    return make_officer(session, Role.PARTNER, districts=districts)


def approved(session: Session, **changes: Any) -> Report:
    """An approved report that is not about lighting."""
    values: dict[str, Any] = {"concerns": (Concern.FOLLOWED,), "state": ReportState.APPROVED}
    return report(session, **values | changes)


def given(session: Session, to: Officer, due: date = DUE, note: str = "", **changes: Any) -> Report:
    """A report that was passed on to somebody's organisation at NOW, committed."""
    one = approved(session, **changes)
    officer = make_officer(session).actor()
    task = Task(to.organisation_id, due, note)
    pass_on_report(session, report_id=one.id, task=task, actor=officer, now=NOW)
    session.commit()
    return one
