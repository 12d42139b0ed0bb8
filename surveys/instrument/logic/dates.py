"""Functions of dates and times, on the wall clock of the place that asks."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from surveys.instrument.logic.moments import (
    DAY,
    as_days,
    from_days,
    on_wall,
    read_moment,
    write_moment,
)
from surveys.instrument.logic.running import running
from surveys.instrument.logic.signature import Function, Sort
from surveys.instrument.logic.values import SPACE, Value, as_text

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SHORT_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(T.*)?", re.ASCII)
CLOCK: Final = re.compile(
    r"(\d{2}):(\d{2})(?::([0-5]\d)(?:\.(\d+))?)?(?:Z|[+-]\d{2}:\d{2})?", re.ASCII
)
PARTS: Final[Mapping[str, Callable[[datetime], str]]] = {
    "%Y": lambda at: f"{at.year:04}",
    "%y": lambda at: f"{at.year % 100:02}",
    "%m": lambda at: f"{at.month:02}",
    "%n": lambda at: str(at.month),
    "%b": lambda at: MONTHS[at.month - 1],
    "%d": lambda at: f"{at.day:02}",
    "%e": lambda at: str(at.day),
    "%a": lambda at: WEEKDAYS[at.weekday()],
    "%H": lambda at: f"{at.hour:02}",
    "%h": lambda at: str(at.hour),
    "%M": lambda at: f"{at.minute:02}",
    "%S": lambda at: f"{at.second:02}",
    "%3": lambda at: f"{at.microsecond // 1000:03}",
}
PART: Final = re.compile("|".join(PARTS))


def _wall() -> datetime:
    run = running()
    return on_wall(run.now, run.zone)


def moment_of(value: Value) -> datetime | None:
    """The moment of a value: a number is days since 1970, a condition is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return None if math.isnan(value) or math.isinf(value) else from_days(value)
    text = as_text(value).strip(SPACE)
    short = SHORT_DATE.fullmatch(text)
    if short is None:
        return None
    year, month, day, rest = short.groups()
    return read_moment(f"{year}-{month:0>2}-{day:0>2}{rest or ''}")


def _date(_: object, value: Value) -> str:
    return write_moment(moment_of(value))


def _formatted(_: object, value: Value, pattern: Value) -> str:
    moment = read_moment(as_text(value).strip(SPACE))
    if moment is None:
        return ""
    return PART.sub(lambda found: PARTS[found.group()](moment), as_text(pattern))


def _decimal_moment(_: object, value: Value) -> float:
    moment = moment_of(value)
    return as_days(moment) if moment else math.nan


def _decimal_time(_: object, value: Value) -> float:
    """The part of a day that has passed, on the clock as it is written."""
    found = CLOCK.fullmatch(as_text(value).strip(SPACE))
    if found is None:
        return math.nan
    hour, minute, second, fraction = found.groups()
    if int(hour) > 23 or int(minute) > 59:
        return math.nan
    milliseconds = int((fraction or "0")[:3].ljust(3, "0"))
    passed = timedelta(
        hours=int(hour), minutes=int(minute), seconds=int(second or 0), milliseconds=milliseconds
    )
    return passed / DAY


FUNCTIONS: Final = (
    Function("today", Sort.MOMENT, 0, 0, lambda _: _wall().date().isoformat()),
    Function("now", Sort.MOMENT, 0, 0, lambda _: write_moment(_wall())),
    Function("date", Sort.MOMENT, 1, 1, _date),
    Function("date-time", Sort.MOMENT, 1, 1, _date),
    Function("format-date", Sort.TEXT, 2, 2, _formatted),
    Function("format-date-time", Sort.TEXT, 2, 2, _formatted),
    Function("decimal-date-time", Sort.NUMBER, 1, 1, _decimal_moment),
    Function("decimal-time", Sort.NUMBER, 1, 1, _decimal_time),
)
