"""Who may open the officers' pages of surveys, and where they start from."""

from typing import Final

from flask_babel import lazy_gettext as _l

from engagement.accounts.landing import Destination
from engagement.accounts.permissions import Access, Action

ACCESS: Final[dict[str, Access]] = {
    "studio.index": Action.VIEW_SURVEYS,
    "studio.detail": Action.VIEW_SURVEYS,
    "studio.facts": Action.MANAGE_SURVEYS,
    "studio.hours": Action.MANAGE_SURVEYS,
    "studio.publish": Action.MANAGE_SURVEYS,
    "studio.close": Action.MANAGE_SURVEYS,
    "studio.archive": Action.MANAGE_SURVEYS,
    "studio.delete": Action.MANAGE_SURVEYS,
    "studio.trials": Action.MANAGE_SURVEYS,
    "survey_making.index": Action.MANAGE_SURVEYS,
    "survey_making.from_library": Action.MANAGE_SURVEYS,
    "survey_making.from_survey": Action.MANAGE_SURVEYS,
    "survey_making.from_file": Action.MANAGE_SURVEYS,
    "survey_versions.detail": Action.VIEW_SURVEYS,
    "survey_versions.workbook": Action.VIEW_SURVEYS,
    "survey_versions.upload": Action.MANAGE_SURVEYS,
    "survey_versions.publish": Action.MANAGE_SURVEYS,
    "survey_versions.remove": Action.MANAGE_SURVEYS,
    "survey_links.make": Action.MANAGE_SURVEYS,
    "survey_links.detail": Action.VIEW_SURVEYS,
    "survey_links.qr": Action.VIEW_SURVEYS,
    "survey_links.poster": Action.VIEW_SURVEYS,
    "survey_links.end": Action.MANAGE_SURVEYS,
}

DESTINATIONS: Final = (
    Destination(
        "studio.index",
        _l("Surveys"),
        _l("Make surveys, hand them out, see how many answered."),
        Action.VIEW_SURVEYS,
    ),
)
