"""Boundary files that were sent, and what was chosen for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from engagement.areas.models import AreaKind, AreaUpload
from engagement.areas.reading import Fields
from engagement.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen so far; `kind` is None until the fields are named."""

    layers: dict[str, list[str]]
    layer: str
    kind: AreaKind | None
    code: str
    name: str
    parent: str
    label: str

    def fields(self) -> Fields:
        """The same for the reader."""
        return Fields(self.code, self.name, self.parent or None, layer=self.layer)


def upload_by_id(session: Session, *, upload_id: UUID, content: bool = False) -> AreaUpload:
    """One file, with its bytes when asked; NotFound when there is none."""
    statement = sa.select(AreaUpload).where(AreaUpload.id == upload_id)
    if content:
        statement = statement.options(undefer(AreaUpload.content))
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def open_uploads(session: Session) -> Sequence[AreaUpload]:
    """Files that are not loaded yet, the newest first."""
    return session.scalars(
        sa.select(AreaUpload).order_by(AreaUpload.uploaded_at.desc(), AreaUpload.id)
    ).all()


def chosen_of(upload: AreaUpload) -> Chosen:
    """What was chosen for a file."""
    said = cast("dict[str, Any]", upload.chosen)
    return Chosen(
        layers=said["layers"],
        layer=said["layer"],
        kind=AreaKind(said["kind"]) if "kind" in said else None,
        code=said.get("code", ""),
        name=said.get("name", ""),
        parent=said.get("parent", ""),
        label=said.get("label", ""),
    )
