"""A question that asks for a place: the reports' place finder, its answer as XForms writes it."""

from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from engagement.core import clock
from engagement.core.errors import Rejected
from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.outlines import locate
from engagement.reports.journey.pages import atlas
from engagement.reports.journey.where import Whereabouts, WhereStep
from engagement.reports.journey.where_form import WhereForm
from geo.crs import floor_to_square, to_lonlat
from surveys.answering.draft import Typed

STEP: Final = WhereStep()
SAYS_SOMETHING: Final = ("place", "longitude", "latitude", "choice", "browse", "asked")
KEPT_METRES: Final = 10
"""The side of the square to which a place is kept, as a report's."""


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """The finder's form after reading, and the place; None while it is not certain."""

    form: WhereForm
    place: Whereabouts | None


def ground() -> Ground:
    """The county, today, and how to tell where a point lies."""
    return Ground(atlas(), clock.london_date(clock.now()), locate)


def taken(sent: MultiDict[str, str]) -> Typed:
    """The finder's inputs out of what a browser sent; nothing where nothing was said."""
    typed = STEP.taken(sent)
    return typed if any(any(typed.get(name, ())) for name in SAYS_SOMETHING) else {}


def shown(typed: Typed) -> WhereForm:
    """The finder filled with what was typed, not judged."""
    return STEP.form(typed, ground())


def read(typed: Typed) -> PlaceRead:
    """What was typed, judged: a place in the county, candidates to choose from, or an error."""
    found = STEP.read(typed, ground())
    place = found.part if isinstance(found.part, Whereabouts) else None
    form = found.form if isinstance(found.form, WhereForm) else shown(typed)
    return PlaceRead(form, place)


def missing(message: str) -> WhereForm:
    """The finder with nothing typed, though an answer is needed."""
    form = shown({})
    form.reject(Rejected(message or _("Type a place, or put a pin on the map"), "place"))
    return form


def lexical(place: Whereabouts) -> str:
    """Latitude, longitude, altitude (none) and how exact it is in metres: never more than 10."""
    spot = place.spot
    east, north = floor_to_square(spot.easting, spot.northing, KEPT_METRES)
    middle = KEPT_METRES / 2
    lon, lat = to_lonlat(east + middle, north + middle)
    return f"{lat:.5f} {lon:.5f} 0 {max(spot.precision_m, KEPT_METRES)}"
