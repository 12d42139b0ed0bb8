"""How entries hang together: what a hash covers, and the key it is made with."""

import json
from typing import Final

from engagement.audit.models import HASH_BYTES, AuditEntry, AuditHead
from engagement.core.seal import keyed_hashes

START: Final = bytes(HASH_BYTES)
"""What the first entry names as the hash before it."""


def entry_hashes(entry: AuditEntry) -> list[bytes]:
    """The hash of an entry under each key of the ring, the current first.

    HMAC-SHA-256 over every column, `content` as it is stored (sealed), and the hash before. The key
    is outside the database, so nobody who only holds the database can make a chain that holds.
    """
    covered = [
        entry.seq,
        entry.at.isoformat(),
        None if entry.actor_id is None else entry.actor_id.hex,
        None if entry.organisation_id is None else entry.organisation_id.hex,
        entry.action,
        entry.kind,
        entry.subject,
        bytes(entry.content).hex(),
        bytes(entry.previous).hex(),
    ]
    return keyed_hashes("audit_entries.hash", json.dumps(covered, separators=(",", ":")))


def fault_of(entry: AuditEntry, *, seq: int, previous: bytes) -> str:
    """Why an entry is not the one that belongs after `previous` as number `seq`; "" if it is."""
    if entry.seq != seq:
        return "entries are missing"
    if bytes(entry.previous) != previous:
        return "it does not follow the entry before"
    if bytes(entry.hash) not in entry_hashes(entry):
        return "it was changed"
    return ""


def head_seals(head: AuditHead) -> list[bytes]:
    """The seal of a head under each key of the ring, the current first."""
    covered = f"{head.entries}:{bytes(head.last_hash).hex()}"
    if head.pruned_to:
        covered += f":{head.pruned_to}:{bytes(head.pruned_hash).hex()}"
    return keyed_hashes("audit_head.seal", covered)


def seal_holds(head: AuditHead) -> bool:
    """Whether the head says what we wrote, under any key of the ring."""
    return bytes(head.seal) in head_seals(head)
