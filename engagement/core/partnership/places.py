"""The places file: settlements, and perhaps streets and postcode districts, with their centres."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from engagement.core.partnership.facts import District
from engagement.core.partnership.tables import PartnershipError
from geo import places
from geo.places import Place, PlaceKind

OUTSIDE: Final = "outside"
"""Stands for a district in the row of a settlement that is a neighbour's, as a city in a hole."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the file lists, each sorted by name and with its district's code."""

    settlements: tuple[Place, ...]
    neighbours: tuple[Place, ...]
    streets: tuple[Place, ...]
    postcode_districts: tuple[Place, ...]


def read_places(path: Path, districts: Iterable[District]) -> Listed:
    """What a places file lists.

    Raises PartnershipError naming the file, and the line where there is one.
    """
    codes = {district.name: district.code for district in districts} | {OUTSIDE: OUTSIDE}
    try:
        found = places.read_places(path)
    except OSError as error:
        raise PartnershipError(f"{path.name}: cannot be read: {error.strerror}") from error
    except places.PlacesError as error:
        raise PartnershipError(f"{path.name}: {error}") from error
    for place in found:
        _check(path, place, codes)
    coded = [replace(place, district=codes[place.district]) for place in found]
    coded.sort(key=lambda place: (place.name.casefold(), place.district, place.within))
    kinds = {kind: tuple(place for place in coded if place.kind is kind) for kind in PlaceKind}
    settlements = kinds[PlaceKind.SETTLEMENT]
    listed = Listed(
        tuple(place for place in settlements if place.district != OUTSIDE),
        tuple(place for place in settlements if place.district == OUTSIDE),
        kinds[PlaceKind.STREET],
        kinds[PlaceKind.POSTCODE_DISTRICT],
    )
    _check_streets(path, listed)
    return listed


def _check(path: Path, place: Place, codes: Iterable[str]) -> None:
    if place.district not in codes:
        raise PartnershipError(
            f"{path.name}: {place.name}: names an unknown district: {place.district}"
        )
    if place.district == OUTSIDE and place.kind is not PlaceKind.SETTLEMENT:
        raise PartnershipError(
            f"{path.name}: {place.name}: only a settlement can be outside, not a {place.kind}"
        )


def _check_streets(path: Path, listed: Listed) -> None:
    """Each street's settlement is one that the file lists in the same district."""
    known = {(place.name, place.district) for place in listed.settlements}
    for street in listed.streets:
        if street.within and (street.within, street.district) not in known:
            raise PartnershipError(
                f"{path.name}: {street.name}: names an unknown settlement: {street.within}"
            )
