"""What the audit trail says about retention."""

from enum import StrEnum


class Event(StrEnum):
    """The actions that retention records."""

    RUN = "retention-run"


KIND = "retention-certificate"
"""The sort of thing that these entries are about."""
