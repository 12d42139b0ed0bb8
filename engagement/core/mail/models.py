"""Mails as rows: the row is the truth, whatever became of the job that should have sent it."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import Base, enum_type, one_of
from engagement.core.seal import SealedText, keyed_hash, keyed_hashes

TO: Final = "outgoing_mail.to"


class MailState(StrEnum):
    """Where a mail stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class OutgoingMail(Base):
    """One mail to one address, from the moment a command asked for it.

    `attempts` and `next_at` are written before the server is spoken to. The body goes when the mail
    was sent or given up; only a demonstration, which sends nothing, keeps it for a while.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        one_of("state", MailState),
        sa.CheckConstraint("state <> 'queued' OR body IS NOT NULL", name="queued_has_body"),
        sa.Index(None, "state", "next_at"),
        sa.Index(None, "to_hash", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    to: Mapped[str] = mapped_column(SealedText(TO))
    to_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    subject: Mapped[str] = mapped_column(SealedText("outgoing_mail.subject"))
    body: Mapped[str | None] = mapped_column(SealedText("outgoing_mail.body"))
    message_id: Mapped[str] = mapped_column(sa.String(320), unique=True)
    state: Mapped[MailState] = mapped_column(enum_type(MailState, 10), default=MailState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    cause: Mapped[str | None] = mapped_column(sa.String(80))


def to_hash(address: str) -> bytes:
    """What an address is found under: case and outer spaces do not matter."""
    return keyed_hash(TO, address.strip().casefold())


def to_hashes(address: str) -> list[bytes]:
    """The same under every key of the ring, for look-ups while keys are being changed."""
    return keyed_hashes(TO, address.strip().casefold())
