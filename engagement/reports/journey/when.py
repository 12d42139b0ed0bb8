"""The step that asks when it was, and which night is meant when it was after midnight."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.core.days import month_words, weekday_words
from engagement.core.errors import Rejected
from engagement.core.forms import choice
from engagement.reports.concerns import TIME_BANDS, TimeBand
from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.draft import Typed
from engagement.reports.journey.forms import WhenForm
from engagement.reports.journey.steps import Part, Read, Step, formdata

YEARS_BACK: Final = 2
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occurrence(Part):
    """When it was, as far as the person said.

    For the small hours `on` is the day that had begun at midnight: the night of Friday to Saturday
    is on the Saturday.
    """

    on: date | None
    month: str | None
    band: TimeBand | None
    often: bool = False

    def lines(self) -> list[str]:
        lines = [self._day()]
        if self.band:
            lines.append(_("Part of the day: %(band)s", band=TIME_BANDS[self.band]))
        return [*lines, _("It happens often")] if self.often else lines

    def _day(self) -> str:
        if self.on and self.band is TimeBand.NIGHT:
            return night_words(self.on)
        if self.on:
            return weekday_words(self.on)
        if self.month:
            return month_words(date.fromisoformat(f"{self.month}-01"))
        return _("Date not given")


def night_words(morning: date) -> str:
    """The night that ended on a day, as people call it."""
    return _(
        "The night of %(evening)s to %(morning)s",
        evening=weekday_words(morning - DAY, year=False),
        morning=weekday_words(morning),
    )


class WhenStep(Step):
    """The date or month, and the part of the day: not later than today, not too long ago.

    A date with "night" can mean two nights: which one is asked, and `asked` remembers for which
    date.
    """

    name = "when"
    question = _l("When was it?")
    caption = _l("When")
    inputs = ("on-day", "on-month", "on-year", "band", "often", "night", "asked")
    codes = frozenset({"band", "often", "night", "asked"})
    longest = 20

    def form(self, typed: Typed, ground: Ground) -> WhenForm:
        form = WhenForm(formdata(typed))
        recent = ground.today - timedelta(days=30)
        form.on.hint = _(
            "For example, %(day)s %(month)s %(year)s. Leave the day blank if you only know the "
            "month. Leave all of it blank if you are not sure. If it happens often, give the last "
            "time.",
            day=recent.day,
            month=recent.month,
            year=recent.year,
        )
        return form

    def read(self, typed: Typed, ground: Ground) -> Read:
        form = self.form(typed, ground)
        night, form.night.data = form.night.data, ""
        if not form.validate():
            return Read(form, None)
        try:
            on = _date(form, night, ground.today)
        except Rejected as rejected:
            form.reject(rejected)
            return Read(form, None)
        if form.night.choices and on is None:
            return Read(form, None)
        return Read(
            form,
            Occurrence(
                on=None if form.on.month_alone else on,
                month=on.strftime("%Y-%m") if on else None,
                band=TimeBand(form.band.data) if form.band.data else None,
                often=bool(form.often.data),
            ),
        )


def _date(form: WhenForm, night: str, today: date) -> date | None:
    """The date by the calendar; None when none was given, or the night has to be asked first."""
    on: date | None = form.on.data
    if on is None:
        return None
    _check(on, today)
    if form.band.data != TimeBand.NIGHT or form.on.month_alone or on == today:
        return on
    mornings = {one.isoformat(): one for one in (on, on + DAY)}
    asked_before = form.asked.data == on.isoformat()
    form.asked.data = on.isoformat()
    form.night.choices = [choice(value, night_words(one)) for value, one in mornings.items()]
    if asked_before and night not in mornings:
        raise Rejected(_("Choose the night"), "night")
    if asked_before:
        form.night.data = night
        return mornings[night]
    return None


def _check(on: date, today: date) -> None:
    if on > today:
        raise Rejected(_("The date must be today or earlier"), "on")
    if on < date(today.year - YEARS_BACK, today.month, 1):
        message = _(
            "We can only take the last 2 years. If the place still feels unsafe, give the last "
            "time, or leave the date blank"
        )
        raise Rejected(message, "on")
