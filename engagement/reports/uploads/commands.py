"""A file on its way to become reports: sent, described, started, refused, removed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from engagement.audit.commands import record
from engagement.core import jobs
from engagement.core.actor import Actor
from engagement.core.errors import NotFound, Rejected
from engagement.core.jobs import Job, JobState
from engagement.core.seal import Json
from engagement.reports.importing.columns import Field
from engagement.reports.importing.commands import LONGEST_NAME, origin
from engagement.reports.models import ImportState, ReportImport, ReportUpload, UploadState
from engagement.reports.uploads.events import KIND, Event

IMPORT = "reports.import"
LONGEST_PROBLEM = 1000


def send_file(
    session: Session,
    *,
    file_name: str,
    content: bytes,
    sheets: Mapping[str, Sequence[str]],
    actor: Actor,
    now: datetime,
) -> ReportUpload:
    """Keep a file whose tables are known by name and header; the only one is chosen at once."""
    upload = ReportUpload(
        id=uuid4(),
        file_name=file_name[-LONGEST_NAME:],
        size=len(content),
        sha256=sha256(content).hexdigest(),
        content=content,
        uploaded_at=now,
        uploaded_by=actor.id,
        sheets={name: list(header) for name, header in sheets.items()},
        mapping={"sheet": next(iter(sheets))} if len(sheets) == 1 else {},
        state=UploadState.WAITING,
    )
    session.add(upload)
    session.flush()
    _audit(session, upload, Event.SENT, actor, now)
    return upload


def choose_sheet(session: Session, *, upload_id: UUID, sheet: str) -> None:
    """Which sheet of a workbook holds the reports; another one has other columns."""
    upload = _open(session, upload_id)
    if sheet not in cast("dict[str, Json]", upload.sheets):
        raise Rejected("Choose a sheet of this file.", field="sheet")
    said = cast("dict[str, Json]", upload.mapping)
    kept = said if said.get("sheet") == sheet else {"source": said.get("source", "")}
    upload.mapping = {**kept, "sheet": sheet}
    session.flush()


def describe_file(
    session: Session,
    *,
    upload_id: UUID,
    source: str,
    columns: Mapping[Field, str],
    precision_m: int,
    month_first: bool,
) -> None:
    """What the columns hold and where the file comes from; Rejected for a source that is ours."""
    upload = _open(session, upload_id)
    said = cast("dict[str, Json]", upload.mapping)
    upload.mapping = {
        "sheet": said.get("sheet", ""),
        "source": origin(source, upload.file_name).source,
        "columns": {field.value: column for field, column in columns.items()},
        "precision_m": precision_m,
        "month_first": month_first,
    }
    upload.state, upload.problem = UploadState.WAITING, None
    session.flush()


def start_import(session: Session, *, upload_id: UUID, actor: Actor, now: datetime) -> ReportUpload:
    """Have the worker import the file; a second start of a running import is none."""
    upload = _locked(session, upload_id)
    said = cast("dict[str, Json]", upload.mapping)
    if "columns" not in said:
        raise Rejected("Say first what the columns of the file hold.")
    job = session.get(Job, upload.job_id) if upload.job_id else None
    running = upload.state is UploadState.READING and job and job.state is not JobState.FAILED
    if running or upload.state is UploadState.DONE:
        return upload
    upload.state, upload.problem = UploadState.READING, None
    upload.mapping = said | {"started_by": str(actor.id) if actor.id else None}
    upload.job_id = jobs.enqueue(session, IMPORT, upload=str(upload.id)).id  # names no person
    session.flush()
    _audit(session, upload, Event.STARTED, actor, now)
    return upload


def refuse_file(
    session: Session, *, upload_id: UUID, problem: str, actor: Actor, now: datetime
) -> None:
    """The file cannot be imported as it is described, and why; it stays, to be described anew."""
    upload = _locked(session, upload_id)
    upload.state, upload.problem = UploadState.REFUSED, problem[:LONGEST_PROBLEM]
    begun = session.get(ReportImport, upload.import_id) if upload.import_id else None
    if begun is not None:
        begun.state = ImportState.REFUSED
    session.flush()
    _audit(session, upload, Event.REFUSED, actor, now)


def remove_file(session: Session, *, upload_id: UUID, actor: Actor, now: datetime) -> None:
    """Destroy a file at once; what was imported from it stays."""
    upload = _locked(session, upload_id)
    if upload.state is UploadState.READING:
        raise Rejected("This file is being imported. Remove it when that is done.")
    session.delete(upload)
    session.flush()
    _audit(session, upload, Event.REMOVED, actor, now)


def _open(session: Session, upload_id: UUID) -> ReportUpload:
    upload = _locked(session, upload_id)
    if upload.state in (UploadState.READING, UploadState.DONE):
        raise Rejected("This file is being imported, or was. Send it again to describe it anew.")
    return upload


def _locked(session: Session, upload_id: UUID) -> ReportUpload:
    upload = session.get(ReportUpload, upload_id, with_for_update=True)
    if upload is None:
        raise NotFound
    return upload


def _audit(
    session: Session, upload: ReportUpload, event: Event, actor: Actor, now: datetime
) -> None:
    record(
        session,
        actor=actor,
        action=event,
        kind=KIND,
        subject=upload.id,
        now=now,
        detail={"file": upload.file_name, "sha256": upload.sha256},
    )
