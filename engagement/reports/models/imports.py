"""The record of each file of reports that was read."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import Base, enum_type
from engagement.core.seal import Json, SealedJSON


class ImportState(StrEnum):
    """Where an import stands."""

    READING = "reading"
    DONE = "done"
    REFUSED = "refused"


class ReportImport(Base):
    """One file that was read: every row of it is accounted for.

    read = imported + already known + outside + rejected. `outside_rows` and `rejected_rows` name
    each row by its line in the file, with the reason; their values are sealed.
    """

    __tablename__ = "report_imports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(sa.String(80))
    file_name: Mapped[str] = mapped_column(sa.String(255))
    file_sha256: Mapped[str] = mapped_column(sa.String(64))
    mapping: Mapped[dict[str, Json]] = mapped_column(sa.JSON)
    state: Mapped[ImportState] = mapped_column(enum_type(ImportState, 10))
    started_at: Mapped[datetime]
    started_by: Mapped[UUID | None]
    read: Mapped[int] = mapped_column(default=0)
    imported: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    outside: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    outside_rows: Mapped[Json] = mapped_column(SealedJSON("report_imports.outside_rows"))
    rejected_rows: Mapped[Json] = mapped_column(SealedJSON("report_imports.rejected_rows"))
