"""Where a new survey comes from."""

from flask_babel import lazy_gettext as _l

from engagement.core.forms import OfficerForm, RadiosField, SelectField


class LibraryForm(OfficerForm):
    """One of the ready questionnaires."""

    form = RadiosField(_l("Questionnaire"), required=_l("Choose a questionnaire"))


class CopyForm(OfficerForm):
    """A survey whose questions are asked again."""

    survey = SelectField(_l("Survey"), required=_l("Choose a survey"))
