"""The places file: settlements with their centres, so that a name can be found on a map."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from engagement.core.partnership.facts import District
from engagement.core.partnership.tables import PartnershipError
from geo import places
from geo.places import Place


def read_places(path: Path, districts: Iterable[District]) -> tuple[Place, ...]:
    """The settlements of a places file, sorted by name, each with the code of its district.

    Raises PartnershipError naming the file, and the line where there is one.
    """
    codes = {district.name: district.code for district in districts}
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
    own = (replace(place, district=codes[place.district]) for place in found)
    return tuple(sorted(own, key=lambda place: (place.name.casefold(), place.district)))
