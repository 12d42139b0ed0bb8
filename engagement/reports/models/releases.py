"""What was published about reports, byte for byte."""

from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import Base


class ReportRelease(Base):
    """One frozen file of "What you told us, what was done"; at most one a day, never changed.

    Those of a demonstration stand beside real ones and are never mixed with them.
    """

    __tablename__ = "report_releases"
    __table_args__ = (
        sa.UniqueConstraint("made_on", "demonstration"),
        sa.UniqueConstraint("sha256"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    made_on: Mapped[date]
    content: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    policy: Mapped[str] = mapped_column(sa.String(40))
    made_by: Mapped[UUID | None]
    demonstration: Mapped[bool] = mapped_column(default=False)
