"""Dates and moments as XForms writes them, read on the clock of one place."""

import re
from datetime import datetime, timedelta, tzinfo
from typing import Final

from surveys.instrument.logic.running import running

FIRST: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - a reading of the wall clock has no zone
DAY: Final = timedelta(days=1)
MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})"
    r"(?:T(\d{2})(?::(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?(Z|[+-]\d{2}:\d{2})?)?",
    re.ASCII,
)


def read_moment(text: str) -> datetime | None:
    """A date, or a date and time, as the clock of the place shows it; None where it is none."""
    found = MOMENT.fullmatch(text)
    if found is None:
        return None
    day, hour, minute, second, fraction, offset = found.groups()
    clock = f"{hour or '00'}:{minute or '00'}:{second or '00'}.{(fraction or '0')[:6]:0<6}"
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{offset or ''}")
        return on_wall(moment, running().zone) if offset else moment
    except (ValueError, OverflowError):
        return None


def on_wall(moment: datetime, zone: tzinfo) -> datetime:
    """What the clock on the wall shows at an aware moment."""
    return moment.astimezone(zone).replace(tzinfo=None)


def as_days(moment: datetime) -> float:
    """Days since 1970 on the wall clock."""
    return (moment - FIRST) / DAY


def from_days(days: float) -> datetime | None:
    """The moment that many days after the beginning of 1970; None outside the years 1 to 9999."""
    try:
        return FIRST + timedelta(milliseconds=round(days * 86_400_000))
    except (OverflowError, ValueError):
        return None


def write_moment(moment: datetime | None) -> str:
    """A date where it is midnight, else a date and time with its offset; blank for none."""
    if moment is None:
        return ""
    if moment.time() == FIRST.time():
        return moment.date().isoformat()
    return moment.replace(tzinfo=running().zone).isoformat(timespec="milliseconds")
