"""When the clock cannot be right: nothing is destroyed by a date that nobody would believe.

A clock years ahead would make everything due in one night. What we last wrote down ourselves says
when it was then; the run goes every day, so a long silence or a step back is a question for people.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.core.errors import Rejected
from engagement.retention.models import RetentionCertificate

LONGEST_SILENCE: Final = timedelta(days=60)
TWO_CLOCKS: Final = timedelta(minutes=5)
"""So much may the clocks of two machines differ."""
CERTIFICATE: Final = "retention certificate"
ENTRY: Final = "audit entry"


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """The last thing that we wrote down, its time, and what the clock says now."""

    what: str
    last: datetime
    now: datetime

    @property
    def days(self) -> int:
        """Whole days from then to now; negative where the clock went back."""
        return int((self.now - self.last) / timedelta(days=1))

    def __str__(self) -> str:
        when = f"The clock says {self.now:%Y-%m-%d %H:%M} UTC"
        then = f"the last {self.what} of {self.last:%Y-%m-%d %H:%M} UTC"
        gap = f"{self.days:,} days after {then}" if self.now > self.last else f"before {then}"
        return f"{when}, {gap}."


class ClockDoubted(Rejected):
    """A run was refused; `doubt` says why."""

    def __init__(self, doubt: ClockDoubt) -> None:
        super().__init__(f"Nothing was destroyed. {doubt}")
        self.doubt = doubt


def clock_doubt(session: Session, *, now: datetime) -> ClockDoubt | None:
    """Why a run should not believe the clock; None where nothing speaks against it.

    It is held against the last finished certificate; where there is none, the newest audit entry.
    """
    number = RetentionCertificate.number
    last = select(RetentionCertificate.finished_at).where(number.is_not(None))
    what, then = CERTIFICATE, session.scalar(last.order_by(number.desc()).limit(1))
    if then is None:
        newest = select(AuditEntry.at).order_by(AuditEntry.seq.desc()).limit(1)
        what, then = ENTRY, session.scalar(newest)
    if then is None or -TWO_CLOCKS <= now - then <= LONGEST_SILENCE:
        return None
    return ClockDoubt(what, then, now)
