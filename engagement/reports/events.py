"""What the audit trail says about reports."""

from enum import StrEnum
from typing import Final


class Event(StrEnum):
    """The actions that officers' pages of reports record."""

    LISTED = "reports-listed"
    VIEWED = "report-viewed"
    COMPARED = "reports-compared"
    TEXT_SHOWN = "report-text-shown"
    TEXT_RELEASED = "report-text-released"
    TEXT_REMOVED = "report-text-removed"
    RECORDED = "report-recorded"
    APPROVED = "report-approved"
    HELD = "report-held"
    REJECTED = "report-rejected"
    PASSED_ON = "report-passed-on"
    ACCEPTED = "report-accepted"
    DECLINED = "report-declined"
    HANDED_ON = "report-handed-on"
    ACTION_TAKEN = "report-action-taken"
    CLOSED = "report-closed"
    REOPENED = "report-reopened"
    COPIES_DELETED = "report-copies-deleted"
    FREE_TEXT_ON = "free-text-switched-on"
    FREE_TEXT_OFF = "free-text-switched-off"
    EXPORTED = "reports-exported"
    FIGURES_EXPORTED = "map-figures-exported"


HISTORY: Final = (
    Event.RECORDED,
    Event.APPROVED,
    Event.HELD,
    Event.REJECTED,
    Event.PASSED_ON,
    Event.ACCEPTED,
    Event.DECLINED,
    Event.HANDED_ON,
    Event.ACTION_TAKEN,
    Event.CLOSED,
    Event.REOPENED,
    Event.TEXT_RELEASED,
    Event.TEXT_REMOVED,
)
"""The actions that changed a report: its history."""

ANSWERS: Final = frozenset({Event.ACCEPTED, Event.DECLINED, Event.HANDED_ON, Event.ACTION_TAKEN})
"""What an organisation said to a report that it was given: for itself and who decides."""

KIND: Final = "report"
"""The sort of thing that these entries are about."""
