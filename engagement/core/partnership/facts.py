"""What a partnership is made of: frozen facts, as the file states them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property

from geo.places import Place

TO_BE_CONFIRMED = "to be confirmed by the partnership"
PROCESSINGS = ("reports", "accounts", "newsletter", "surveys")


@dataclass(frozen=True, slots=True)
class Controller:
    """An organisation that answers for personal data, and how to reach its officer for it."""

    id: str
    name: str
    contact: str
    email: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class Processing:
    """One thing done with what people tell us: who answers for it, by what right, for how long."""

    id: str
    controllers: tuple[str, ...]
    lawful_basis: str
    kept_for: str


@dataclass(frozen=True, slots=True)
class District:
    """A district of the county with its residents, rounded."""

    code: str
    name: str
    main_town: str
    residents: int
    residents_source: str
    residents_year: int


@dataclass(frozen=True, slots=True)
class Label:
    """A code and the words for it: a theme, an audience."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A number to call or text, and what for.

    `crime` and `home` mark what is shown to somebody who has a crime to report, or is not safe at
    home; `by_text` a number that is texted and must not be called.
    """

    name: str
    number: str
    what_for: str
    emergency: bool = False
    crime: bool = False
    home: bool = False
    by_text: bool = False

    @property
    def address(self) -> str:
        """What a telephone dials or texts, as a link."""
        return ("sms:" if self.by_text else "tel:") + "".join(filter(str.isdigit, self.number))


@dataclass(frozen=True, slots=True)
class Signpost:
    """Who deals with some concerns, everywhere or (`districts`) in a few districts."""

    concerns: tuple[str, ...]
    who: str
    text: str
    districts: tuple[str, ...] = ()
    url: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Targets:
    """How soon a report should be read, an organisation answer, and something be done."""

    read_weeks: int = 2
    answer_days: int = 14
    act_days: int = 56


@dataclass(frozen=True, slots=True)
class SafePlace:
    """A place whose staff help who feels unsafe: where, when, longitude and latitude in degrees."""

    name: str
    address: str
    open: str
    lon: float
    lat: float
    phone: str = ""
    url: str = ""


@dataclass(frozen=True)
class Partnership:
    """A community safety partnership as its residents, officers and maps need to know it."""

    name: str
    short_name: str
    county: str
    standing: str
    members: tuple[str, ...]
    readers: str
    reading_days: str
    contact_name: str
    contact_email: str
    contact_phone: str
    languages: tuple[str, ...]
    controllers: tuple[Controller, ...]
    processing: tuple[Processing, ...]
    districts: tuple[District, ...]
    themes: tuple[Label, ...]
    audiences: tuple[Label, ...]
    help_lines: tuple[HelpLine, ...]
    signposts: tuple[Signpost, ...]
    places: tuple[Place, ...]
    neighbours: tuple[Place, ...]
    streets: tuple[Place, ...]
    postcode_districts: tuple[Place, ...]
    safe_places: tuple[SafePlace, ...]
    places_source: str
    exit_url: str
    retention: Mapping[str, int]
    targets: Targets

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the places, in degrees."""
        longitudes = [place.lon for place in self.places]
        latitudes = [place.lat for place in self.places]
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)

    @cached_property
    def centre(self) -> tuple[float, float]:
        """Longitude and latitude where a map starts: the middle of the places' bounds."""
        west, south, east, north = self.bounds
        return round((west + east) / 2, 6), round((south + north) / 2, 6)

    @cached_property
    def unconfirmed(self) -> tuple[str, ...]:
        """The facts the partnership has yet to give, as dotted keys of its file."""
        return tuple(_unconfirmed(self, ""))

    def district(self, code: str) -> District | None:
        """The district with this code."""
        return next((one for one in self.districts if one.code == code), None)

    def controller(self, id: str) -> Controller | None:
        """The controller with this id."""
        return next((one for one in self.controllers if one.id == id), None)

    def processing_of(self, id: str) -> Processing:
        """How one of PROCESSINGS is answered for."""
        return next(one for one in self.processing if one.id == id)

    def signposts_for(
        self, concerns: Collection[str], district: str | None
    ) -> tuple[Signpost, ...]:
        """Who deals with these concerns in a district, in the order of the file."""
        return tuple(
            one
            for one in self.signposts
            if set(one.concerns) & set(concerns)
            and (not one.districts or district in one.districts)
        )


def _unconfirmed(fact: object, key: str) -> Iterator[str]:
    if isinstance(fact, str) and TO_BE_CONFIRMED in fact:
        yield key
    elif isinstance(fact, tuple):
        for number, one in enumerate(fact, start=1):
            yield from _unconfirmed(one, f"{key}.{getattr(one, 'id', number)}")
    elif is_dataclass(fact):
        for field in fields(fact):
            name = f"{key}.{field.name}" if key else field.name
            yield from _unconfirmed(getattr(fact, field.name), name)
