"""The certificate of each run: what was due, what was destroyed, under our seal."""

from datetime import datetime
from typing import Final, TypedDict
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import Base

HASH_BYTES: Final = 32


class Line(TypedDict):
    """One kind of record in a run: `before` is the day (ISO) whose eve is the last day due.

    `due` was counted at the start, `left` at the end; `fault` says why a rule could not be carried
    out, else it is empty.
    """

    kind: str
    before: str
    due: int
    destroyed: int
    left: int
    fault: str


class RetentionCertificate(Base):
    """One run. Its lines grow in the transactions that destroy; when it is finished it is numbered.

    `hash` covers every other column and `previous`, the hash of the certificate with the number
    before, under a key that is not in the database.
    """

    __tablename__ = "retention_certificates"
    __table_args__ = (
        sa.CheckConstraint(
            "(number IS NULL) = (finished_at IS NULL)", name="numbered_when_finished"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int | None] = mapped_column(unique=True)
    run_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    run_by: Mapped[UUID | None]
    policy: Mapped[dict[str, int]] = mapped_column(sa.JSON)
    lines: Mapped[list[Line]] = mapped_column(sa.JSON)
    previous: Mapped[bytes] = mapped_column(sa.LargeBinary(HASH_BYTES))
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(HASH_BYTES))
