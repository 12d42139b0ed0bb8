"""Who publishes figures, and who reads them: everybody."""

from typing import Final

from flask_babel import lazy_gettext as _l

from engagement.accounts.landing import Destination
from engagement.accounts.permissions import PUBLIC, Access, Action

RELEASES_ACCESS: Final[dict[str, Access]] = {
    "releases.index": Action.PUBLISH_REPORTS,
    "releases.publish": Action.PUBLISH_REPORTS,
    "told.index": PUBLIC,
    "told.json": PUBLIC,
    "told.csv": PUBLIC,
}

RELEASES_DESTINATIONS: Final = (
    Destination(
        "releases.index",
        _l("Publish figures"),
        _l("What the public sees of the reports, and when it can be renewed."),
        Action.PUBLISH_REPORTS,
    ),
)
