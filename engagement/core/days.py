"""Days and months in words, in the order of the reader's language."""

from datetime import date

from babel.dates import format_skeleton
from flask_babel import format_date, get_locale

from engagement.core.rendering import in_english


def day_words(day: date) -> str:
    """13 June 2025."""
    return format_date(day, "long")


def weekday_words(day: date, *, year: bool = True) -> str:
    """Friday 13 June 2025; the weekday alone without `year` where a language needs the year."""
    if in_english():
        return format_date(day, "EEEE d MMMM y" if year else "EEEE d MMMM")
    return format_date(day, "full" if year else "cccc")


def month_words(month: date) -> str:
    """June 2025."""
    return format_skeleton("yMMMM", month, locale=get_locale())
