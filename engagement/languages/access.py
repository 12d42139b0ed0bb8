"""Who may look at translations and approve them."""

from typing import Final

from flask_babel import lazy_gettext as _l

from engagement.accounts.landing import Destination
from engagement.accounts.permissions import Access, Action

ACCESS: Final[dict[str, Access]] = {
    "languages.index": Action.REVIEW_TRANSLATIONS,
    "languages.texts": Action.REVIEW_TRANSLATIONS,
}
DESTINATIONS: Final = (
    Destination(
        "languages.index",
        _l("Languages"),
        _l("Read the translations of public pages, and approve them."),
        Action.REVIEW_TRANSLATIONS,
    ),
)
