"""Narrowing the audit trail."""

from flask_babel import lazy_gettext as _l

from engagement.core.forms import DateField, PublicForm, SelectField


class TrailForm(PublicForm):
    """Which entries to list."""

    action = SelectField(_l("What was done"))
    actor = SelectField(_l("By whom"))
    day = DateField(_l("On which day"), called=_l("The day"))
