"""The audit trail gets shorter at its old end, and the rest still proves that it is whole."""

from datetime import date
from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engagement.audit.chain import fault_of, head_seals, seal_holds
from engagement.audit.commands import locked_head
from engagement.audit.models import HEAD_ID, AuditEntry, AuditHead
from engagement.core.errors import Rejected
from engagement.core.retention import RetentionRule, start_of

BROKEN: Final = "The audit trail is broken: nothing of it goes. See “flask audit verify”."


def count_due(session: Session, *, before: date) -> int:
    """How many of the oldest entries are from before a London day."""
    head = session.get(AuditHead, HEAD_ID)
    return 0 if head is None else max(0, _last_before(session, head, before) - head.pruned_to)


def prune(session: Session, *, before: date, limit: int) -> int:
    """Let go of at most `limit` of the oldest entries, none of the day `before` or later.

    The head keeps the hash of the last that goes: the rest begins there, and nobody without the key
    can move that floor. Rejected when the head or an entry that would go is not as we wrote it:
    with its time changed it would go too early, and what would show that with it.
    """
    head = locked_head(session)
    if not seal_holds(head):
        raise Rejected(BROKEN)
    gone = min(_last_before(session, head, before) - head.pruned_to, limit)
    if gone < 1:
        return 0
    head.pruned_hash = _last_hash(session, head, gone)
    head.pruned_to += gone
    head.seal = head_seals(head)[0]
    session.flush()  # the trigger lets go of what the head says is pruned
    session.execute(delete(AuditEntry).where(AuditEntry.seq <= head.pruned_to))
    return gone


def _last_hash(session: Session, head: AuditHead, gone: int) -> bytes:
    """The hash of the last of the entries that go; Rejected unless they follow from the floor."""
    seq, last = head.pruned_to, bytes(head.pruned_hash)
    going = select(AuditEntry).where(AuditEntry.seq > seq).order_by(AuditEntry.seq).limit(gone)
    for entry in session.scalars(going.execution_options(populate_existing=True)):
        seq += 1
        if fault_of(entry, seq=seq, previous=last):
            raise Rejected(BROKEN)
        last = bytes(entry.hash)
    if seq < head.pruned_to + gone:
        raise Rejected(BROKEN)
    return last


def _last_before(session: Session, head: AuditHead, before: date) -> int:
    """The entry before the first that must stay: a chain is cut at its end, never in between."""
    staying = select(func.min(AuditEntry.seq)).where(AuditEntry.at >= start_of(before))
    first = session.scalar(staying)
    return head.entries if first is None else first - 1


RULE: Final = RetentionRule(
    kind="audit",
    what=_l("Lines of the audit"),
    counted_from=_l("the day of the line"),
    due=count_due,
    destroy=prune,
    left=_l("the hash of the last line that went, so that the rest can be proved whole"),
)
