"""Who works through the queue: who may decide."""

from typing import Final

from flask_babel import lazy_gettext as _l

from engagement.accounts.landing import Destination
from engagement.accounts.permissions import Access, Action

QUEUE_ACCESS: Final[dict[str, Access]] = {
    "queue.index": Action.DECIDE_REPORT,
    "queue.move": Action.DECIDE_REPORT,
    "queue.pass_on": Action.ASSIGN_REPORT,
    "queue.pass_on_all": Action.ASSIGN_REPORT,
    "queue.similar": Action.DECIDE_REPORT,
}

QUEUE_DESTINATIONS: Final = (
    Destination(
        "queue.index",
        _l("Queue"),
        _l("Reports that need somebody now: to read, to pass on, to close."),
        Action.DECIDE_REPORT,
    ),
)
