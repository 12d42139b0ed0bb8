"""Buttons about the sender's own words."""

from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.core.forms import OfficerForm, RadiosField, choice


class Settled(StrEnum):
    """What becomes of words that were read."""

    REMOVED = "removed"
    RELEASED = "released"


class WordsForm(OfficerForm):
    """What becomes of the words."""

    words = RadiosField(_l("What should happen to these words?"), required=_l("Choose one"))

    @classmethod
    def offering(cls, *, quarantined: bool) -> "WordsForm":
        """The form; words that are shown already can only be removed."""
        release = choice(
            Settled.RELEASED, _("They name nobody: show them with the report from now on")
        )
        remove = choice(
            Settled.REMOVED,
            _("Remove them for good"),
            hint=_("The report stays. Nobody can bring the words back."),
        )
        return cls(choices={"words": [release, remove] if quarantined else [remove]})


class SwitchForm(OfficerForm):
    """On or off."""

    switch = RadiosField(
        _l("May people add words of their own?"),
        required=_l("Choose yes or no"),
        choices=[choice("on", _l("Yes, from now on")), choice("off", _l("No"))],
    )
