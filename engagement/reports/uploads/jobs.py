"""The job that imports a file: read in a bounded child, stored part by part."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from engagement.accounts.models import Officer
from engagement.areas.locating import AreaLocator, area_locator
from engagement.core import clock
from engagement.core.actor import SYSTEM, Actor
from engagement.core.db import reading
from engagement.core.errors import NotFound, Rejected
from engagement.core.http import settings
from engagement.core.jobs import JobRun, job
from engagement.reports.importing.commands import Origin, in_order, origin
from engagement.reports.importing.piecewise import (
    BoundariesChanged,
    begin_import,
    finish_import,
    store_part,
)
from engagement.reports.importing.placing import PlacedFile, place_rows
from engagement.reports.importing.queries import import_without_rows
from engagement.reports.importing.reading import read_reports
from engagement.reports.importing.rows import Options
from engagement.reports.models import UploadState
from engagement.reports.uploads.commands import IMPORT, refuse_file
from engagement.reports.uploads.queries import said_of, upload_by_id

PART: Final = 1_000
"""Reports stored at once: a fraction of a second in which nobody else can write on SQLite."""
NO_DISTRICTS: Final = "No districts are loaded, so no place can be found in them."


@dataclass(frozen=True, slots=True)
class Work:
    """A file to import, and for whom."""

    upload_id: UUID
    content: bytes
    options: Options
    origin: Origin
    actor: Actor


@job(IMPORT)
def import_file(run: JobRun, *, upload: str) -> None:
    """Import a file that was sent; run again, it stores what is missing and nothing twice."""
    work = _work(UUID(upload))
    if work is None:
        return
    try:
        _import(run, work)
    except (ValueError, Rejected) as error:
        with run.finish() as session:
            refuse_file(
                session,
                upload_id=work.upload_id,
                problem=str(error),
                actor=work.actor,
                now=clock.now(),
            )


def _work(upload_id: UUID) -> Work | None:
    """What is to do; None when the file is gone or was imported already."""
    with reading() as session:
        try:
            upload = upload_by_id(session, upload_id=upload_id, content=True)
        except NotFound:
            return None
        if upload.state is not UploadState.READING:
            return None
        said = said_of(upload)
        person = session.get(Officer, said.started_by) if said.started_by else None
        return Work(
            upload_id=upload.id,
            content=upload.content,
            options=said.options(clock.london_date(clock.now())),
            origin=origin(said.source, upload.file_name),
            actor=person.actor() if person else SYSTEM,
        )


def _import(run: JobRun, work: Work) -> None:
    read = read_reports(work.content, work.options)
    while True:
        placed = place_rows(read, locator=_locator(), source=work.origin.source)
        try:
            _store(run, work, placed)
        except BoundariesChanged:
            continue
        return


def _locator() -> AreaLocator:
    with reading() as session:
        locator = area_locator(session)
    if locator is None:
        raise Rejected(NO_DISTRICTS)
    return locator


def _store(run: JobRun, work: Work, placed: PlacedFile) -> None:
    demonstration = settings().demonstration
    total, import_id = len(placed.taken), _begin(run, work, placed)
    for done, places in _parts(in_order(placed)):
        with run.transaction(done=done, total=total) as session:
            made = import_without_rows(session, import_id=import_id)
            store_part(
                session, made=made, placed=placed, places=places, demonstration=demonstration
            )
    with run.finish() as session:
        made = import_without_rows(session, import_id=import_id)
        finish_import(session, made=made, placed=placed, actor=work.actor, now=clock.now())
        upload_by_id(session, upload_id=work.upload_id).state = UploadState.DONE


def _begin(run: JobRun, work: Work, placed: PlacedFile) -> UUID:
    """The record of this import, made by this run or by the one before it."""
    with run.transaction(done=0, total=len(placed.taken)) as session:
        upload = upload_by_id(session, upload_id=work.upload_id)
        if upload.import_id is None:
            made = begin_import(
                session, placed=placed, origin=work.origin, actor=work.actor, now=clock.now()
            )
            upload.import_id = made.id
        return upload.import_id


def _parts(places: NDArray[np.int64]) -> Iterator[tuple[int, list[int]]]:
    """Some places at a time, with how many there were up to their end."""
    for start in range(0, len(places), PART):
        some = places[start : start + PART].tolist()
        yield start + len(some), some
