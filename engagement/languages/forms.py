"""The forms of the translations' pages."""

from flask_babel import lazy_gettext as _l

from engagement.core.forms import (
    HiddenField,
    OfficerForm,
    PublicForm,
    RadiosField,
    TextField,
    choice,
)
from engagement.languages.commands import Reader


class ReviewForm(OfficerForm):
    """Approve the version that was on the page, or take its approval back (`decision`)."""

    decision = HiddenField()
    catalogue = HiddenField()
    reader = RadiosField(
        _l("Who has read every text?"),
        hint=_l("Only a person who knows the language well, not a program."),
        choices=[
            choice(Reader.OFFICER, _l("I have, and I know this language well")),
            choice(Reader.NAMED, _l("Somebody else has, whom I name below")),
        ],
    )
    note = TextField(
        _l("Who has read it, and how they know the language"),
        hint=_l("For example: a qualified translator, and for whom they work."),
        max_length=300,
    )


class FilterForm(PublicForm):
    """Which texts to list."""

    words = TextField(_l("Words in the text or its translation"), max_length=100)
