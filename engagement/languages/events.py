"""What the audit says about translations."""

from enum import StrEnum
from typing import Final

KIND: Final = "translation"


class Event(StrEnum):
    """What happened to a translation."""

    APPROVED = "translation-approved"
    APPROVAL_WITHDRAWN = "translation-approval-withdrawn"
