"""What is asked of the officer beside what is asked of the person."""

from flask_babel import lazy_gettext as _l

from engagement.core.forms import OfficerForm, RadiosField, choice
from engagement.reports.recording.commands import CHANNELS
from engagement.reports.words import CHANNELS as WORDS


class ChannelForm(OfficerForm):
    """How the person told us."""

    channel = RadiosField(
        _l("How did the person tell you?"),
        required=_l("Choose how the person told you"),
        choices=[choice(channel.value, WORDS[channel]) for channel in CHANNELS],
    )
