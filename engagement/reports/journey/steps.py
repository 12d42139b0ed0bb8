"""The steps of the journey: kinds, not ifs. A new step is one more class in STEPS."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from flask_babel import LazyString, format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from engagement.core.errors import Rejected
from engagement.core.forms import PublicForm
from engagement.core.forms.fields import clean_line
from engagement.reports.concerns import LABELS, TIME_BANDS, Concern, TimeBand
from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.draft import Typed
from engagement.reports.journey.forms import WhenForm, WhyForm

YEARS_BACK: Final = 2


class Part(ABC):
    """What one step of a report says."""

    @abstractmethod
    def lines(self) -> list[str]:
        """The same in words, for the page that shows all answers."""


@dataclass(frozen=True, slots=True)
class Read:
    """A step's form after reading: `part` is None while something is wrong or still to be asked."""

    form: PublicForm
    part: Part | None


class Step(ABC):
    """One page of the journey."""

    name: ClassVar[str]
    question: ClassVar[LazyString]
    caption: ClassVar[LazyString]
    inputs: ClassVar[tuple[str, ...]]
    longest: ClassVar[int]
    """Characters of one value that are taken; more is cut, so that a draft stays small."""
    most: ClassVar[int] = 1
    """Values of one input that are taken."""

    def taken(self, sent: MultiDict[str, str]) -> Typed:
        """Its inputs out of what a browser sent."""
        found = {name: sent.getlist(name)[: self.most] for name in self.inputs}
        return {
            name: tuple(clean_line(value[: self.longest]) for value in values)
            for name, values in found.items()
            if values
        }

    @abstractmethod
    def form(self, typed: Typed, ground: Ground) -> PublicForm:
        """The form filled with what was typed, not judged."""

    @abstractmethod
    def read(self, typed: Typed, ground: Ground) -> Read:
        """What was typed, judged."""


def formdata(typed: Typed) -> MultiDict[str, str] | None:
    """What was typed as a form reads it; None when the step was not seen yet."""
    if not typed:
        return None
    return MultiDict((name, value) for name, values in typed.items() for value in values)


@dataclass(frozen=True, slots=True)
class Reasons(Part):
    """Why the place feels unsafe."""

    concerns: frozenset[Concern]

    def lines(self) -> list[str]:
        return [str(LABELS[concern]) for concern in Concern if concern in self.concerns]


class WhyStep(Step):
    """The reasons: about the place, about people, at least one of either."""

    name = "why"
    question = _l("Why does this place not feel safe?")
    caption = _l("Why")
    inputs = ("about_place", "about_people")
    longest = 30
    most = len(Concern)

    def form(self, typed: Typed, ground: Ground) -> WhyForm:
        return WhyForm(formdata(typed))

    def read(self, typed: Typed, ground: Ground) -> Read:
        form = self.form(typed, ground)
        if not form.validate():
            return Read(form, None)
        chosen = [*form.about_place.data, *form.about_people.data]
        if not chosen:
            message = _("Choose at least one reason, about the place or about the people")
            form.reject(Rejected(message, "about_place"))
            return Read(form, None)
        return Read(form, Reasons(frozenset(Concern(value) for value in chosen)))


@dataclass(frozen=True, slots=True)
class Occurrence(Part):
    """When it was, as far as the person said."""

    on: date | None
    month: str | None
    band: TimeBand | None

    def lines(self) -> list[str]:
        lines = [_("Date not given")]
        if self.on:
            lines = [format_date(self.on, "d MMMM yyyy")]
        elif self.month:
            lines = [format_date(date.fromisoformat(f"{self.month}-01"), "MMMM yyyy")]
        return lines + (
            [_("Part of the day: %(band)s", band=TIME_BANDS[self.band])] if self.band else []
        )


class WhenStep(Step):
    """The date or month, and the part of the day: not later than today, not too long ago."""

    name = "when"
    question = _l("When was it?")
    caption = _l("When")
    inputs = ("on-day", "on-month", "on-year", "band")
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
        if not form.validate():
            return Read(form, None)
        try:
            _check_date(form.on.data, ground.today)
        except Rejected as rejected:
            form.reject(rejected)
            return Read(form, None)
        on: date | None = form.on.data
        return Read(
            form,
            Occurrence(
                on=None if form.on.month_alone else on,
                month=on.strftime("%Y-%m") if on else None,
                band=TimeBand(form.band.data) if form.band.data else None,
            ),
        )


def _check_date(on: date | None, today: date) -> None:
    if on is None:
        return
    if on > today:
        raise Rejected(_("The date must be today or earlier"), "on")
    if on < date(today.year - YEARS_BACK, today.month, 1):
        message = _(
            "We can only take the last 2 years. If the place still feels unsafe, give the last "
            "time, or leave the date blank"
        )
        raise Rejected(message, "on")


def first_unanswered(steps: Mapping[str, Step], done: Sequence[str]) -> Step | None:
    """The first step that was not passed yet; None when only the check is left."""
    return next((step for name, step in steps.items() if name not in done), None)
