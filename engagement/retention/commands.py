"""Letting go of what is due, step by step, and writing down what went."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.errors import Rejected
from engagement.core.retention import RetentionRule, cutoff
from engagement.core.seal import Json
from engagement.retention.chain import START, certificate_hashes
from engagement.retention.events import KIND, Event
from engagement.retention.models import Line, RetentionCertificate

CUT_OFF: Final = timedelta(hours=12)
"""No run goes on for so long: one that began before came to no end."""


def begin_run(
    session: Session,
    *,
    id: UUID,
    rules: Sequence[RetentionRule],
    days: Mapping[str, int],
    actor: Actor,
    now: datetime,
) -> RetentionCertificate:
    """Write down what is due under each rule; a run that was begun already goes on as it is."""
    begun = session.get(RetentionCertificate, id)
    if begun is not None:
        return begun
    certificate = RetentionCertificate(
        id=id,
        run_at=now,
        run_by=actor.id,
        policy={rule.kind: days[rule.kind] for rule in rules},
        lines=[_line(session, rule, cutoff(days[rule.kind], now=now)) for rule in rules],
        previous=START,
    )
    _seal(certificate)
    session.add(certificate)
    session.flush()
    return certificate


def destroy_some(session: Session, *, id: UUID, rule: RetentionRule, limit: int) -> int:
    """Destroy at most `limit` of what is due under a rule, and count it; 0 when nothing is left.

    A rule that cannot be carried out (Rejected) leaves its reason on the certificate. What is
    finished destroys nothing more.
    """
    certificate = session.get_one(RetentionCertificate, id, with_for_update=True)
    if certificate.finished_at is not None:
        return 0
    line = next(one for one in certificate.lines if one["kind"] == rule.kind)
    gone, fault = 0, line["fault"]
    try:
        gone = rule.destroy(session, before=date.fromisoformat(line["before"]), limit=limit)
    except Rejected as error:
        fault = error.message
    _write(certificate, {**line, "destroyed": line["destroyed"] + gone, "fault": fault})
    session.flush()
    return gone


def note_fault(session: Session, *, id: UUID, rule: RetentionRule, fault: str) -> None:
    """Leave on the certificate why a rule broke off."""
    certificate = session.get_one(RetentionCertificate, id, with_for_update=True)
    line = next(one for one in certificate.lines if one["kind"] == rule.kind)
    _write(certificate, {**line, "fault": fault})
    session.flush()


def finish_cut_off(
    session: Session, *, rules: Sequence[RetentionRule], but: UUID, actor: Actor, now: datetime
) -> None:
    """Finish the certificates of runs that came to no end: what they destroyed is on record too."""
    unfinished = select(RetentionCertificate.id).where(
        RetentionCertificate.number.is_(None),
        RetentionCertificate.run_at < now - CUT_OFF,
        RetentionCertificate.id != but,
    )
    for id in session.scalars(
        unfinished.order_by(RetentionCertificate.run_at, RetentionCertificate.id)
    ).all():
        finish_run(session, id=id, rules=rules, actor=actor, now=now)


def finish_run(
    session: Session,
    *,
    id: UUID,
    rules: Sequence[RetentionRule],
    actor: Actor,
    now: datetime,
    sure: bool = False,
) -> RetentionCertificate:
    """Count what is left, number and seal the certificate, and record it.

    `sure` records that a person vouched for the clock.
    """
    certificate = session.get_one(RetentionCertificate, id, with_for_update=True)
    if certificate.finished_at is not None:
        return certificate
    by_kind = {rule.kind: rule for rule in rules}
    for line in certificate.lines:
        if rule := by_kind.get(line["kind"]):  # none: the software that began the run was another
            left = rule.due(session, before=date.fromisoformat(line["before"]))
            _write(certificate, {**line, "left": left})
    last = _last(session)
    certificate.number = 1 if last is None or last.number is None else last.number + 1
    certificate.previous = START if last is None else last.hash
    certificate.finished_at = now
    _seal(certificate)
    session.flush()
    record(
        session,
        actor=actor,
        action=Event.RUN,
        kind=KIND,
        subject=id,
        now=now,
        detail=_told(certificate) | ({"sure": True} if sure else {}),
    )
    return certificate


def _told(certificate: RetentionCertificate) -> dict[str, Json]:
    return {
        "number": certificate.number,
        "hash": certificate.hash.hex(),
        "destroyed": {line["kind"]: line["destroyed"] for line in certificate.lines},
    }


def _line(session: Session, rule: RetentionRule, before: date) -> Line:
    due = rule.due(session, before=before)
    return Line(kind=rule.kind, before=before.isoformat(), due=due, destroyed=0, left=due, fault="")


def _write(certificate: RetentionCertificate, changed: Line) -> None:
    certificate.lines = [
        changed if line["kind"] == changed["kind"] else line for line in certificate.lines
    ]
    _seal(certificate)


def _seal(certificate: RetentionCertificate) -> None:
    certificate.hash = certificate_hashes(certificate)[0]


def _last(session: Session) -> RetentionCertificate | None:
    numbered = select(RetentionCertificate).where(RetentionCertificate.number.is_not(None))
    return session.scalar(numbered.order_by(RetentionCertificate.number.desc()).limit(1))
