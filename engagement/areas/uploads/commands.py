"""A boundary file on its way to become areas: sent, described, loaded or removed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from engagement.areas.commands import load_areas
from engagement.areas.models import AreaKind, AreaUpload
from engagement.areas.reading import AreaFile
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.errors import NotFound
from engagement.core.seal import Json
from geo.boundaries import Layer

KIND: Final = "area-upload"
LONGEST_NAME: Final = 255


class Event(StrEnum):
    """Something that was done with a file."""

    SENT = "area-file-sent"
    REMOVED = "area-file-removed"


def send_boundaries(
    session: Session,
    *,
    file_name: str,
    content: bytes,
    layers: Sequence[Layer],
    actor: Actor,
    now: datetime,
) -> AreaUpload:
    """Keep a file whose layers are known; the only one is chosen at once."""
    upload = AreaUpload(
        id=uuid4(),
        file_name=file_name[-LONGEST_NAME:],
        size=len(content),
        content=content,
        uploaded_at=now,
        uploaded_by=actor.id,
        chosen={
            "layers": {one.name: list(one.fields) for one in layers},
            "layer": layers[0].name if len(layers) == 1 else "",
        },
    )
    session.add(upload)
    session.flush()
    _audit(session, upload, Event.SENT, actor, now)
    return upload


def describe_boundaries(
    session: Session, *, upload_id: UUID, said: Mapping[str, Json]
) -> AreaUpload:
    """What was chosen for the file: layer, kind, fields, label."""
    upload = _locked(session, upload_id)
    upload.chosen = {**upload.chosen, **said}
    session.flush()
    return upload


def load_upload(
    session: Session,
    *,
    upload_id: UUID,
    file: AreaFile,
    kind: AreaKind,
    label: str,
    actor: Actor,
    now: datetime,
) -> None:
    """The checked file becomes the current areas of its kind; the bytes are not needed any more."""
    session.delete(_locked(session, upload_id))
    session.flush()
    load_areas(
        session,
        kind=kind,
        file=file,
        label=label,
        population=None,
        approximate=False,
        actor=actor,
        now=now,
    )


def remove_boundaries(session: Session, *, upload_id: UUID, actor: Actor, now: datetime) -> None:
    """Forget a file that was not loaded."""
    upload = _locked(session, upload_id)
    session.delete(upload)
    session.flush()
    _audit(session, upload, Event.REMOVED, actor, now)


def _locked(session: Session, upload_id: UUID) -> AreaUpload:
    upload = session.get(AreaUpload, upload_id, with_for_update=True)
    if upload is None:
        raise NotFound
    return upload


def _audit(session: Session, upload: AreaUpload, event: Event, actor: Actor, now: datetime) -> None:
    detail: dict[str, Json] = {"file": upload.file_name}
    record(session, actor=actor, action=event, kind=KIND, subject=upload.id, now=now, detail=detail)
