"""What the audit trail says about exports of responses."""

from enum import StrEnum
from typing import Final


class ResponseEvent(StrEnum):
    """What officers do with responses as they were sent."""

    EXPORTED = "responses-exported"


KIND: Final = "survey"
"""The sort of thing that these entries are about."""
