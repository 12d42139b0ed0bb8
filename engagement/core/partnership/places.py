"""The places file: settlements with their centres, so that a name can be found on a map."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from engagement.core.partnership.facts import District
from engagement.core.partnership.tables import PartnershipError
from geo import places
from geo.places import Place

OUTSIDE: Final = "outside"
"""Stands for a district in the row of a settlement that is a neighbour's, as a city in a hole."""


def read_places(
    path: Path, districts: Iterable[District]
) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Our settlements, sorted by name and with their district's code; and the neighbours'.

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
        if place.district not in codes:
            raise PartnershipError(
                f"{path.name}: {place.name}: names an unknown district: {place.district}"
            )
    coded = [replace(place, district=codes[place.district]) for place in found]
    coded.sort(key=lambda place: (place.name.casefold(), place.district))
    return (
        tuple(place for place in coded if place.district != OUTSIDE),
        tuple(place for place in coded if place.district == OUTSIDE),
    )
