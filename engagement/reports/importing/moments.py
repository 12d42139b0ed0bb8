"""When: a day, or a month alone, in the ways people and programs write them."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from engagement.core.clock import london_date
from engagement.reports.concerns import TIME_BANDS, TimeBand
from engagement.reports.importing.shown import shown

FIRST_YEAR: Final = 1970
LONGEST: Final = 40

_TIME = r"(?:[t ]+[0-9]{1,2}[:.][0-9]{2}.*)?"
_WORD = r"(?P<word>[a-z]+)\.?"
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<year>[0-9]{{4}})([-/.])(?P<month>[0-9]{{1,2}})(?:\2(?P<day>[0-9]{{1,2}}){_TIME})?",
        rf"(?P<day>[0-9]{{1,2}})([-/. ])(?P<month>[0-9]{{1,2}})\2(?P<year>[0-9]{{4}}){_TIME}",
        r"(?P<month>[0-9]{1,2})[-/. ](?P<year>[0-9]{4})",
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[-/ ]+{_WORD}[-/, ]+(?P<year>[0-9]{{4}}){_TIME}",
        rf"{_WORD}[-/, ]+(?P<year>[0-9]{{4}}|[0-9]{{2}})",
    )
)
_NUMBERS: Final = _PATTERNS[1]
"""The one pattern in which a day and a month could be either."""
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_CLOCK: Final = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.][0-9]{2}(?:\.[0-9]+)?)?")
_BANDS: Final = (TimeBand.NIGHT, TimeBand.MORNING, TimeBand.AFTERNOON, TimeBand.EVENING)
_HOURS: Final = 6


class RowRefused(ValueError):
    """One row that cannot be taken; the message is the reason that its person reads."""


@dataclass(frozen=True, slots=True)
class When:
    """A month, and the day of it where the source says it (0 where not)."""

    year: int
    month: int
    day: int = 0

    def __str__(self) -> str:
        """As ISO 8601 writes it: 2020-07 or 2020-07-15."""
        return f"{self.year:04}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")


def read_when(text: str, today: date, *, month_first: bool = False) -> When:
    """A day or a month; RowRefused says what is wrong.

    The day stands before the month where both are numbers, or after it with `month_first`. A moment
    with an offset from Greenwich is taken as London's calendar day.
    """
    if not text:
        raise RowRefused("There is no date and no month")
    when = _with_offset(text) or _by_pattern(text, month_first=month_first)
    if when is None or not _exists(when):
        day = "07/15/2020" if month_first else "15/07/2020"
        raise RowRefused(
            f"{shown(text)} is not a date we can read: "
            f"write 2020-07-15 or {day}, or a month such as 2020-07"
        )
    if when.year < FIRST_YEAR:
        raise RowRefused(f"The date {shown(text)} is before {FIRST_YEAR}")
    if (when.year, when.month, when.day) > (today.year, today.month, today.day):
        raise RowRefused(f"The date {shown(text)} is in the future")
    return when


def _with_offset(text: str) -> When | None:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return None
        day = london_date(moment)
    except (ValueError, OverflowError):
        return None
    return When(day.year, day.month, day.day)


def _by_pattern(text: str, *, month_first: bool) -> When | None:
    plain = text[: LONGEST + 1].casefold()
    found = next(filter(None, (pattern.fullmatch(plain) for pattern in _PATTERNS)), None)
    if found is None or len(text) > LONGEST:
        return None
    parts = found.groupdict()
    if month_first and found.re is _NUMBERS:
        parts["day"], parts["month"] = parts["month"], parts["day"]
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    month = _month(parts["word"]) if parts.get("word") else int(parts["month"])
    day = int(parts.get("day") or 0)
    return None if parts.get("day") and not day else When(year, month, day)


def _month(word: str) -> int:
    """The month of a name, or of its first letters, at least three; 0 for none."""
    found = (number for number, name in enumerate(_MONTHS, 1) if name.startswith(word))
    return next(found, 0) if len(word) >= 3 else 0


def _exists(when: When) -> bool:
    try:
        date(when.year, when.month, when.day or 1)
    except ValueError:
        return False
    return True


def read_time_band(text: str) -> TimeBand | None:
    """A part of the day by its code, its label or a time such as 23:15; None for a blank."""
    if not text:
        return None
    clock = _CLOCK.fullmatch(text)
    if clock and int(clock[1]) < 24 and int(clock[2]) < 60:
        return _BANDS[int(clock[1]) // _HOURS]
    band = _BAND_NAMES.get(text.casefold().replace("_", "-"))
    if band is None:
        raise RowRefused(
            f"{shown(text)} is no time band: write {', '.join(TimeBand)}, or a time such as 23:15"
        )
    return band


_BAND_NAMES: Final = (
    {band.value: band for band in TimeBand}
    | {str(label).casefold(): band for band, label in TIME_BANDS.items()}
    | {"not sure": TimeBand.NOT_SURE}
)
