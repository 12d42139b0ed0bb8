"""Why a place feels unsafe: the reasons residents know from the national service, by our codes."""

from enum import StrEnum
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Concern(StrEnum):
    """One reason; the first eight are about the place, the others about people."""

    ABSENCE_OF_CCTV = "absence-of-cctv"
    BADLY_LIT = "badly-lit"
    EMPTY_OR_ISOLATED = "empty-or-isolated"
    POOR_STREET_LAYOUT = "poor-street-layout"
    RESTRICTED_VISIBILITY = "restricted-visibility"
    RUNDOWN = "rundown"
    DRUGS_OR_ALCOHOL = "drugs-or-alcohol"
    OTHER_PLACE = "other-place"
    VERBAL_HARASSMENT_ONE = "verbal-harassment-one"
    VERBAL_HARASSMENT_GROUP = "verbal-harassment-group"
    FOLLOWED = "followed"
    OTHER_HARASSMENT = "other-harassment"


PLACE_CONCERNS: Final = tuple(Concern)[:8]
PEOPLE_CONCERNS: Final = tuple(Concern)[8:]

LABELS: Final[dict[Concern, LazyString]] = {
    Concern.ABSENCE_OF_CCTV: _l("No CCTV"),
    Concern.BADLY_LIT: _l("Badly lit (poor or no street lighting)"),
    Concern.EMPTY_OR_ISOLATED: _l("Empty buildings, or a lonely place"),
    Concern.POOR_STREET_LAYOUT: _l("The layout of the street (blind spots, hidden areas)"),
    Concern.RESTRICTED_VISIBILITY: _l("You cannot see far (overgrown bushes and trees, walls)"),
    Concern.RUNDOWN: _l("Run down (derelict buildings, abandoned cars, graffiti, fly-tipping)"),
    Concern.DRUGS_OR_ALCOHOL: _l("Signs of drug or alcohol use"),
    Concern.OTHER_PLACE: _l("Something else about the place"),
    Concern.VERBAL_HARASSMENT_ONE: _l("One stranger shouted at me or harassed me"),
    Concern.VERBAL_HARASSMENT_GROUP: _l("A group shouted at me or harassed me"),
    Concern.FOLLOWED: _l("I was followed, now or before"),
    Concern.OTHER_HARASSMENT: _l("Other harassment"),
}


class TimeBand(StrEnum):
    """The part of the day; the bands are ours."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"
    NOT_SURE = "not-sure"


TIME_BANDS: Final[dict[TimeBand, LazyString]] = {
    TimeBand.MORNING: _l("Morning (6am to noon)"),
    TimeBand.AFTERNOON: _l("Afternoon (noon to 6pm)"),
    TimeBand.EVENING: _l("Evening (6pm to midnight)"),
    TimeBand.NIGHT: _l("Night (midnight to 6am)"),
    TimeBand.NOT_SURE: _l("I am not sure"),
}
