"""The form that makes a link to a survey."""

from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice

from engagement.core.forms import OfficerForm, RadiosField, SelectField, TextField, choice
from engagement.core.partnership import Partnership
from surveys.models import LinkChannel, Survey
from surveys.studio.links.commands import LinkPlan
from surveys.studio.wording import CHANNEL_HINTS, CHANNELS


class LinkForm(OfficerForm):
    """A new link: what it is for, and the district that its responses get."""

    name = TextField(
        _l("Name"),
        required=_l("Enter a name"),
        hint=_l("For officers only, such as the name of the place or the event."),
        max_length=200,
    )
    channel = RadiosField(
        _l("How do people come by it?"),
        required=_l("Choose how people come by it"),
        choices=[choice(one.value, CHANNELS[one], hint=CHANNEL_HINTS[one]) for one in LinkChannel],
    )
    district = SelectField(
        _l("District (optional)"),
        hint=_l("It counts for who comes by the link, unless the survey asks for the district."),
    )

    def plan(self) -> LinkPlan:
        """The answers as the command takes them; call it on a form that is valid."""
        return LinkPlan(
            name=self.name.data,
            channel=LinkChannel(self.channel.data),
            district_code=self.district.data or None,
        )


def district_choices(survey: Survey, partnership: Partnership) -> list[SelectChoice]:
    """The districts in which a survey is asked, with none first."""
    asked = survey.scope
    offered = [
        choice(one.code, one.name)
        for one in partnership.districts
        if asked is None or one.code in asked
    ]
    return [choice("", _l("Not said")), *offered]
