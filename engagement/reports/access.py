"""Who may open the pages of reports, and where officers start from."""

from typing import Final

from flask_babel import lazy_gettext as _l

from engagement.accounts.landing import Destination
from engagement.accounts.permissions import Access, Action
from engagement.reports.importing.access import IMPORTING_ACCESS
from engagement.reports.journey.access import JOURNEY_ACCESS

ACCESS: Final[dict[str, Access]] = {
    "reports.index": Action.VIEW_REPORTS,
    "reports.detail": Action.VIEW_REPORT,
    "reports.decide": Action.DECIDE_REPORT,
    "reports.export": Action.EXPORT_REPORTS,
    "reports.download": Action.EXPORT_REPORTS,
    "maps.districts": Action.VIEW_MAPS,
    "maps.districts_frame": Action.VIEW_MAPS,
    "maps.districts_csv": Action.VIEW_MAPS,
    "maps.hotspots": Action.VIEW_MAPS,
    "maps.hotspots_frame": Action.VIEW_MAPS,
    "maps.hotspots_csv": Action.VIEW_MAPS,
    **IMPORTING_ACCESS,
    **JOURNEY_ACCESS,
}

DESTINATIONS: Final = (
    Destination(
        "reports.index",
        _l("Reports"),
        _l("Read what people told us, and decide about it."),
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
