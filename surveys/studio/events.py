"""What the audit trail says about surveys."""

from enum import StrEnum
from typing import Final

KIND: Final = "survey"
LINK_KIND: Final = "survey-link"


class SurveyEvent(StrEnum):
    """The actions of officers on surveys, their versions and their links."""

    MADE = "survey-made"
    CHANGED = "survey-changed"
    VERSION_KEPT = "survey-version-kept"
    VERSION_REMOVED = "survey-version-removed"
    VERSION_PUBLISHED = "survey-version-published"
    PUBLISHED = "survey-published"
    HOURS_SET = "survey-hours-set"
    CLOSED = "survey-closed"
    ARCHIVED = "survey-archived"
    DELETED = "survey-deleted"
    TESTS_DELETED = "survey-tests-deleted"
    LINK_MADE = "survey-link-made"
    LINK_ENDED = "survey-link-ended"
