"""A demonstration stands on approximate outlines; they stay when it is removed."""

from datetime import datetime

from sqlalchemy.orm import Session

from engagement.areas.jobs import store_outlines
from engagement.areas.models import AreaKind
from engagement.areas.queries import current_version
from engagement.areas.reading import approximate_file
from engagement.core.demonstration import Demonstration
from engagement.core.partnership import Partnership


def load(session: Session, *, partnership: Partnership, now: datetime) -> None:
    """Outlines, unless districts are loaded."""
    if current_version(session, AreaKind.DISTRICT) is None:
        store_outlines(session, approximate_file(partnership), now)


def remove(session: Session) -> None:
    """Outlines are no made-up content: a service without districts would make them again."""


DEMONSTRATION = Demonstration(load=load, remove=remove)
