"""The forms of results: what a question is split by, which texts are read, what a tone is."""

from collections.abc import Mapping
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from engagement.core.forms import (
    HiddenField,
    OfficerForm,
    PublicForm,
    SelectField,
    TextField,
    choice,
)
from surveys.text.tone import Tone

TONES: Final[Mapping[Tone, LazyString]] = {
    Tone.NEGATIVE: _l("Negative"),
    Tone.NEUTRAL: _l("Neutral"),
    Tone.POSITIVE: _l("Positive"),
}
NOT_CODED: Final = "none"
"""Asks for texts that no theme was found in."""


class SplitForm(PublicForm):
    """What a question is split by; read from the address."""

    by = SelectField(_l("Split by"))


class TextsForm(PublicForm):
    """Which texts are read; read from the address."""

    theme = SelectField(_l("Theme"))
    tone = SelectField(
        _l("Tone"),
        choices=[choice("", _l("Any")), *(choice(one.value, name) for one, name in TONES.items())],
    )
    word = TextField(_l("Has the words"), max_length=60, autocomplete="off")


class ToneForm(OfficerForm):
    """An officer's word for the tone of one text; blank is as the computer found it."""

    response = HiddenField()
    place = HiddenField()
    tone = HiddenField()
