"""A day, a month or a year, asked in parts."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.dates import format_date, format_skeleton, get_month_names

from surveys.instrument.kinds.base import Kind
from surveys.instrument.kinds.cleaning import digits, first
from surveys.instrument.kinds.drawing import Shown, View, parts_of, shown
from surveys.instrument.kinds.numerals import known_locale
from surveys.instrument.kinds.summaries import Summary, counted
from surveys.instrument.kinds.values import (
    N_,
    Measure,
    Reading,
    Sent,
    Stored,
    Value,
    refused,
)
from surveys.instrument.model import Question, language_tag

DAY, MONTH, YEAR = "day", "month", "year"
WIDTHS: Final = {DAY: 2, MONTH: 2, YEAR: 4}
YEARS: Final = range(1900, 2200)
NAMED: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")

MISSING: Final[Mapping[tuple[str, ...], str]] = {
    (DAY,): N_("The date must include a day"),
    (MONTH,): N_("The date must include a month"),
    (YEAR,): N_("The date must include a year"),
    (DAY, MONTH): N_("The date must include a day and a month"),
    (DAY, YEAR): N_("The date must include a day and a year"),
    (MONTH, YEAR): N_("The date must include a month and a year"),
}
FOUR_NUMBERS: Final = N_("The year must have 4 numbers, like 2025")
UNREAL: Final = N_("The date must be a real date, like 27 3 2025")
UNREAL_MONTH: Final = N_("The month must be a real month, like 3 2025")
UNREAL_YEAR: Final = N_("Enter a year from 1900 to 2199, like 2025")


def day_of(lexical: str) -> date | None:
    """The day that a lexical date or moment names; None where it names none."""
    found = NAMED.match(lexical)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def months_of(values: Iterable[Value]) -> Summary:
    """How many dates stand in each month."""
    given = list(values)
    days = [day_of(str(one)) if one else None for one in given]
    months = [f"{day:%Y-%m}" for day in days if day]
    n = len(months)
    return Summary(n=n, base=n, blank=len(given) - n, months=counted(months, sorted(set(months))))


class Date(Kind):
    """A day in three inputs; by appearance a month and a year, or a year."""

    name = "date"
    macro = "date"
    stored = Stored.DATE
    measure = Measure.SCALE
    parts = (DAY, MONTH, YEAR)

    def read(self, question: Question, sent: Sent) -> Reading:
        return read_day(question, sent, self.asked(question))

    def typed(self, question: Question, value: str) -> Mapping[str, Sequence[str]]:
        day = day_of(value)
        if day is None:
            return {}
        whole = {DAY: day.day, MONTH: day.month, YEAR: day.year}
        return {part: [str(whole[part])] for part in self.asked(question)}

    def asked(self, question: Question) -> tuple[str, ...]:
        """The parts that are asked for."""
        if "year" in question.appearance:
            return (YEAR,)
        return (MONTH, YEAR) if "month-year" in question.appearance else (DAY, MONTH, YEAR)

    def shown(
        self, question: Question, value: Value, labels: Mapping[str, str], locale: str = "en"
    ) -> str:
        day = day_of(str(value)) if value else None
        return day_words(day, self.asked(question), locale) if day else str(value or "")

    def draw(self, question: Question, view: View) -> Shown:
        asked = self.asked(question)
        parts = parts_of(view, {part: WIDTHS[part] for part in asked})
        says = "" if view.hint else {3: "date", 2: "month"}.get(len(asked), "year")
        return shown(self.macro, view, parts=parts, says=says)

    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        return months_of(values)


def day_words(day: date, asked: Sequence[str], locale: str) -> str:
    """13 June 2025, June 2025 or 2025, in the reader's language."""
    known = known_locale(locale)
    if asked == (YEAR,):
        return str(day.year)
    if DAY in asked:
        return format_date(day, "long", locale=known)
    return format_skeleton("yMMMM", day, locale=known)


def read_day(question: Question, sent: Sent, asked: Sequence[str]) -> Reading:
    """The parts of a date, read: the date, or what is wrong with which part."""
    given = {part: digits(first(sent, part)) for part in asked}
    missing = tuple(part for part in asked if not given[part])
    if len(missing) == len(asked):
        return Reading()
    if missing:
        return refused(MISSING[missing], *missing)
    day = _number(given.get(DAY, "1"), 31)
    month = _month(given.get(MONTH, "1"), languages_of(question))
    year = _year(given[YEAR])
    found = {DAY: day, MONTH: month, YEAR: year}
    wrong = [part for part in asked if found[part] is None]
    if wrong == [YEAR] and not re.fullmatch("[0-9]{4}", given[YEAR]):
        return refused(FOUR_NUMBERS, YEAR)
    if day is None or month is None or year is None:
        return refused(_unreal(asked), *wrong)
    if day > monthrange(year, month)[1]:
        return refused(_unreal(asked), DAY)
    return Reading(date(year, month, day).isoformat())


def languages_of(question: Question) -> tuple[str, ...]:
    """The tags of the languages that the question is asked in; English is one of them."""
    return tuple(dict.fromkeys(["en", *map(language_tag, question.label.by_language)]))


def _unreal(asked: Sequence[str]) -> str:
    if DAY in asked:
        return UNREAL
    return UNREAL_MONTH if MONTH in asked else UNREAL_YEAR


def _number(text: str, highest: int) -> int | None:
    number = int(text) if re.fullmatch("[0-9]{1,2}", text) else 0
    return number if 1 <= number <= highest else None


def _year(text: str) -> int | None:
    year = int(text) if re.fullmatch("[0-9]{4}", text) else 0
    return year if year in YEARS else None


def _month(text: str, languages: Sequence[str]) -> int | None:
    """A month as a number, or as a word of one of these languages."""
    if text.isascii() and text.isdigit():
        return _number(text, 12)
    word = text.casefold().rstrip(".")
    if word == "sept":
        return 9
    named = (month_names(known_locale(one)).get(word) for one in languages)
    return next((month for month in named if month), None)


@lru_cache(maxsize=100)
def month_names(locale: Locale) -> Mapping[str, int]:
    """The months' names and short names in a language, alone and within a date."""
    return {
        name.casefold().rstrip("."): number
        for width in ("abbreviated", "wide")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, locale).items()
    }
