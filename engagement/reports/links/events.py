"""What the audit trail says about links."""

from enum import StrEnum
from typing import Final

KIND: Final = "report-link"


class LinkEvent(StrEnum):
    """The actions on links for a class or an event."""

    MADE = "report-link-made"
    ENDED = "report-link-ended"
