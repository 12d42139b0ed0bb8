"""The audit trail: entries chained by hash, and the head that says how many there are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import Base

HASH_BYTES: Final = 32
HEAD_ID: Final = 1


class AuditEntry(Base):
    """One thing that an officer or the system did.

    `content` is sealed: the actor's name at the time, and whatever detail the action carries.
    `hash` covers every other column and `previous`, the hash of the entry before.
    """

    __tablename__ = "audit_entries"

    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    organisation_id: Mapped[UUID | None]
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    kind: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[str] = mapped_column(sa.String(200))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    previous: Mapped[bytes] = mapped_column(sa.LargeBinary(HASH_BYTES))
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(HASH_BYTES))

    __table_args__ = (
        sa.CheckConstraint("seq > 0", name="seq_positive"),
        sa.Index(None, "at"),
        sa.Index(None, "kind", "subject"),
    )


class AuditHead(Base):
    """How many entries there are and the hash of the last, under a key that is not in the database.

    Its row is also the lock that puts writers in line on PostgreSQL. Without it the last entries
    could be cut off and the rest would still be a chain. `pruned_to` is the floor: entries up to it
    went by retention, and `pruned_hash` is the hash of the last of them, where the chain begins.
    """

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[int] = mapped_column(sa.BigInteger)
    last_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(HASH_BYTES))
    seal: Mapped[bytes] = mapped_column(sa.LargeBinary(HASH_BYTES))
    pruned_to: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    pruned_hash: Mapped[bytes] = mapped_column(
        sa.LargeBinary(HASH_BYTES), default=bytes(HASH_BYTES)
    )

    __table_args__ = (
        sa.CheckConstraint(f"id = {HEAD_ID}", name="one_row"),
        sa.CheckConstraint("pruned_to BETWEEN 0 AND entries", name="pruned_within"),
    )


TRIGGERS: Final[Mapping[str, tuple[str, ...]]] = {
    "sqlite": (
        """CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END""",
        """CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END""",
        """CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries
        WHEN EXISTS (SELECT 1 FROM audit_entries WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END""",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$""",
        """CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE ON audit_entries
        FOR EACH ROW EXECUTE FUNCTION audit_entries_refuse()""",
        """CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()""",
    ),
}
"""Statements by dialect that make the table append-only; the first migration executes them."""

PRUNING_TRIGGERS: Final[Mapping[str, tuple[str, ...]]] = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS audit_entries_no_delete",
        """CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
        WHEN NOT EXISTS (SELECT 1 FROM audit_head WHERE pruned_to >= OLD.seq)
        BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END""",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
          IF TG_OP = 'DELETE' THEN
            IF EXISTS (SELECT 1 FROM audit_head WHERE pruned_to >= OLD.seq) THEN
              RETURN OLD;
            END IF;
          END IF;
          RAISE EXCEPTION 'audit entries are append-only';
        END $$""",
    ),
}
"""The same with a floor: what the head says was pruned may go. Whoever moves the floor without the
key breaks the head's seal. Executed after TRIGGERS, by the migration that brings the floor."""

DROP_TRIGGERS: Final[Mapping[str, tuple[str, ...]]] = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS audit_entries_no_update",
        "DROP TRIGGER IF EXISTS audit_entries_no_delete",
        "DROP TRIGGER IF EXISTS audit_entries_no_replace",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS audit_entries_no_change ON audit_entries",
        "DROP TRIGGER IF EXISTS audit_entries_no_truncate ON audit_entries",
        "DROP FUNCTION IF EXISTS audit_entries_refuse()",
    ),
}

_TABLE: Final = Base.metadata.tables["audit_entries"]

for _dialect in TRIGGERS:
    for _statement in (*TRIGGERS[_dialect], *PRUNING_TRIGGERS[_dialect]):
        _ddl = sa.DDL(_statement)  # type: ignore[no-untyped-call]
        event.listen(_TABLE, "after_create", _ddl.execute_if(dialect=_dialect))
