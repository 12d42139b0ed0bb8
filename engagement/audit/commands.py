"""Writing to the audit trail."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.audit.chain import START, entry_hashes, head_seals, seal_holds
from engagement.audit.models import HEAD_ID, AuditEntry, AuditHead
from engagement.core.actor import Actor
from engagement.core.seal import Json, seal_bytes

CONTENT: Final = "audit_entries.content"


def record(
    session: Session,
    *,
    actor: Actor,
    action: str,
    kind: str,
    subject: object,
    now: datetime,
    detail: Mapping[str, Json] | None = None,
) -> AuditEntry:
    """Add an entry in the transaction of the change it tells of: both are stored, or neither.

    `action` is an event name of the feature (a StrEnum member), `kind` and `subject` the sort and
    the public id of what it was done to. `detail` is sealed. Call it last: from here to the commit
    every other writer of the trail waits (SQLite: IMMEDIATE; PostgreSQL: the head's row).
    """
    head = locked_head(session)
    whole = seal_holds(head)
    content = json.dumps({"actor": actor.name, "detail": dict(detail or {})}, separators=(",", ":"))
    entry = AuditEntry(
        seq=head.entries + 1,
        at=now.astimezone(UTC),
        actor_id=actor.id,
        organisation_id=actor.organisation_id,
        action=str(action),
        kind=kind,
        subject=str(subject),
        content=seal_bytes(CONTENT, content.encode()),
        previous=head.last_hash,
    )
    entry.hash = entry_hashes(entry)[0]
    head.entries, head.last_hash = entry.seq, entry.hash
    if whole:  # a head that somebody else wrote stays broken: we do not put our seal under it
        head.seal = head_seals(head)[0]
    session.add(entry)
    session.flush()
    return entry


def locked_head(session: Session) -> AuditHead:
    """The head, made when there is none; its row is locked until the commit."""
    locked = (
        select(AuditHead)
        .where(AuditHead.id == HEAD_ID)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    head = session.scalar(locked)
    if head is None:
        try:
            with session.begin_nested():
                session.add(_new_head())
        except IntegrityError:  # another writer was first
            pass
        head = session.scalars(locked).one()
    return head


def _new_head() -> AuditHead:
    head = AuditHead(id=HEAD_ID, entries=0, last_hash=START, pruned_to=0, pruned_hash=START)
    head.seal = head_seals(head)[0]
    return head
