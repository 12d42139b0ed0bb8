"""Who may switch free text on, and who reads and removes it."""

from typing import Final

from flask_babel import lazy_gettext as _l

from engagement.accounts.landing import Destination
from engagement.accounts.permissions import Access, Action

TEXTS_ACCESS: Final[dict[str, Access]] = {
    "texts.option": Action.SWITCH_FREE_TEXT,
    "texts.switch": Action.SWITCH_FREE_TEXT,
    "texts.words": Action.DECIDE_REPORT,
    "texts.settle": Action.DECIDE_REPORT,
}

TEXTS_DESTINATIONS: Final = (
    Destination(
        "texts.option",
        _l("Free text"),
        _l("Whether people may add words of their own to a report."),
        Action.SWITCH_FREE_TEXT,
    ),
)
