"""What a feature offers for a demonstration: made-up content that says so, and its removal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from engagement.core.partnership import Partnership


class Load(Protocol):
    """Write a feature's demonstration content once; flush, never commit."""

    def __call__(self, session: Session, *, partnership: Partnership, now: datetime) -> None: ...


class Remove(Protocol):
    """Delete everything that Load wrote, and nothing else; flush, never commit."""

    def __call__(self, session: Session) -> None: ...


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A feature's two sides of the demonstration."""

    load: Load
    remove: Remove
