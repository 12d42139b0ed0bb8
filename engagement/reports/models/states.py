"""The words a report's columns are made of: states, channels, reasons, outcomes."""

from enum import StrEnum
from typing import Final


class ReportState(StrEnum):
    """Where a report stands."""

    NEW = "new"
    APPROVED = "approved"
    HELD = "held"
    REJECTED = "rejected"
    PASSED_ON = "passed-on"
    ACTION_TAKEN = "action-taken"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


COUNTED: Final = frozenset(ReportState) - {ReportState.REJECTED, ReportState.WITHDRAWN}
"""States that figures for officers count: everything not rejected or withdrawn."""

ACCEPTED: Final = frozenset(
    {
        ReportState.APPROVED,
        ReportState.PASSED_ON,
        ReportState.ACTION_TAKEN,
        ReportState.CLOSED,
    }
)
"""States of a report that a person approved: what figures for the public count."""


class Channel(StrEnum):
    """How a report came to us."""

    ONLINE = "online"
    TELEPHONE = "telephone"
    STAND = "stand"
    WALKABOUT = "walkabout"
    CLASS = "class"
    EVENT = "event"
    IMPORT = "import"


class HeldBecause(StrEnum):
    """Why a report waits for a person to look at it."""

    BURST = "burst"
    RATE = "rate"
    HONEYPOT = "honeypot"
    QUICK = "quick"
    IDENTICAL = "identical"
    INFLUX = "influx"
    NAMES_PEOPLE = "names-people"
    OFFICER = "officer"


class PlacedBy(StrEnum):
    """How the place was given; it decides how exact the place is."""

    MAP = "map"
    LONLAT = "lonlat"
    GRID_REFERENCE = "grid-reference"
    PLACE_NAME = "place-name"
    STREET = "street"
    POSTCODE_DISTRICT = "postcode-district"
    IMPORT = "import"
    GONE = "gone"


class Outcome(StrEnum):
    """How a report ended: what was done, or why nothing was."""

    REPAIRED = "repaired"
    CLEARED = "cleared"
    LIGHTING_CHANGED = "lighting-changed"
    PATROLS = "patrols"
    PEOPLE_SUPPORTED = "people-supported"
    OTHER_ACTION = "other-action"
    NOT_OURS = "not-ours"
    NO_MONEY = "no-money"
    NOTHING_FOUND = "nothing-found"
    BY_POLICY = "by-policy"
    CANNOT_CHANGE = "cannot-change"


ACTED: Final = frozenset(tuple(Outcome)[:6])
"""Outcomes by which something was done."""

NOT_DONE: Final = frozenset(tuple(Outcome)[6:])
"""Outcomes that say why nothing was done."""


class LightingCause(StrEnum):
    """Why a place is dark: it decides who can change that."""

    FAULT = "fault"
    PART_NIGHT_POLICY = "part-night-policy"
    NO_LAMP = "no-lamp"
    PRIVATE_LAND = "private-land"


class AssignmentState(StrEnum):
    """What an organisation said to a report that it was asked to deal with."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HANDED_ON = "handed-on"
    ENDED = "ended"


OPEN: Final = frozenset({AssignmentState.WAITING, AssignmentState.ACCEPTED})
"""Assignments that are somebody's work now; a report has one of them at most."""
