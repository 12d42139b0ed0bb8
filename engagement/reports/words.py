"""What officers read for the codes of a report's handling."""

from collections.abc import Mapping
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from engagement.reports.decisions import Decision
from engagement.reports.events import Event
from engagement.reports.models import (
    AssignmentState,
    Channel,
    HeldBecause,
    LightingCause,
    Outcome,
)

HISTORY: Final[Mapping[str, LazyString]] = {
    Event.RECORDED: _l("recorded for somebody"),
    Event.APPROVED: _l("approved"),
    Event.HELD: _l("held"),
    Event.REJECTED: _l("rejected"),
    Event.PASSED_ON: _l("passed on"),
    Event.ACCEPTED: _l("accepted"),
    Event.DECLINED: _l("declined"),
    Event.HANDED_ON: _l("handed on"),
    Event.ACTION_TAKEN: _l("action taken"),
    Event.CLOSED: _l("closed"),
    Event.REOPENED: _l("put back to approved"),
    Event.TEXT_RELEASED: _l("the sender’s words found to name nobody"),
    Event.TEXT_REMOVED: _l("the sender’s words removed"),
}
"""A line of a report's history, as the officer or organisation did it."""

DECISIONS: Final[Mapping[Decision, tuple[LazyString, LazyString]]] = {
    Decision.APPROVE: (_l("Approve"), _l("It counts, and can be used in what is published.")),
    Decision.HOLD: (_l("Hold"), _l("It waits. It still counts in officers’ figures.")),
    Decision.REJECT: (_l("Reject"), _l("It is kept, and counts nowhere.")),
    Decision.ACT: (
        _l("Action taken"),
        _l("Something was done about it. The organisation is asked no more."),
    ),
    Decision.CLOSE: (_l("Close"), _l("It has ended: choose how, below.")),
    Decision.REOPEN: (
        _l("Put back to approved"),
        _l("As if nothing had been done. An organisation that has it is asked no more."),
    ),
}
MOVED: Final[Mapping[Decision, LazyString]] = {
    Decision.APPROVE: _l("Approved"),
    Decision.HOLD: _l("Held"),
    Decision.REJECT: _l("Rejected"),
    Decision.ACT: _l("Action taken"),
    Decision.CLOSE: _l("Closed"),
    Decision.REOPEN: _l("Put back to approved"),
}
HELD: Final[Mapping[HeldBecause, LazyString]] = {
    HeldBecause.BURST: _l("Many reports came from one network on one day"),
    HeldBecause.RATE: _l("Reports came from one network faster than people write"),
    HeldBecause.HONEYPOT: _l("A field was filled that people do not see"),
    HeldBecause.QUICK: _l("It was sent faster than a person could fill it in"),
    HeldBecause.IDENTICAL: _l("The same report came before, word for word"),
    HeldBecause.INFLUX: _l("Many reports came for one small area"),
    HeldBecause.NAMES_PEOPLE: _l("The sender’s words seem to name somebody"),
    HeldBecause.OFFICER: _l("An officer held it"),
}
OUTCOMES: Final[Mapping[Outcome, LazyString]] = {
    Outcome.REPAIRED: _l("Repaired"),
    Outcome.CLEARED: _l("Cleared up, or cut back"),
    Outcome.LIGHTING_CHANGED: _l("Lighting changed"),
    Outcome.PATROLS: _l("Patrols or visits"),
    Outcome.PEOPLE_SUPPORTED: _l("People supported or spoken to"),
    Outcome.OTHER_ACTION: _l("Something else was done"),
    Outcome.NOT_OURS: _l("Not done because: nobody in the partnership is responsible"),
    Outcome.NO_MONEY: _l("Not done because: there is no money for it now"),
    Outcome.NOTHING_FOUND: _l("Not done because: nothing was found there"),
    Outcome.BY_POLICY: _l("Not done because: it is meant to be so, by policy"),
    Outcome.CANNOT_CHANGE: _l("Not done because: it cannot be changed"),
}
LIGHTING_CAUSES: Final[Mapping[LightingCause, LazyString]] = {
    LightingCause.FAULT: _l("A fault"),
    LightingCause.PART_NIGHT_POLICY: _l("Switched off for part of the night, by policy"),
    LightingCause.NO_LAMP: _l("There is no lamp"),
    LightingCause.PRIVATE_LAND: _l("Private land"),
}
CHANNELS: Final[Mapping[Channel, LazyString]] = {
    Channel.ONLINE: _l("Online"),
    Channel.TELEPHONE: _l("By telephone"),
    Channel.STAND: _l("At a stand"),
    Channel.WALKABOUT: _l("On a walkabout"),
    Channel.CLASS: _l("In a class, by its link"),
    Channel.EVENT: _l("At an event, by its link"),
    Channel.IMPORT: _l("From a file"),
}
ASSIGNMENTS: Final[Mapping[AssignmentState, LazyString]] = {
    AssignmentState.WAITING: _l("Waiting for an answer"),
    AssignmentState.ACCEPTED: _l("Accepted"),
    AssignmentState.DECLINED: _l("Declined"),
    AssignmentState.HANDED_ON: _l("Handed on"),
    AssignmentState.ENDED: _l("Ended"),
}
