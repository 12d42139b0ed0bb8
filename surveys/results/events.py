"""What the audit trail says about results."""

from enum import StrEnum
from typing import Final


class ResultEvent(StrEnum):
    """The actions of the pages of results."""

    PUBLISHED = "survey-results-published"
    REFUSED = "survey-results-not-published"
    TEXTS_READ = "survey-texts-read"
    TONE_SET = "survey-tone-set"


KIND: Final = "survey"
"""The sort of thing that these entries are about."""
