"""Who reads what was done: who may see figures on maps."""

from typing import Final

from flask_babel import lazy_gettext as _l

from engagement.accounts.landing import Destination
from engagement.accounts.permissions import Access, Action

DONE_ACCESS: Final[dict[str, Access]] = {
    "done.index": Action.VIEW_MAPS,
    "done.csv": Action.VIEW_MAPS,
}

DONE_DESTINATIONS: Final = (
    Destination(
        "done.index",
        _l("What was done"),
        _l("How many reports something was done about, how long it took, why places are dark."),
        Action.VIEW_MAPS,
    ),
)
