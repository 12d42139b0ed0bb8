"""Finding a place by what is typed: a name, a postcode, a grid reference, or two numbers."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.core.errors import Rejected
from engagement.reports.commands import Spot
from engagement.reports.journey.atlas import Atlas, near_words
from engagement.reports.models import PlacedBy
from geo.crs import PlaceError, PlaceProblem, check_lonlat, parse_number, to_national_grid
from geo.gridref import GridReferenceError, parse_grid_reference
from geo.places import Place, PlaceKind, find_places

FINEST_METRES: Final = 10
"""The most exact place that is kept, whatever was given."""
NAME_METRES: Final = 2_000
STREET_METRES: Final = 200
POSTCODE_METRES: Final = 5_000
"""How exact a place of each kind is where the places file does not say."""
PIN_SQUARES: Final = (FINEST_METRES, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
COARSEST_GRID_METRES: Final = 1_000
MOST_CANDIDATES: Final = 10
MOST_NAMED: Final = 30
"""A county has many a High Street; each is offered with its town."""
SHOWN_CHARACTERS: Final = 60

PROBLEMS: Final[dict[PlaceProblem, LazyString]] = {
    PlaceProblem.NOT_A_NUMBER: _l("Type longitude and latitude as two numbers, like %(lonlat)s"),
    PlaceProblem.LOOKS_LIKE_GRID: _l(
        "These look like an easting and a northing. Type longitude and latitude, like "
        "%(lonlat)s, or a grid reference, like %(grid)s"
    ),
    PlaceProblem.OUTSIDE_UK: _l("This place is outside the United Kingdom. Check the numbers"),
    PlaceProblem.SWAPPED: _l("The two numbers look swapped. Try them the other way round"),
}

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)(?: ?[0-9][A-Z]{2})?", re.IGNORECASE)
_GRID = re.compile(r"[A-Z]{2} ?[0-9][0-9 ]*", re.IGNORECASE)
_NUMBERS = re.compile(r"(?:[0-9.,;/°+\-−–‐‑ ]|\bnan\b|\binf(?:inity)?\b)+", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that somebody may mean; `value` names it in the form.

    `said` is how we call it once it is chosen; blank where its surroundings say it better.
    """

    value: str
    label: str
    spot: Spot
    said: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """What a text led to: one place for certain, or some to choose from."""

    sure: Candidate | None
    candidates: tuple[Candidate, ...] = ()
    corrected: bool = False
    """Whether the one candidate is two numbers that were swapped."""


def without_house(text: str) -> str:
    """A full postcode cut to its district, so that the rest is never kept; any other text as is."""
    postcode = _POSTCODE.fullmatch(text)
    return postcode[1].upper() if postcode else text


def candidate_of(place: Place, *, label: str = "") -> Candidate:
    """A place of the places file to choose; `label` says more than its name and district."""
    if place.kind is PlaceKind.STREET:
        return _street(place, label)
    return Candidate(
        value=f"{place.name}|{place.district}",
        label=label or name_words(place),
        spot=_placed(place, NAME_METRES, PlacedBy.PLACE_NAME),
        said=place.name,
    )


def name_words(place: Place) -> str:
    """A place with the town or the district that tells it from others of its name."""
    if place.within:
        return _("%(street)s, %(town)s", street=place.name, town=place.within)
    return _("%(place)s, in the %(district)s district", place=place.name, district=place.district)


def find(atlas: Atlas, text: str) -> Search:
    """What `text` may mean; Rejected (field `place`) says what to do when it means nothing."""
    for looks_right, search in KINDS:
        if looks_right(text):
            return search(atlas, text)
    return _by_name(atlas, text)


def pin(longitude: str, latitude: str, within: str = "") -> Spot | None:
    """The pin of the map from its inputs (degrees, metres); None when there is none.

    `within` is how exact the map says the pin is: a finger's width at the zoom of the tap, or the
    accuracy that the device stated. The smallest of PIN_SQUARES that holds it is its precision.
    """
    if not longitude and not latitude:
        return None
    try:
        lon, lat = check_lonlat(parse_number(longitude), parse_number(latitude))
    except PlaceError:
        message = _(
            "We could not read where the pin is. Put it on the map again, or type the place"
        )
        raise Rejected(message, "place") from None
    return _spot(lon, lat, _square(within), PlacedBy.MAP)


def _square(within: str) -> int:
    """The square for an exactness in metres; the coarsest when it cannot be read."""
    try:
        metres = parse_number(within) if within else FINEST_METRES
    except PlaceError:
        return PIN_SQUARES[-1]
    return next((square for square in PIN_SQUARES if metres <= square), PIN_SQUARES[-1])


def _spot(lon: float, lat: float, precision_m: int, placed_by: PlacedBy) -> Spot:
    return Spot(*to_national_grid(lon, lat), precision_m, placed_by)


def _sure(spot: Spot) -> Search:
    return Search(Candidate("", "", spot))


def _placed(place: Place, metres: int, placed_by: PlacedBy) -> Spot:
    """Where a place of the places file lies, as exact as the file says, or its kind is."""
    said = place.metres or metres
    square = next(square for square in PIN_SQUARES if said <= square)
    return _spot(place.lon, place.lat, square, placed_by)


def _street(place: Place, label: str) -> Candidate:
    said = name_words(place)
    return Candidate(
        value=f"{PlaceKind.STREET}|{place.name}|{place.within}|{place.district}",
        label=label or said,
        spot=_placed(place, STREET_METRES, PlacedBy.STREET),
        said=said,
    )


def _postcode(atlas: Atlas, text: str) -> Search:
    name = without_house(text)
    place = atlas.postcode_districts.get(name)
    if place is None:
        raise Rejected(_unknown_postcode(atlas, name), "place")
    said = _(
        "Somewhere in the postcode district %(name)s. We use and keep only this part of a postcode",
        name=name,
    )
    spot = _placed(place, POSTCODE_METRES, PlacedBy.POSTCODE_DISTRICT)
    return Search(Candidate(name, name, spot, said))


def _unknown_postcode(atlas: Atlas, name: str) -> str:
    if atlas.postcode_districts:
        return _(
            "We do not know the postcode district %(name)s. Type the name of the town or village, "
            "or use the map",
            name=name,
        )
    return _(
        "We cannot look up postcodes yet. Type the name of the town or village, or use the map"
    )


def _by_grid_reference(atlas: Atlas, text: str) -> Search:
    try:
        square = parse_grid_reference(text)
    except GridReferenceError:
        message = _(
            "Type a grid reference as two letters and figures, like %(grid)s", **atlas.examples
        )
        raise Rejected(message, "place") from None
    if square.precision_m > COARSEST_GRID_METRES:
        message = _(
            "This grid reference is too coarse. Type 6 figures, like %(grid)s", **atlas.examples
        )
        raise Rejected(message, "place")
    precision = max(FINEST_METRES, square.precision_m)
    return _sure(Spot(*square.centre, precision, PlacedBy.GRID_REFERENCE))


def _by_lonlat(atlas: Atlas, text: str) -> Search:
    try:
        first, second = (parse_number(part) for part in _two_numbers(text))
        return _sure(_spot(*check_lonlat(first, second), FINEST_METRES, PlacedBy.LONLAT))
    except PlaceError as error:
        if error.corrected is None:
            raise Rejected(str(PROBLEMS[error.problem]) % atlas.examples, "place") from None
        return Search(None, (_corrected(atlas, *error.corrected),), corrected=True)


def _corrected(atlas: Atlas, lon: float, lat: float) -> Candidate:
    spot = _spot(lon, lat, FINEST_METRES, PlacedBy.LONLAT)
    label = _(
        "%(where)s (longitude %(lon)s, latitude %(lat)s)",
        where=near_words(atlas, spot.easting, spot.northing),
        lon=f"{lon:.5f}",
        lat=f"{lat:.5f}",
    )
    return Candidate("corrected", label, spot)


def _two_numbers(text: str) -> tuple[str, str]:
    """The two numbers in a text, whatever stands between them; PlaceError when there are not two.

    A comma followed by a space, a semicolon, a slash or a space separates; where there is none of
    these, the only comma does, or the second of three (each number then has a decimal comma).
    """
    parts = [part for part in re.split(r",?\s*[;/\s]\s*,?\s*", text.strip(" ,;/")) if part]
    if len(parts) == 1:
        commas = parts[0].split(",")
        halves = len(commas) // 2
        parts = [",".join(commas[:halves]), ",".join(commas[halves:])] if halves in (1, 2) else []
    if len(parts) != 2:
        raise PlaceError(PlaceProblem.NOT_A_NUMBER)
    return parts[0], parts[1]


def _by_name(atlas: Atlas, text: str) -> Search:
    found = find_places(atlas.places, text, limit=MOST_CANDIDATES)
    streets = atlas.streets.find(text)
    exact = [place for place in found if _words(place.name) == _words(text)]
    exact += streets.exact
    if len(exact) == 1:
        return Search(candidate_of(exact[0]))
    nearly = exact or _once([*streets.alike, *(found or _mentioned(atlas, text))])
    if not nearly:
        message = _(
            "We could not find “%(text)s” in %(county)s. Check the spelling, type the town or "
            "village it is in, or use the map",
            text=text[:SHOWN_CHARACTERS],
            county=atlas.county,
        )
        raise Rejected(message, "place")
    return Search(None, tuple(candidate_of(place) for place in nearly[:MOST_NAMED]))


def _once(places: Iterable[Place]) -> list[Place]:
    return list(dict.fromkeys(places))


def _mentioned(atlas: Atlas, text: str) -> list[Place]:
    """Places whose whole name stands among the words of a text, as in "Wide Bargate, Boston"."""
    said = f" {' '.join(_words(text))} "
    named = [place for place in atlas.places if f" {' '.join(_words(place.name))} " in said]
    named.sort(key=lambda place: (-len(place.name), -(place.population or 0), place.district))
    return named[:MOST_CANDIDATES]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("'", "").replace("’", ""))


KINDS: Final[tuple[tuple[Callable[[str], object], Callable[[Atlas, str], Search]], ...]] = (
    (_POSTCODE.fullmatch, _postcode),
    (_GRID.fullmatch, _by_grid_reference),
    (_NUMBERS.fullmatch, _by_lonlat),
)
"""Ways to give a place, other than by name: what such a text looks like, and how it is read."""
