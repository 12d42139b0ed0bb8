"""Reading certificates, proving them, and seeing what is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engagement.audit.queries import TrailFilter, trail_page
from engagement.core.errors import NotFound
from engagement.core.retention import RetentionRule, cutoff
from engagement.retention.chain import START, holds
from engagement.retention.events import Event
from engagement.retention.models import RetentionCertificate

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class DueLine:
    """One rule today: how long, what began before which day is over, and how much that is."""

    rule: RetentionRule
    days: int
    before: date
    due: int


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """Some finished certificates, newest first."""

    certificates: Sequence[RetentionCertificate]
    number: int
    pages: int


def what_is_due(
    session: Session, *, rules: Sequence[RetentionRule], days: Mapping[str, int], now: datetime
) -> list[DueLine]:
    """What each rule would destroy now, in the order of the rules."""
    lines = []
    for rule in rules:
        before = cutoff(days[rule.kind], now=now)
        due = rule.due(session, before=before)
        lines.append(DueLine(rule, days[rule.kind], before, due))
    return lines


def certificates_page(session: Session, *, number: int = 1) -> CertificatePage:
    """One page of finished certificates; a number beyond the last gives the last page."""
    finished = RetentionCertificate.number.is_not(None)
    total = session.scalar(select(func.count()).select_from(RetentionCertificate).where(finished))
    pages = max(1, -(-(total or 0) // PAGE))
    number = min(max(1, number), pages)
    found = session.scalars(
        select(RetentionCertificate)
        .where(finished)
        .order_by(RetentionCertificate.number.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return CertificatePage(found.all(), number, pages)


def finished_certificate(session: Session, *, id: UUID) -> RetentionCertificate:
    """A certificate by its id; NotFound while its run goes on."""
    found = session.get(RetentionCertificate, id)
    if found is None or found.number is None:
        raise NotFound("no such certificate")
    return found


def first_broken_certificate(session: Session) -> int | None:
    """The number of the first finished certificate that was changed or is missing; None if whole.

    That the last ones are missing is known from the audit trail, which names every certificate.
    """
    expected, previous = 1, START
    finished = select(RetentionCertificate).where(RetentionCertificate.number.is_not(None))
    for one in session.scalars(finished.order_by(RetentionCertificate.number)):
        follows = one.number == expected and bytes(one.previous) == previous
        if not follows or not holds(one):
            return expected
        expected, previous = expected + 1, bytes(one.hash)
    return expected if _last_recorded(session) >= expected else None


def _last_recorded(session: Session) -> int:
    """The number of the last certificate that the audit trail tells of; 0 if it tells of none."""
    lines = trail_page(session, narrowed=TrailFilter(action=Event.RUN)).lines
    number = lines[0].detail.get("number") if lines else 0
    return number if isinstance(number, int) else 0
