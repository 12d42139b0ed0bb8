"""The one clock: aware UTC now, and London's calendar."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_frozen: ContextVar[datetime | None] = ContextVar("frozen_now", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def london_date(moment: datetime) -> date:
    """The calendar day in London at an aware moment."""
    return moment.astimezone(LONDON).date()


@contextmanager
def frozen(moment: datetime) -> Iterator[datetime]:
    """Hold the clock at an aware moment, for tests and for rehearsals of scheduled work."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield moment
    finally:
        _frozen.reset(token)
