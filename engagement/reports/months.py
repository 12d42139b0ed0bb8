"""Months as text, `YYYY-MM`, so that they sort and compare as they are."""

import re
from collections.abc import Iterator
from datetime import date

_MONTH = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")


def is_month(text: str) -> bool:
    """Whether a text is a month of the years 1900 to 2099."""
    return _MONTH.fullmatch(text) is not None


def first_day(month: str) -> date:
    """The first day of a month."""
    return date.fromisoformat(f"{month}-01")


def months_between(first: str, last: str) -> Iterator[str]:
    """Every month from the first to the last, both included."""
    start, end = first_day(first), first_day(last)
    for count in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        yield f"{count // 12:04d}-{count % 12 + 1:02d}"
