"""What the audit trail says about reports."""

from enum import StrEnum


class Event(StrEnum):
    """The actions that officers' pages of reports record."""

    LISTED = "reports-listed"
    VIEWED = "report-viewed"
    APPROVED = "report-approved"
    HELD = "report-held"
    REJECTED = "report-rejected"
    EXPORTED = "reports-exported"
    FIGURES_EXPORTED = "map-figures-exported"


DECISIONS = (Event.APPROVED, Event.HELD, Event.REJECTED)
"""The actions that changed a report: its history."""

KIND = "report"
"""The sort of thing that these entries are about."""
