"""When a survey opens and closes, as officers type it: days and times on a London clock."""

import datetime as dt
import re
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from engagement.core.clock import LONDON
from engagement.core.days import day_words
from engagement.core.forms import DateField, OfficerForm, TextField
from surveys.responses.opening import NoSuchTime, comes_twice, london_moment

_TIME: Final = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))? ?(am|pm)?")
_WORDS: Final = {"noon": dt.time(12), "midday": dt.time(12)}


class TimeField(TextField):
    """A time of day as people type it: 9:30, 17.00, 5pm. `moment` is it, or None."""

    def __init__(self, label: object = "", **kwargs: Any) -> None:
        usual: dict[str, Any] = {"width": 5, "max_length": 20, "autocomplete": "off"}
        super().__init__(label, **usual | kwargs)

    @property
    def moment(self) -> dt.time | None:
        """The time, or None for what is none."""
        return time_of(self.data)

    def check(self) -> None:
        super().check()
        if self.moment is None:
            raise StopValidation(_("Enter a time such as 9:30, 17:00 or 5pm"))


class HoursForm(OfficerForm):
    """From when until when a survey takes answers; both may be left out."""

    opens_on = DateField(
        _l("Opens on (optional)"),
        hint=_l("Without it, the survey opens when it is published."),
        called=_l("The day on which it opens"),
    )
    opens_time = TimeField(_l("Opens at"), hint=_l("London time, such as 9:30 or 5pm."))
    closes_on = DateField(
        _l("Closes on (optional)"),
        hint=_l("Without it, the survey stays open until somebody closes it."),
        called=_l("The day on which it closes"),
    )
    closes_time = TimeField(
        _l("Closes at"),
        hint=_l("London time. No answer is taken from then on. For a whole day, enter 23:59."),
    )

    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None

    def validate(self, *args: object, **kwargs: object) -> bool:
        fine = bool(super().validate(*args, **kwargs))
        self.opens_at, opens = _moment(self.opens_on, self.opens_time)
        self.closes_at, closes = _moment(self.closes_on, self.closes_time)
        return fine and opens and closes


def hours_data(
    opens_at: dt.datetime | None, closes_at: dt.datetime | None
) -> dict[str, dt.date | str]:
    """What an HoursForm is filled in with."""
    found: dict[str, dt.date | str] = {}
    for name, moment in (("opens", opens_at), ("closes", closes_at)):
        if moment is not None:
            local = moment.astimezone(LONDON)
            found |= {f"{name}_on": local.date(), f"{name}_time": f"{local:%H:%M}"}
    return found


def time_of(text: str) -> dt.time | None:
    """A time of day in the forms that people type; None when it could be more than one, or none."""
    text = text.strip().lower()
    if text in _WORDS:
        return _WORDS[text]
    found = _TIME.fullmatch(text)
    if not found or not (found[2] or found[3]):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _moment(day: DateField, time: TimeField) -> tuple[dt.datetime | None, bool]:
    """The moment that two fields mean, and whether they can be understood; errors stand on them."""
    if day.errors or time.errors:
        return None, False
    if day.data is None and time.moment is None:
        return None, True
    if day.data is None:
        day.reject(_("Enter the day, or leave the time out"))
        return None, False
    if time.moment is None:
        time.reject(_("Enter the time, such as 9:30 or 5pm"))
        return None, False
    wall = dt.datetime.combine(day.data, time.moment)
    problem = clock_problem(wall)
    if problem:
        time.reject(problem)
        return None, False
    return london_moment(wall), True


def clock_problem(wall: dt.datetime) -> str:
    """Why clocks in London do not show a time once on its day; nothing when they do."""
    facts = {"day": day_words(wall.date()), "time": f"{wall:%H:%M}"}
    try:
        twice = comes_twice(wall)
    except NoSuchTime:
        return _(
            "The clocks go forward on %(day)s, so there is no %(time)s. "
            "Choose a time before 1:00, or 2:00 or later",
            **facts,
        )
    if twice:
        return _(
            "The clocks go back on %(day)s, so %(time)s comes twice. "
            "Choose a time before 1:00, or 2:00 or later",
            **facts,
        )
    return ""
