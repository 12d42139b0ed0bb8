"""What the audit trail says about publishing."""

from enum import StrEnum
from typing import Final


class ReleaseEvent(StrEnum):
    """The actions of the page "Publish figures"."""

    PUBLISHED = "figures-published"
    REFUSED = "figures-not-published"


KIND: Final = "release"
"""The sort of thing that these entries are about."""
