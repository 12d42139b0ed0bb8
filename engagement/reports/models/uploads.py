"""A file of reports that an officer sent: kept sealed until it is imported, and 30 days at most."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import Base, enum_type, one_of
from engagement.core.seal import Json, SealedBytes, SealedJSON


class UploadState(StrEnum):
    """How far a file has come."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    REFUSED = "refused"


class ReportUpload(Base):
    """One file, what its columns hold (`mapping`), and the import that came of it.

    `sheets` has the name and the header of each table in the file; it is sealed because a file
    without a header shows its first row there. `mapping` is what the officer said so far: source,
    sheet, precision_m, month_first, under `columns` the column of each field, and who had it
    imported (`started_by`). `problem` says why a file was refused.
    """

    __tablename__ = "report_uploads"
    __table_args__ = (one_of("state", UploadState), sa.Index(None, "uploaded_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(sa.String(255))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes] = mapped_column(SealedBytes("report_uploads.content"), deferred=True)
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[UUID | None]
    sheets: Mapped[Json] = mapped_column(SealedJSON("report_uploads.sheets"), nullable=False)
    mapping: Mapped[Json] = mapped_column(SealedJSON("report_uploads.mapping"), nullable=False)
    state: Mapped[UploadState] = mapped_column(enum_type(UploadState, 10))
    problem: Mapped[str | None] = mapped_column(sa.String(1000))
    job_id: Mapped[UUID | None]
    import_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("report_imports.id"))
