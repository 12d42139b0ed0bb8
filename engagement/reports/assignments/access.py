"""Who may pass reports on, and who answers."""

from typing import Final

from flask_babel import lazy_gettext as _l

from engagement.accounts.landing import Destination
from engagement.accounts.permissions import Access, Action

ASSIGNMENTS_ACCESS: Final[dict[str, Access]] = {
    "assignments.pass_on": Action.ASSIGN_REPORT,
    "assignments.save": Action.ASSIGN_REPORT,
    "assignments.index": Action.ANSWER_ASSIGNMENT,
    "assignments.answer": Action.ANSWER_ASSIGNMENT,
    "assignments.reply": Action.ANSWER_ASSIGNMENT,
    "assignments.withdrawn": Action.CONFIRM_WITHDRAWAL,
    "assignments.confirm": Action.CONFIRM_WITHDRAWAL,
}

ASSIGNMENTS_DESTINATIONS: Final = (
    Destination(
        "assignments.index",
        _l("Given to us"),
        _l("Reports that your organisation is asked to deal with."),
        Action.ANSWER_ASSIGNMENT,
    ),
)
