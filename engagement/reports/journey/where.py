"""The step that asks for the place."""

import math
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.areas.locating import Located
from engagement.core.errors import Rejected
from engagement.core.forms import choice
from engagement.reports.commands import Spot
from engagement.reports.journey.atlas import Ground, distance_words, district_words, near_words
from engagement.reports.journey.draft import Typed
from engagement.reports.journey.finding import Candidate, Search, find, pin
from engagement.reports.journey.forms import WhereForm
from engagement.reports.journey.steps import Part, Read, Step, formdata
from engagement.reports.models import PlacedBy
from geo.crs import to_lonlat
from geo.places import nearest_places

SAME_PLACE_METRES: Final = 10_000
"""A pin this near to the place that was typed only makes it more exact."""


@dataclass(frozen=True, slots=True)
class Whereabouts(Part):
    """A place inside the county, and how we would say it."""

    spot: Spot
    located: Located
    near: str
    district: str

    def lines(self) -> list[str]:
        return [self.near, self.district]


class WhereStep(Step):
    """The place: typed, chosen among places of the same name, or a pin on the map."""

    name = "where"
    question = _l("Where is the place?")
    caption = _l("Where")
    inputs = ("place", "longitude", "latitude", "within", "choice", "asked")
    longest = 300

    def form(self, typed: Typed, ground: Ground) -> WhereForm:
        form = WhereForm(formdata(typed))
        # the grid reference of an example would load the projections; messages may, this page not
        form.place.hint = _(
            "For example: %(name)s. A grid reference, or longitude and latitude, will do too.",
            name=ground.atlas.largest.name,
        )
        return form

    def read(self, typed: Typed, ground: Ground) -> Read:
        form = self.form(typed, ground)
        chosen, form.choice.data = form.choice.data, ""
        if not form.validate():
            return Read(form, None)
        try:
            search = _search(form, ground)
            spot = search.sure or _chosen(form, search, chosen)
            return Read(form, _whereabouts(spot, ground) if spot else None)
        except Rejected as rejected:
            form.reject(rejected)
            return Read(form, None)


def _search(form: WhereForm, ground: Ground) -> Search:
    """What the text and the pin together mean."""
    pinned, text = _pin(form), form.place.data
    if not text and pinned is None:
        raise Rejected(_("Type a place, or put a pin on the map"), "place")
    if pinned is None or (text and not _inside(pinned, ground)):
        return find(ground.atlas, text)
    try:
        typed = find(ground.atlas, text).sure if text else None
    except Rejected:  # "behind the station": the pin says it better
        typed = None
    if typed is None or _metres(pinned, typed) <= SAME_PLACE_METRES:
        return Search(pinned)
    return Search(None, (_candidate("pin", pinned, ground), _candidate("typed", typed, ground)))


def _pin(form: WhereForm) -> Spot | None:
    return pin(form.longitude.data, form.latitude.data, form.within.data)


def _inside(spot: Spot, ground: Ground) -> bool:
    return ground.locate(spot.easting, spot.northing) is not None


def _metres(one: Spot, other: Spot) -> float:
    return math.dist((one.easting, one.northing), (other.easting, other.northing))


def _candidate(value: str, spot: Spot, ground: Ground) -> Candidate:
    words = {
        "pin": _(
            "The pin on the map: %(where)s",
            where=near_words(ground.atlas, spot.easting, spot.northing),
        ),
        "typed": _(
            "What I typed: %(where)s", where=near_words(ground.atlas, spot.easting, spot.northing)
        ),
    }
    return Candidate(value, words[value], spot)


def _chosen(form: WhereForm, search: Search, value: str) -> Spot | None:
    """The candidate that was chosen; None when they have to be offered first."""
    form.choice.choices = [choice(one.value, one.label) for one in search.candidates]
    offered_before = form.asked.data == form.place.data
    form.asked.data = form.place.data
    found = next((one.spot for one in search.candidates if one.value == value), None)
    if offered_before and found is None:
        raise Rejected(_("Choose one of these places, or type another one"), "choice")
    return found if offered_before else None


def _whereabouts(spot: Spot, ground: Ground) -> Whereabouts:
    located = ground.locate(spot.easting, spot.northing)
    if located is None:
        raise Rejected(_outside(spot, ground), "place")
    near = near_words(ground.atlas, spot.easting, spot.northing)
    if spot.placed_by is PlacedBy.PLACE_NAME:
        lon, lat = to_lonlat(spot.easting, spot.northing)
        near = nearest_places(ground.atlas.places, lon, lat, limit=1)[0][0].name
    return Whereabouts(spot, located, near, district_words(ground.atlas, located))


def _outside(spot: Spot, ground: Ground) -> str:
    lon, lat = to_lonlat(spot.easting, spot.northing)
    place, metres = nearest_places(ground.atlas.places, lon, lat, limit=1)[0]
    return _(
        "This place is not in %(county)s. It is about %(distance)s from %(place)s. We can only "
        "take places in %(county)s: try another one",
        county=ground.atlas.county,
        distance=distance_words(metres),
        place=place.name,
    )
