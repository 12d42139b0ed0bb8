"""Where a report stands, for whoever has its receipt: no place, no reason, no time."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.seal import keyed_hashes
from engagement.reports.commands import RECEIPT_CONTEXT
from engagement.reports.models import ACTED, HeldBecause, Outcome, Report, ReportState


class Standing(StrEnum):
    """What a person is told about their report."""

    RECEIVED = "received"
    LOOKED_AT = "looked-at"
    PASSED_ON = "passed-on"
    DONE = "done"
    NOT_DONE = "not-done"
    NOT_USED = "not-used"
    WITHDRAWN = "withdrawn"


_OF_STATE: Final = {
    ReportState.NEW: Standing.RECEIVED,
    ReportState.APPROVED: Standing.LOOKED_AT,
    ReportState.PASSED_ON: Standing.PASSED_ON,
    ReportState.ACTION_TAKEN: Standing.DONE,
    ReportState.REJECTED: Standing.NOT_USED,
    ReportState.WITHDRAWN: Standing.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a report stands; `because` only for what was not done."""

    standing: Standing
    because: Outcome | None = None


def followed_report(session: Session, *, receipt_code: str) -> Followed | None:
    """Where the report with this code stands; None when no report has it."""
    statement = sa.select(
        Report.state, Report.held_because, Report.approved_on, Report.outcome
    ).where(Report.receipt_hash.in_(keyed_hashes(RECEIPT_CONTEXT, receipt_code)))
    row = session.execute(statement.order_by(Report.id)).first()
    return None if row is None else _followed(*row)


def _followed(
    state: ReportState,
    held_because: HeldBecause | None,
    approved_on: date | None,
    outcome: Outcome | None,
) -> Followed:
    if state is ReportState.HELD:
        return Followed(_held(held_because, approved_on))
    if state is ReportState.CLOSED:
        if outcome in ACTED:
            return Followed(Standing.DONE)
        return Followed(Standing.NOT_DONE, outcome)
    return Followed(_OF_STATE[state])


def _held(because: HeldBecause | None, approved_on: date | None) -> Standing:
    """A held report cannot be told from one that is not.

    Held by our defence, before anybody read it, it says what a new one says: saying "being looked
    at" in the minute it was sent would tell a machine that it was noticed. Held by an officer, or
    after an officer approved it, it says what an approved one says.
    """
    untouched = because not in (None, HeldBecause.OFFICER) and approved_on is None
    return Standing.RECEIVED if untouched else Standing.LOOKED_AT
