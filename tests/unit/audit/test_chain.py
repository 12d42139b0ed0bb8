"""What an entry's hash covers, and that nobody makes one without the key."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engagement.audit.chain import START, entry_hashes, head_seals
from engagement.audit.models import AuditEntry, AuditHead
from engagement.core import seal

ONE = "a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
TWO = "b:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"


@pytest.fixture(autouse=True)
def ring() -> Iterator[None]:
    before = tuple(seal._ring)
    seal.configure(seal.key_ring(ONE))
    yield
    seal.configure(before)


def entry(**changes: object) -> AuditEntry:
    values: dict[str, object] = {
        "seq": 1,
        "at": datetime(2025, 6, 1, tzinfo=UTC),
        "actor_id": UUID(int=1),
        "organisation_id": UUID(int=2),
        "action": "looked",
        "kind": "report",
        "subject": "abc",
        "content": b"sealed",
        "previous": START,
    }
    return AuditEntry(**values | changes)


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 2},
        {"at": datetime(2025, 6, 1, tzinfo=UTC) + timedelta(microseconds=1)},
        {"actor_id": None},
        {"actor_id": UUID(int=2)},
        {"organisation_id": UUID(int=1)},
        {"action": "lookedr"},
        {"kind": "reporta", "subject": "bc"},
        {"subject": "abd"},
        {"content": b"sealee"},
        {"previous": b"\x01" * 32},
    ],
)
def test_the_hash_covers_every_column_and_where_each_ends(change: dict[str, object]) -> None:
    assert entry_hashes(entry(**change)) != entry_hashes(entry())
    assert entry_hashes(entry()) == entry_hashes(entry())


def test_another_key_makes_other_hashes_and_the_old_ones_still_hold_during_rotation() -> None:
    head = AuditHead(id=1, entries=3, last_hash=START)
    made, sealed = entry_hashes(entry())[0], head_seals(head)[0]
    seal.configure(seal.key_ring(TWO))
    assert made not in entry_hashes(entry())
    seal.configure(seal.key_ring(f"{TWO},{ONE}"))
    assert made in entry_hashes(entry())
    assert sealed in head_seals(head)
    assert entry_hashes(entry())[0] != made, "new entries use the first key"
