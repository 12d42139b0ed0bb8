"""Who may open the pages of reports, and where officers start from."""

from typing import Final

from flask_babel import lazy_gettext as _l

from engagement.accounts.landing import Destination
from engagement.accounts.permissions import Access, Action
from engagement.reports.assignments.access import ASSIGNMENTS_ACCESS, ASSIGNMENTS_DESTINATIONS
from engagement.reports.done.access import DONE_ACCESS, DONE_DESTINATIONS
from engagement.reports.importing.access import IMPORTING_ACCESS
from engagement.reports.journey.access import JOURNEY_ACCESS
from engagement.reports.links.access import LINKS_ACCESS
from engagement.reports.queue.access import QUEUE_ACCESS, QUEUE_DESTINATIONS
from engagement.reports.recording.access import RECORDING_ACCESS, RECORDING_DESTINATIONS
from engagement.reports.releases.access import RELEASES_ACCESS, RELEASES_DESTINATIONS
from engagement.reports.texts.access import TEXTS_ACCESS, TEXTS_DESTINATIONS
from engagement.reports.uploads.access import UPLOADS_ACCESS

ACCESS: Final[dict[str, Access]] = {
    "reports.index": Action.VIEW_REPORTS,
    "reports.detail": Action.VIEW_REPORT,
    "reports.decide": Action.DECIDE_REPORT,
    "exports.index": Action.EXPORT_REPORTS,
    "exports.download": Action.EXPORT_REPORTS,
    "maps.districts": Action.VIEW_MAPS,
    "maps.districts_frame": Action.VIEW_MAPS,
    "maps.districts_csv": Action.VIEW_MAPS,
    "maps.hotspots": Action.VIEW_MAPS,
    "maps.hotspots_frame": Action.VIEW_MAPS,
    "maps.hotspots_csv": Action.VIEW_MAPS,
    **ASSIGNMENTS_ACCESS,
    **QUEUE_ACCESS,
    **RECORDING_ACCESS,
    **TEXTS_ACCESS,
    **IMPORTING_ACCESS,
    **JOURNEY_ACCESS,
    **LINKS_ACCESS,
    **DONE_ACCESS,
    **RELEASES_ACCESS,
    **UPLOADS_ACCESS,
}

DESTINATIONS: Final = (
    *QUEUE_DESTINATIONS,
    *ASSIGNMENTS_DESTINATIONS,
    *RECORDING_DESTINATIONS,
    Destination(
        "reports.index",
        _l("Reports"),
        _l("Read what people told us."),
        Action.VIEW_REPORTS,
    ),
    Destination(
        "maps.districts",
        _l("Map of districts"),
        _l("Reports by district, as a number and per 1,000 residents."),
        Action.VIEW_MAPS,
    ),
    Destination(
        "maps.hotspots",
        _l("Map of concentrations"),
        _l("Squares where reports concentrate."),
        Action.VIEW_MAPS,
    ),
    Destination(
        "links.index",
        _l("Links for classes and events"),
        _l("Let a class or an event report at once, without being held."),
        Action.MANAGE_LINKS,
    ),
    *DONE_DESTINATIONS,
    *RELEASES_DESTINATIONS,
    *TEXTS_DESTINATIONS,
    Destination(
        "imports.index",
        _l("Imports"),
        _l("Files that were read, and the rows that could not be taken."),
        Action.VIEW_IMPORTS,
    ),
    Destination(
        "areas.index",
        _l("Areas"),
        _l("Which boundaries and residents the figures use."),
        Action.VIEW_AREAS,
    ),
)
"""The pages of this package, and of the areas below it, for the officers' menu."""
