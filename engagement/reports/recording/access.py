"""Who may record a report for somebody."""

from typing import Final

from flask_babel import lazy_gettext as _l

from engagement.accounts.landing import Destination
from engagement.accounts.permissions import Access, Action

RECORDING_ACCESS: Final[dict[str, Access]] = {
    "recording.start": Action.RECORD_REPORT,
    "recording.save": Action.RECORD_REPORT,
    "recording.receipt": Action.RECORD_REPORT,
}

RECORDING_DESTINATIONS: Final = (
    Destination(
        "recording.start",
        _l("Record a report for somebody"),
        _l("By telephone, at a stand or on a walkabout."),
        Action.RECORD_REPORT,
    ),
)
