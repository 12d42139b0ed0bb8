"""The forms of the journey; their rules about the world stand in the steps."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from flask_babel import lazy_gettext as _l

from engagement.core.forms import (
    CheckboxesField,
    DateField,
    HiddenField,
    PublicForm,
    RadiosField,
    TextareaField,
    TextField,
    choice,
)
from engagement.reports.concerns import LABELS, PEOPLE_CONCERNS, PLACE_CONCERNS, TIME_BANDS

MOST_WORDS: Final = 500


class WhatForm(PublicForm):
    """What it is about."""

    what = RadiosField(
        _l("What do you want to tell us about?"),
        required=_l("Choose what you want to tell us about"),
        choices=[
            choice("danger", _l("Somebody is in danger now")),
            choice(
                "place",
                _l("A place does not feel safe"),
                hint=_l("A place that everyone can go to, like a street, a park or a bus stop"),
            ),
            choice("crime", _l("A crime happened")),
            choice("home", _l("Somebody is not safe at home")),
        ],
    )


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
    """A day, or a month alone, and a part of the day; all of it may be left out.

    `night` is offered when a date leaves open which night is meant; `asked` is that date.
    """

    night = RadiosField(_l("Which night was it?"))
    on = DayOrMonthField(
        _l("The date, if you know it"),
        called=_l("The date"),
    )
    band = RadiosField(
        _l("The part of the day"),
        choices=[choice(band.value, words) for band, words in TIME_BANDS.items()],
    )
    often = CheckboxesField(
        _l("Does it happen again and again?"), choices=[choice("often", _l("It happens often"))]
    )
    asked = HiddenField()


class WordsForm(PublicForm):
    """A few words; `found` is what may tell who somebody is, each with its kind."""

    words = TextareaField(
        _l("Your own words"),
        hint=_l("You can leave this blank. You can write up to 500 characters."),
        max_length=MOST_WORDS,
        spellcheck=True,
    )
    found: Sequence[tuple[str, str]] = ()


class CodeForm(PublicForm):
    """A receipt code."""

    code = TextField(
        _l("Receipt code"),
        required=_l("Type your receipt code"),
        hint=_l("It has 12 letters and numbers, like ABCD-1234-WXYZ."),
        max_length=40,
        width=20,
        autocomplete="off",
        spellcheck=False,
    )
