"""The time of a day, and a moment: a day and a time."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Final

from babel.dates import format_time

from surveys.instrument.kinds.base import Kind
from surveys.instrument.kinds.cleaning import digits, first
from surveys.instrument.kinds.dates import (
    DAY,
    MONTH,
    WIDTHS,
    YEAR,
    day_of,
    day_words,
    months_of,
    read_day,
)
from surveys.instrument.kinds.drawing import Shown, View, parts_of, shown
from surveys.instrument.kinds.numerals import known_locale
from surveys.instrument.kinds.summaries import Summary
from surveys.instrument.kinds.values import (
    N_,
    Measure,
    Reading,
    Sent,
    Stored,
    Value,
    refused,
)
from surveys.instrument.model import Question

TIME: Final = "time"
DATE: Final = (DAY, MONTH, YEAR)
CLOCK: Final = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?(?:[:.][0-9]{2})?([ap])?")
FOUR_DIGITS: Final = re.compile(r"([0-9]{2})([0-9]{2})()")
NAMED: Final = re.compile(r"(?:^|T)([0-9]{2}):([0-9]{2})")
WORDS: Final[Mapping[str, str]] = {"midday": "12:00", "noon": "12:00", "midnight": "00:00"}

UNREAL: Final = N_("Enter a real time, like 7.30pm or 19:30")
MORNING: Final = N_("Say whether it is am or pm, like 7pm, or use the 24-hour clock, like 19:00")
NO_TIME: Final = N_("Enter the time too, like 7.30pm or 19:30")
NO_DATE: Final = N_("Enter the date too: a day, a month and a year")


def time_typed(text: str) -> time | str:
    """The time that was typed ("7pm", "19:30", "7.30 pm"), or what is wrong with it."""
    plain = re.sub(r"[\s,]|o'?clock", "", digits(text).casefold().replace("’", "'"))
    plain = WORDS.get(plain, plain)
    plain = re.sub(r"([ap])\.?m?\.?$", r"\1", plain.removesuffix("hrs"))
    found = FOUR_DIGITS.fullmatch(plain) or CLOCK.fullmatch(plain)
    if found is None:
        return UNREAL
    hour, minute, half = int(found.group(1)), int(found.group(2) or 0), found.group(3)
    if half and not 1 <= hour <= 12:
        return UNREAL
    if not half and found.group(2) is None and 1 <= hour <= 12:
        return MORNING
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else UNREAL


def clock_of(lexical: str) -> time | None:
    """The time that a lexical time or moment names; None where it names none."""
    found = NAMED.search(lexical)
    if found is None:
        return None
    hour, minute = map(int, found.groups())
    return time(hour, minute) if hour < 24 and minute < 60 else None


def time_words(clock: time, locale: str) -> str:
    """19:30, in the reader's language."""
    return format_time(clock, "short", locale=known_locale(locale))


class Time(Kind):
    """Hours and minutes, as people type them."""

    name = "time"
    macro = "text"
    stored = Stored.TIME
    measure = Measure.SCALE

    def read(self, question: Question, sent: Sent) -> Reading:
        text = first(sent)
        if not text:
            return Reading()
        clock = time_typed(text)
        return refused(clock, "") if isinstance(clock, str) else Reading(f"{clock:%H:%M}")

    def typed(self, question: Question, value: str) -> Mapping[str, Sequence[str]]:
        clock = clock_of(value)
        return {"": [f"{clock:%H:%M}"]} if clock else {}

    def shown(
        self, question: Question, value: Value, labels: Mapping[str, str], locale: str = "en"
    ) -> str:
        clock = clock_of(str(value)) if value else None
        return time_words(clock, locale) if clock else str(value or "")

    def draw(self, question: Question, view: View) -> Shown:
        says = "" if view.hint else "time"
        return shown(
            self.macro, view, value=first(view.typed), width=10, spellcheck=False, says=says
        )

    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        given = list(values)
        n = sum(1 for one in given if one)
        return Summary(n=n, base=n, blank=len(given) - n)


class Moment(Kind):
    """A day and a time, on the clock of the place."""

    name = "dateTime"
    macro = "date"
    stored = Stored.MOMENT
    measure = Measure.SCALE
    parts = (*DATE, TIME)

    def read(self, question: Question, sent: Sent) -> Reading:
        day, clock = read_day(question, sent, DATE), first(sent, TIME)
        if day.problem:
            return day
        if not day.value:
            return refused(NO_DATE, *DATE) if clock else Reading()
        if not clock:
            return refused(NO_TIME, TIME)
        at = time_typed(clock)
        return refused(at, TIME) if isinstance(at, str) else Reading(f"{day.value}T{at:%H:%M}")

    def typed(self, question: Question, value: str) -> Mapping[str, Sequence[str]]:
        day, clock = day_of(value), clock_of(value)
        if day is None:
            return {}
        whole = {DAY: [str(day.day)], MONTH: [str(day.month)], YEAR: [str(day.year)]}
        return whole | ({TIME: [f"{clock:%H:%M}"]} if clock else {})

    def shown(
        self, question: Question, value: Value, labels: Mapping[str, str], locale: str = "en"
    ) -> str:
        lexical = str(value or "")
        day, clock = day_of(lexical), clock_of(lexical)
        if day is None:
            return lexical
        words = day_words(day, DATE, locale)
        return f"{words}, {time_words(clock, locale)}" if clock else words

    def draw(self, question: Question, view: View) -> Shown:
        says = "" if view.hint else "moment"
        return shown(self.macro, view, parts=parts_of(view, WIDTHS | {TIME: 5}), says=says)

    def summary(self, question: Question, values: Iterable[Value]) -> Summary:
        return months_of(values)
