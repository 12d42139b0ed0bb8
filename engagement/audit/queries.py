"""Reading the audit trail, and proving that it is whole."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from engagement.audit.chain import START, fault_of, seal_holds
from engagement.audit.commands import CONTENT
from engagement.audit.models import HEAD_ID, AuditEntry, AuditHead
from engagement.core.clock import LONDON
from engagement.core.seal import Json, SealBroken, open_bytes

PAGE: Final = 50
BATCH: Final = 500
Names: TypeAlias = Mapping[str, str]
"""Names of officers and organisations by their numbers."""


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether the trail is whole; when it is not, the first entry that is wrong and why."""

    ok: bool
    entries: int
    last_hash: bytes = START
    first_broken: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which entries to list; what is None does not narrow. `day` is a day in London."""

    action: str | None = None
    actor_id: UUID | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class TrailLine:
    """An entry as a person reads it."""

    seq: int
    at: datetime
    actor: str
    action: str
    kind: str
    subject: str
    detail: dict[str, Json]


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some lines, newest first, and how many there are in all."""

    lines: Sequence[TrailLine]
    total: int
    number: int
    pages: int


def trail_page(session: Session, *, narrowed: TrailFilter, number: int = 1) -> TrailPage:
    """One page of entries, newest first; a number beyond the last gives the last page."""
    where = _where(narrowed)
    total = session.scalar(select(func.count()).select_from(AuditEntry).where(*where)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    entries = session.scalars(
        select(AuditEntry)
        .where(*where)
        .order_by(AuditEntry.seq.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return TrailPage([_line(entry) for entry in entries], total, number, pages)


def actions_in_trail(session: Session) -> Sequence[str]:
    """Every action that was ever recorded, by name."""
    return session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)).all()


def actors_in_trail(session: Session) -> Sequence[tuple[UUID, str]]:
    """Every officer in the trail with the newest name recorded, by name."""
    named = _actors(session, AuditEntry.actor_id.is_not(None))
    return sorted(named, key=lambda pair: (pair[1].casefold(), pair[0]))


def names_in_trail(session: Session, *, lines: Iterable[TrailLine]) -> Names:
    """Names of the officers and organisations that some lines are about, as the trail knows them.

    An officer who never did anything, or whose lines went by retention, has none here.
    """
    ids = set(filter(None, (_id_of(one) for line in lines for one in _about(line))))
    officers = {
        str(id): name for id, name in _actors(session, AuditEntry.actor_id.in_(sorted(ids)))
    }
    added = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.kind == "organisation", AuditEntry.subject.in_(sorted(map(str, ids))))
        .order_by(AuditEntry.seq)
    )
    named = {line.subject: line.detail.get("name") for line in map(_line, added)}
    return officers | {id: name for id, name in named.items() if isinstance(name, str)}


def verify(session: Session) -> Verification:
    """Walk the whole chain: O(entries), in batches.

    It begins where the head says that retention has pruned to. Entries that other transactions add
    meanwhile are no fault: the head is read before and after; nor are those that they prune.
    A trail without a head is reported as broken: it was never begun, or it was wiped.
    """
    found, floor = Verification(False, 0, first_broken=1), None
    while not found.ok:
        head = _head(session)
        if head is None or not head.holds:
            reason = "the head was changed" if head else "there is no head: never begun, or wiped"
            return Verification(False, 0, first_broken=1, reason=reason)
        if floor == head.floor:
            return found
        floor = head.floor
        found = _walk(session, head)
    return found


def _walk(session: Session, before: "_Head") -> Verification:
    count, last = before.floor, before.floor_hash
    last_at_head = last if count == before.entries else START
    for entry in _entries(session):
        fault = "unreadable" if entry is None else fault_of(entry, seq=count + 1, previous=last)
        if fault or entry is None:
            return Verification(False, count, last, first_broken=count + 1, reason=fault)
        count, last = entry.seq, bytes(entry.hash)
        if count == before.entries:
            last_at_head = last
    after = _head(session)
    reached = after is not None and before.entries <= count <= after.entries
    if not reached or last_at_head != before.last_hash:
        first = min(count, before.entries) + 1
        return Verification(
            False, count, last, first_broken=first, reason="the head says otherwise"
        )
    return Verification(True, count, last)


def holds_noted(session: Session, *, noted: str) -> bool:
    """Whether the trail still has the entry that `entries:hash` names, as it was.

    An entry that retention has pruned since was there: the floor stands above it, under our seal.
    """
    seq, _, digest = noted.strip().partition(":")
    head = _head(session)
    if head and head.holds and seq.isdigit() and 0 < int(seq) < head.floor:
        return True
    if head and head.holds and seq == str(head.floor):
        return head.floor_hash.hex() == digest.lower()
    entry = session.get(AuditEntry, int(seq)) if seq.isdigit() else None
    return entry is not None and bytes(entry.hash).hex() == digest.lower()


def _actors(session: Session, which: ColumnElement[bool]) -> list[tuple[UUID, str]]:
    """Some actors, each with the newest name recorded."""
    newest = select(func.max(AuditEntry.seq)).where(which).group_by(AuditEntry.actor_id)
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.seq.in_(newest)).order_by(AuditEntry.seq)
    )
    return [(entry.actor_id, _line(entry).actor) for entry in entries if entry.actor_id]


def _about(line: TrailLine) -> tuple[Json, ...]:
    """What of a line may be the number of an officer or an organisation."""
    return line.subject, line.detail.get("organisation")


def _id_of(value: Json) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _where(narrowed: TrailFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if narrowed.action is not None:
        where.append(AuditEntry.action == narrowed.action)
    if narrowed.actor_id is not None:
        where.append(AuditEntry.actor_id == narrowed.actor_id)
    if narrowed.day is not None:
        start, end = (
            datetime.combine(narrowed.day + timedelta(days=days), time(), LONDON) for days in (0, 1)
        )
        where += [AuditEntry.at >= start, AuditEntry.at < end]
    return where


def _line(entry: AuditEntry) -> TrailLine:
    try:
        content = json.loads(open_bytes(CONTENT, bytes(entry.content)))
    except SealBroken:
        content = {"actor": "(unreadable)", "detail": {}}
    return TrailLine(
        seq=entry.seq,
        at=entry.at,
        actor=content["actor"],
        action=entry.action,
        kind=entry.kind,
        subject=entry.subject,
        detail=content["detail"],
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """What the head says, and whether it is we who wrote it."""

    entries: int
    last_hash: bytes
    floor: int
    floor_hash: bytes
    holds: bool


def _head(session: Session) -> _Head | None:
    head = session.get(AuditHead, HEAD_ID, populate_existing=True)
    if head is None:
        return None
    return _Head(
        head.entries,
        bytes(head.last_hash),
        head.pruned_to,
        bytes(head.pruned_hash),
        seal_holds(head),
    )


def _entries(session: Session) -> Iterator[AuditEntry | None]:
    """Every entry in order; None in the place of one that cannot even be read, and then the end."""
    last = 0
    while True:
        try:
            batch = _after(session, last, BATCH)
        except (SQLAlchemyError, ValueError, TypeError, LookupError):
            yield from _one_by_one(session, last)
            return
        if not batch:
            return
        yield from batch
        last = batch[-1].seq
        for entry in batch:
            session.expunge(entry)


def _one_by_one(session: Session, last: int) -> Iterator[AuditEntry | None]:
    try:
        while batch := _after(session, last, 1):
            yield batch[0]
            last = batch[0].seq
    except (SQLAlchemyError, ValueError, TypeError, LookupError):
        yield None


def _after(session: Session, seq: int, limit: int) -> Sequence[AuditEntry]:
    found = select(AuditEntry).where(AuditEntry.seq > seq).order_by(AuditEntry.seq).limit(limit)
    return session.scalars(found.execution_options(populate_existing=True)).all()
