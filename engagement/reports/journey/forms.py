"""The forms of the journey; their rules about the world stand in the steps."""

import datetime as dt

from flask_babel import lazy_gettext as _l

from engagement.core.forms import (
    CheckboxesField,
    DateField,
    HiddenField,
    PublicForm,
    RadiosField,
    TextField,
    choice,
)
from engagement.reports.concerns import LABELS, PEOPLE_CONCERNS, PLACE_CONCERNS, TIME_BANDS


class WhereForm(PublicForm):
    """A place in words or numbers, or a pin; `choice` is offered when the words are not certain.

    `asked` is the text for which `choice` was offered.
    """

    choice = RadiosField(_l("Which place do you mean?"))
    place = TextField(
        _l("Type the name of a town or village"),
        autocomplete="off",
        spellcheck=False,
    )
    longitude = HiddenField()
    latitude = HiddenField()
    within = HiddenField()
    asked = HiddenField()


class WhyForm(PublicForm):
    """Reasons about the place and about people."""

    about_place = CheckboxesField(
        _l("The place"), choices=[choice(one.value, LABELS[one]) for one in PLACE_CONCERNS]
    )
    about_people = CheckboxesField(
        _l("The people"), choices=[choice(one.value, LABELS[one]) for one in PEOPLE_CONCERNS]
    )


class DayOrMonthField(DateField):
    """A date whose day may be left out; `month_alone` says that it was, `data` is then the 1st."""

    month_alone = False

    def _read(self) -> dt.date | None:
        self.month_alone = not self.typed["day"] and not self.blank()
        if not self.month_alone:
            return super()._read()
        typed, self.typed = self.typed, {**self.typed, "day": "1"}
        try:
            return super()._read()
        finally:
            self.typed = typed


class WhenForm(PublicForm):
    """A day, or a month alone, and a part of the day; all of it may be left out."""

    on = DayOrMonthField(
        _l("The date, if you know it"),
        called=_l("The date"),
    )
    band = RadiosField(
        _l("The part of the day"),
        choices=[choice(band.value, words) for band, words in TIME_BANDS.items()],
    )
