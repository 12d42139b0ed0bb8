"""Who reads results: officers as figures, everybody the frozen file."""

from typing import Final

from engagement.accounts.permissions import PUBLIC, Access, Action

ACCESS: Final[dict[str, Access]] = {
    "results.index": Action.VIEW_RESULTS,
    "results.question": Action.VIEW_RESULTS,
    "results.texts": Action.READ_SURVEY_TEXTS,
    "results.set_tone_of": Action.READ_SURVEY_TEXTS,
    "results.publishing": Action.PUBLISH_RESULTS,
    "results.publish": Action.PUBLISH_RESULTS,
    "survey_told.index": PUBLIC,
    "survey_told.json": PUBLIC,
    "survey_told.csv": PUBLIC,
}
