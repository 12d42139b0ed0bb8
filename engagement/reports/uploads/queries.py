"""Files that were sent, and how far each has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from engagement.core.errors import NotFound
from engagement.core.jobs import Job, JobState
from engagement.reports.importing.columns import Field
from engagement.reports.importing.rows import Options
from engagement.reports.models import ReportUpload, UploadState

OPEN: Final = (UploadState.WAITING, UploadState.READING, UploadState.REFUSED)


@dataclass(frozen=True, slots=True)
class Said:
    """What an officer said of a file so far; `columns` is None until it is said.

    `started_by` is the officer who had it imported.
    """

    sheet: str | None
    source: str
    columns: dict[Field, str] | None
    precision_m: int
    month_first: bool
    started_by: UUID | None = None

    def options(self, today: date) -> Options:
        """The same for the reader."""
        return Options(
            self.columns or {}, self.precision_m, today, self.sheet or "", self.month_first
        )


def upload_by_id(session: Session, *, upload_id: UUID, content: bool = False) -> ReportUpload:
    """One file, with its bytes when asked; NotFound when there is none."""
    statement = sa.select(ReportUpload).where(ReportUpload.id == upload_id)
    if content:
        statement = statement.options(undefer(ReportUpload.content))
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def open_uploads(session: Session) -> Sequence[ReportUpload]:
    """Files that are not imported yet, the newest first."""
    return session.scalars(
        sa.select(ReportUpload)
        .where(ReportUpload.state.in_(OPEN))
        .order_by(ReportUpload.uploaded_at.desc(), ReportUpload.id)
    ).all()


def job_of(session: Session, upload: ReportUpload) -> Job | None:
    """The job that imports a file, for its progress."""
    return session.get(Job, upload.job_id) if upload.job_id else None


def stopped(job: Job | None) -> bool:
    """Whether nobody works on a file that should be imported: it can be started again."""
    return job is None or job.state is JobState.FAILED


def headers_of(upload: ReportUpload) -> dict[str, list[str]]:
    """The names of the columns by the name of the sheet."""
    return cast("dict[str, list[str]]", upload.sheets)


def said_of(upload: ReportUpload) -> Said:
    """What was said of a file."""
    said = cast("dict[str, Any]", upload.mapping)
    columns = said.get("columns")
    return Said(
        sheet=said.get("sheet"),
        source=said.get("source", ""),
        columns=None if columns is None else {Field(name): c for name, c in columns.items()},
        precision_m=said.get("precision_m", 1),
        month_first=said.get("month_first", False),
        started_by=UUID(said["started_by"]) if said.get("started_by") else None,
    )
