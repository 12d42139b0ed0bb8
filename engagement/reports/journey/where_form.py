"""The form of the step that asks for the place."""

from flask_babel import lazy_gettext as _l

from engagement.core.forms import HiddenField, PublicForm, RadiosField, SelectField, TextField


class WhereForm(PublicForm):
    """A place in words or numbers, or a pin; `choice` is offered when these are not certain.

    `browse` is the button that asks for a list of places, `district` the one whose places are
    listed; `asked` remembers what `choice` was offered for.
    """

    choice = RadiosField(_l("Which place do you mean?"))
    place = TextField(
        _l("Type the name of a town or village"), autocomplete="off", spellcheck=False
    )
    district = SelectField(_l("Places in one district"))
    longitude = HiddenField()
    latitude = HiddenField()
    within = HiddenField()
    browse = HiddenField()
    asked = HiddenField()
    outside = False
    """Whether the place was refused because it is not in the county."""
