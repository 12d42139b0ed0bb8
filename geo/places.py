"""Places by name: reading the places file, finding one by what a resident types."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.crs import PlaceError, check_lonlat, parse_number
from geo.tables import TableError, read_rows, whole_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COLUMNS = ("name", "latitude", "longitude", "population", "district")
OPTIONAL = ("kind", "within", "metres")
POSTCODE_DISTRICT = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
CLOSE_SPELLING = 0.75
"""Least similarity (`difflib` ratio) at which a misspelt name is offered."""
LONGEST_NAME = 100
COARSEST_M = 10_000
EARTH_RADIUS_M = 6_371_009.0


class PlacesError(TableError):
    """A places file that cannot be read, with the line."""


class PlaceKind(StrEnum):
    """What a row of the places file is."""

    SETTLEMENT = "settlement"
    STREET = "street"
    POSTCODE_DISTRICT = "postcode-district"


@dataclass(frozen=True, slots=True)
class Place:
    """A place: longitude and latitude in degrees (EPSG:4326), residents, district's name.

    `within` is the settlement of a street; `metres` how exact the place is, where the file says so.
    """

    name: str
    lon: float
    lat: float
    population: int | None
    district: str
    kind: PlaceKind = PlaceKind.SETTLEMENT
    within: str = ""
    metres: int | None = None


def read_places(path: Path | str) -> tuple[Place, ...]:
    """The places of a CSV file, in its order; the columns are `COLUMNS`, perhaps `OPTIONAL` ones.

    Raises `PlacesError` with the line: a blank name or district, an unknown kind, coordinates that
    are no place in the United Kingdom, a name twice in one district (a street: in one settlement
    of it), no rows.
    """
    places: dict[tuple[str, ...], Place] = {}
    try:
        for line, row in read_rows(path, COLUMNS, OPTIONAL):
            place = _place(row, line)
            key = (place.kind, *map(squash, (place.name, place.district, place.within)))
            if key in places:
                where = place.within or place.district
                raise PlacesError(f"{place.name} is there twice in {where}", line)
            places[key] = place
    except TableError as error:
        if isinstance(error, PlacesError):
            raise
        raise PlacesError(str(error)) from None
    if not places:
        raise PlacesError("the places file has no places")
    return tuple(places.values())


def find_places(places: Sequence[Place], text: str, limit: int = 10) -> list[Place]:
    """Places whose name is, begins with, has a word that begins with, or is spelt like `text`.

    In that order, larger places first. Case, accents, spaces, hyphens and apostrophes do not
    matter. The same name in two districts stays two places.
    """
    wanted = squash(text[:LONGEST_NAME])
    if not wanted:
        return []
    found = [(_rank(wanted, place.name), place) for place in places]
    ranked = [(rank, place) for rank, place in found if rank is not None]
    if not ranked:
        ranked = _close(places, wanted)
    ranked.sort(
        key=lambda pair: (pair[0], -(pair[1].population or 0), pair[1].name, pair[1].district)
    )
    return [place for _, place in ranked[:limit]]


def nearest_places(
    places: Sequence[Place], lon: float, lat: float, limit: int = 3
) -> list[tuple[Place, float]]:
    """The nearest places to a point (degrees), each with its distance in metres, nearest first.

    Great-circle distance, within 0.5 % of the ellipsoid: good for "near Boston", not for assigning.
    """
    measured = [(metres_between(place.lon, place.lat, lon, lat), place) for place in places]
    measured.sort(key=lambda pair: (pair[0], pair[1].name))
    return [(place, metres) for metres, place in measured[:limit]]


def _place(row: dict[str, str], line: int) -> Place:
    for column in ("name", "district"):
        if not row[column] or len(row[column]) > LONGEST_NAME:
            raise PlacesError(f"{column} must have 1 to {LONGEST_NAME} characters", line)
    try:
        lon, lat = check_lonlat(parse_number(row["longitude"]), parse_number(row["latitude"]))
    except PlaceError as error:
        raise PlacesError(f"{row['name']}: {error}", line) from None
    return Place(
        row["name"],
        lon,
        lat,
        _count(row, "population", line),
        row["district"],
        _kind(row, line),
        row["within"],
        _count(row, "metres", line),
    )


def _count(row: dict[str, str], column: str, line: int) -> int | None:
    """The whole number in a cell; None when it is blank."""
    if not row[column]:
        return None
    try:
        number = whole_number(row[column])
    except ValueError as error:
        raise PlacesError(f"{row['name']}: {column} {error}", line) from None
    if column == "metres" and not 1 <= number <= COARSEST_M:
        raise PlacesError(f"{row['name']}: metres must be 1 to {COARSEST_M}", line)
    return number


def _kind(row: dict[str, str], line: int) -> PlaceKind:
    """The kind of a row, and whether its name and `within` go with it."""
    try:
        kind = PlaceKind(row["kind"] or PlaceKind.SETTLEMENT)
    except ValueError:
        kinds = ", ".join(PlaceKind)
        raise PlacesError(
            f"{row['name']}: kind {row['kind']!r:.60} is none of {kinds}", line
        ) from None
    if row["within"] and kind is not PlaceKind.STREET:
        raise PlacesError(f"{row['name']}: only a street can be within a settlement", line)
    if kind is PlaceKind.POSTCODE_DISTRICT and not POSTCODE_DISTRICT.fullmatch(row["name"]):
        raise PlacesError(f"{row['name']!r:.60} is no postcode district, like AB1", line)
    return kind


@lru_cache(maxsize=50_000)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name without case, accents and apostrophes; a hyphen separates words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (
        " " if char.isspace() or unicodedata.category(char) == "Pd" else char
        for char in plain
        if char.isalnum() or char.isspace() or unicodedata.category(char) == "Pd"
    )
    return tuple("".join(kept).split())


def squash(text: str) -> str:
    """The same in one piece: equal for two spellings that mean the same name."""
    return "".join(words_of(text))


def _rank(wanted: str, name: str) -> float | None:
    """0 exact, 1 beginning of the name, 2 beginning of one of its words, None otherwise."""
    words = words_of(name)
    whole = "".join(words)
    if whole == wanted:
        return 0.0
    if whole.startswith(wanted):
        return 1.0
    tails = ("".join(words[start:]) for start in range(1, len(words)))
    return 2.0 if any(tail.startswith(wanted) for tail in tails) else None


def _close(places: Sequence[Place], wanted: str) -> list[tuple[float, Place]]:
    """Places spelt like `wanted`, ranked from 3 (same) upwards by how far they differ."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    close: list[tuple[float, Place]] = []
    for place in places:
        matcher.set_seq1(squash(place.name))
        if matcher.quick_ratio() >= CLOSE_SPELLING and matcher.ratio() >= CLOSE_SPELLING:
            close.append((4.0 - matcher.ratio(), place))
    return close


def metres_between(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Haversine distance of two points in degrees, on a sphere of the mean radius."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_lat = math.sin((phi2 - phi1) / 2)
    half_lon = math.sin(math.radians(lon2 - lon1) / 2)
    return (
        2
        * EARTH_RADIUS_M
        * math.asin(math.sqrt(half_lat**2 + math.cos(phi1) * math.cos(phi2) * half_lon**2))
    )
