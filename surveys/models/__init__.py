"""The tables of surveys, shared by the rooms of this floor."""

from surveys.models.releases import SurveyRelease
from surveys.models.responses import ResponseState, SavedDraft, SurveyResponse, SurveyTone
from surveys.models.survey import (
    LinkChannel,
    Survey,
    SurveyLink,
    SurveyState,
    SurveyVersion,
    VersionState,
)

__all__ = [
    "LinkChannel",
    "ResponseState",
    "SavedDraft",
    "Survey",
    "SurveyLink",
    "SurveyRelease",
    "SurveyResponse",
    "SurveyState",
    "SurveyTone",
    "SurveyVersion",
    "VersionState",
]
