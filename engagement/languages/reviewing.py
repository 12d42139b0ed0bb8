"""Whether the translation that a reader sees is approved, asked for every few seconds."""

from dataclasses import dataclass
from time import monotonic
from typing import Final

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from engagement.core.db import reading
from engagement.languages.choosing import language
from engagement.languages.queries import approved_versions

KEPT_SECONDS: Final = 10
EXTENSION: Final = "languages.approved"


@dataclass(frozen=True, slots=True)
class Known:
    """What was approved at one moment of the process's own clock."""

    versions: frozenset[tuple[str, str]]
    seen: float


def is_reviewed() -> bool:
    """Whether the catalogue of this page's language is approved; not, while nobody can say."""
    here = language()
    return (here.code, here.sha256) in _known().versions


def ask_again() -> None:
    """Forget what is known, after a change."""
    current_app.extensions.pop(EXTENSION, None)


def _known() -> Known:
    kept: Known | None = current_app.extensions.get(EXTENSION)
    if kept and monotonic() - kept.seen < KEPT_SECONDS:
        return kept
    try:
        with reading() as session:
            found = Known(approved_versions(session), monotonic())
    except SQLAlchemyError:
        return kept or Known(frozenset(), 0)
    current_app.extensions[EXTENSION] = found
    return found
