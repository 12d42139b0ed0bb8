"""The step that asks for the place."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from engagement.areas.locating import Located
from engagement.core.errors import Rejected
from engagement.core.forms import choice
from engagement.reports.commands import Spot
from engagement.reports.journey.atlas import Ground, distance_words, district_words, near_words
from engagement.reports.journey.draft import Typed
from engagement.reports.journey.finding import Candidate, Search, find, pin, without_house
from engagement.reports.journey.nearby import places_in, places_near
from engagement.reports.journey.steps import Part, Read, Step, formdata
from engagement.reports.journey.where_form import WhereForm
from geo.crs import to_lonlat
from geo.places import nearest_places

SAME_PLACE_METRES: Final = 10_000
"""A pin this near to the place that was typed only makes it more exact."""

SHORTER: Final = dict.fromkeys(("longitude", "latitude", "within", "browse", "asked"), 60)
"""Characters that are taken of what is never long."""


class Outside(Rejected):
    """The place is not in the county."""


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
    """The place: typed, chosen from a list, or a pin on the map."""

    name = "where"
    question = _l("Where is the place?")
    caption = _l("Where")
    inputs = (
        "place",
        "longitude",
        "latitude",
        "within",
        "choice",
        "district",
        "browse",
        "asked",
    )
    longest = 310

    def taken(self, sent: MultiDict[str, str]) -> Typed:
        typed = {
            name: tuple(value[: SHORTER.get(name, self.longest)] for value in values)
            for name, values in super().taken(sent).items()
        }
        if "place" in typed:
            typed["place"] = tuple(without_house(text) for text in typed["place"])
        return typed

    def form(self, typed: Typed, ground: Ground) -> WhereForm:
        atlas = ground.atlas
        districts = [choice("", _("Choose a district"))]
        districts += [choice(name, name) for name in sorted(set(atlas.districts.values()))]
        form = WhereForm(formdata(typed), choices={"district": districts})
        if atlas.streets:
            form.place.label.text = _("Type the name of a town, village or street")
        form.place.hint = _hint(ground)
        return form

    def read(self, typed: Typed, ground: Ground) -> Read:
        form = self.form(typed, ground)
        chosen, form.choice.data = form.choice.data, ""
        if not form.validate():
            return Read(form, None)
        try:
            found = _found(form, chosen, ground)
            return Read(form, _whereabouts(found, ground) if found else None)
        except Rejected as rejected:
            form.outside = isinstance(rejected, Outside)
            form.reject(rejected)
            return Read(form, None)


def _hint(ground: Ground) -> str:
    # the grid reference of an example would load the projections; messages may, this page not
    name = ground.atlas.largest.name
    if ground.atlas.postcode_districts:
        return _(
            "For example: %(name)s. The first part of a postcode, a grid reference, or longitude "
            "and latitude, will do too.",
            name=name,
        )
    return _(
        "For example: %(name)s. A grid reference, or longitude and latitude, will do too.",
        name=name,
    )


def _found(form: WhereForm, chosen: str, ground: Ground) -> Candidate | None:
    """The place that is meant; None when places have to be offered first."""
    kind = form.browse.data or _asked_kind(form)
    search = OFFERS.get(kind, _search)(form, ground)
    return search.sure or _chosen(form, search, chosen, kind)


def _chosen(form: WhereForm, search: Search, value: str, kind: str) -> Candidate | None:
    """The candidate that was chosen; None when they have to be offered first."""
    form.choice.choices = [choice(one.value, one.label) for one in search.candidates]
    if search.corrected:
        form.choice.hint = _("The two numbers look swapped. The other way round they are here:")
    asked = _asked(form, kind)
    offered_before = form.asked.data == asked and not form.browse.data
    form.asked.data = asked
    found = next((one for one in search.candidates if one.value == value), None)
    if offered_before and found is None:
        raise Rejected(_("Choose one of these places, or type another one"), "choice")
    return found if offered_before else None


def _asked(form: WhereForm, kind: str) -> str:
    """Names the list that these inputs lead to, so that an answer to another one is noticed."""
    said = [field.data for field in (form.place, form.longitude, form.latitude, form.district)]
    return f"{kind}:{sha256(json.dumps(said).encode()).hexdigest()[:16]}"


def _asked_kind(form: WhereForm) -> str:
    """The kind of list that was offered last, if nothing was typed since."""
    kind = str(form.asked.data).partition(":")[0]
    return kind if form.asked.data == _asked(form, kind) else ""


def _search(form: WhereForm, ground: Ground) -> Search:
    """What the text and the pin together mean."""
    pinned, text = _pin(form), form.place.data
    if not text and pinned is None:
        raise Rejected(_("Type a place, or put a pin on the map"), "place")
    if pinned is None or (text and not _inside(pinned, ground)):
        return _inside_if_swapped(find(ground.atlas, text), ground)
    try:
        typed = find(ground.atlas, text).sure if text else None
    except Rejected:  # "behind the station": the pin says it better
        typed = None
    if typed is None or _metres(pinned, typed.spot) <= SAME_PLACE_METRES:
        return Search(Candidate("", "", pinned))
    return Search(None, (_pinned(pinned, ground), _typed(typed, ground)))


def _near(form: WhereForm, ground: Ground) -> Search:
    """The places near what was typed, or near the pin."""
    if not form.place.data and _pin(form) is None:
        message = _("Type a place, or put a pin on the map. We can then list the places near it")
        raise Rejected(message, "place")
    search = _search(form, ground)
    middle = search.sure or (search.candidates[0] if len(search.candidates) == 1 else None)
    return Search(None, places_near(ground.atlas, middle.spot)) if middle else search


def _in_district(form: WhereForm, ground: Ground) -> Search:
    """All places of the district that was chosen."""
    candidates = places_in(ground.atlas, form.district.data)
    if not candidates:
        raise Rejected(_("Choose a district. We can then list the places there"), "district")
    return Search(None, candidates)


OFFERS: Final[dict[str, Callable[[WhereForm, Ground], Search]]] = {
    "near": _near,
    "district": _in_district,
}
"""The lists that a person can ask for, by the value of the button."""


def _inside_if_swapped(search: Search, ground: Ground) -> Search:
    """The same, unless what is offered is two swapped numbers that lie outside either way."""
    if search.corrected and not _inside(search.candidates[0].spot, ground):
        message = _(
            "The two numbers look swapped. The other way round they are a place that is not in "
            "%(county)s. We can only take places in %(county)s: try another one",
            county=ground.atlas.county,
        )
        raise Outside(message, "place")
    return search


def _pin(form: WhereForm) -> Spot | None:
    return pin(form.longitude.data, form.latitude.data, form.within.data)


def _inside(spot: Spot, ground: Ground) -> bool:
    return ground.locate(spot.easting, spot.northing) is not None


def _metres(one: Spot, other: Spot) -> float:
    return math.dist((one.easting, one.northing), (other.easting, other.northing))


def _pinned(spot: Spot, ground: Ground) -> Candidate:
    where = near_words(ground.atlas, spot.easting, spot.northing)
    return Candidate("pin", _("The pin on the map: %(where)s", where=where), spot)


def _typed(typed: Candidate, ground: Ground) -> Candidate:
    where = typed.said or near_words(ground.atlas, typed.spot.easting, typed.spot.northing)
    return Candidate("typed", _("What I typed: %(where)s", where=where), typed.spot, typed.said)


def _whereabouts(found: Candidate, ground: Ground) -> Whereabouts:
    spot = found.spot
    located = ground.locate(spot.easting, spot.northing)
    if located is None:
        raise Outside(_outside(spot, ground), "place")
    near = found.said or near_words(ground.atlas, spot.easting, spot.northing)
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
