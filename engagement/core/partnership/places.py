"""The places file: settlements with their centres, so that a name can be found on a map."""

import csv
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from engagement.core.partnership.facts import District, Place
from engagement.core.partnership.tables import PartnershipError

COLUMNS = ("name", "latitude", "longitude", "population", "district")


def read_places(path: Path, districts: Iterable[District]) -> tuple[Place, ...]:
    """The settlements of a CSV file with COLUMNS, `district` being a district's name.

    Sorted by name. Raises PartnershipError naming the file, the line and the column.
    """
    codes = {district.name: district.code for district in districts}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise PartnershipError(f"{path.name}: line 1: {missing[0]}: is missing")
            places = [_place(row, codes, f"{path.name}: line {reader.line_num}") for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PartnershipError(f"{path.name}: cannot be read: {error}") from error
    if not places:
        raise PartnershipError(f"{path.name}: has no places")
    _no_place_twice(path, places)
    return tuple(sorted(places, key=lambda place: (place.name.casefold(), place.district)))


def _place(row: Mapping[str, str | None], codes: Mapping[str, str], where: str) -> Place:
    name, district = (row["name"] or "").strip(), (row["district"] or "").strip()
    if not name:
        raise PartnershipError(f"{where}: name: is empty")
    if district not in codes:
        raise PartnershipError(f"{where}: district: names an unknown district: {district}")
    residents = (row["population"] or "").strip()
    if residents and not (residents.isascii() and residents.isdigit()):
        raise PartnershipError(f"{where}: population: must be a whole number or empty")
    return Place(
        name=name,
        latitude=_degrees(row, "latitude", 90, where),
        longitude=_degrees(row, "longitude", 180, where),
        district=codes[district],
        residents=int(residents or 0) or None,  # GeoNames writes 0 where it does not know
    )


def _degrees(row: Mapping[str, str | None], column: str, limit: int, where: str) -> float:
    try:
        degrees = float(row[column] or "")
    except ValueError:
        degrees = math.nan
    if not abs(degrees) <= limit:
        found = f"not {row[column]!r:.40}"
        raise PartnershipError(
            f"{where}: {column}: must be degrees between -{limit} and {limit}, {found}"
        )
    return degrees


def _no_place_twice(path: Path, places: Iterable[Place]) -> None:
    seen = set()
    for place in places:
        if (place.name, place.district) in seen:
            raise PartnershipError(f"{path.name}: name: {place.name} stands there twice")
        seen.add((place.name, place.district))
