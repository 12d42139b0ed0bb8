"""Which column of a file holds what: by its usual names, or as the person who imports says."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engagement.reports.importing.opening import FileRefused
from engagement.reports.importing.shown import listed, shown

MOST_COLUMNS: Final = 500
HINT: Final = "Say which with --map FIELD=COLUMN."


class Field(StrEnum):
    """What a column can hold."""

    LON = "lon"
    LAT = "lat"
    EASTING = "easting"
    NORTHING = "northing"
    DATE = "date"
    MONTH = "month"
    TIME_BAND = "time_band"
    CONCERNS = "concerns"
    PRECISION = "precision"


USUAL: Final[Mapping[Field, frozenset[str]]] = {
    Field.LON: frozenset({"lon", "long", "lng", "longitude", "lon_wgs84", "longitude_wgs84"}),
    Field.LAT: frozenset({"lat", "latitude", "lat_wgs84", "latitude_wgs84"}),
    Field.EASTING: frozenset({"easting", "eastings", "os_easting", "bng_easting", "easting_m"}),
    Field.NORTHING: frozenset(
        {"northing", "northings", "os_northing", "bng_northing", "northing_m"}
    ),
    Field.DATE: frozenset({"date", "occurred_on", "date_occurred", "incident_date", "day"}),
    Field.MONTH: frozenset({"month", "occurred_month", "year_month", "incident_month"}),
    Field.TIME_BAND: frozenset({"time_band", "timeband", "time_of_day", "time", "part_of_day"}),
    Field.CONCERNS: frozenset({"concerns", "concern", "reasons", "reason", "why"}),
    Field.PRECISION: frozenset({"precision", "precision_m", "precision_metres"}),
}
"""Names by which a column is recognised, in small letters with _ between words."""

DEGREES: Final = (Field.LON, Field.LAT)
METRES: Final = (Field.EASTING, Field.NORTHING)


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of the columns in a row: `x`, `y` in degrees or (`metres`) on the National Grid."""

    header: tuple[str, ...]
    places: Mapping[Field, int]
    metres: bool

    @property
    def x(self) -> int:
        return self.places[METRES[0] if self.metres else DEGREES[0]]

    @property
    def y(self) -> int:
        return self.places[METRES[1] if self.metres else DEGREES[1]]

    def named(self) -> dict[str, str]:
        """The column's name by field, for the record of the import."""
        return {field.value: self.header[place] for field, place in self.places.items()}


def choose_columns(header: Sequence[str], mapping: Mapping[Field, str]) -> Columns:
    """The columns to read; FileRefused names what is missing, double or unknown.

    What `mapping` says goes before the usual names; an empty name in it leaves a field out. With
    both kinds of coordinates easting and northing are read, unless `mapping` names lon and lat.
    """
    names = tuple(name.strip() for name in header)
    _check_header(names)
    mapped = {field: _place(names, field, column) for field, column in mapping.items() if column}
    found = {
        field: place
        for field in Field
        if field not in mapping and (place := _usual(names, field)) is not None
    }
    places = {**found, **mapped}
    metres = _has(places, METRES) and not (_has(mapped, DEGREES) and not _has(mapped, METRES))
    _check_complete(names, places)
    unused = DEGREES if metres else METRES
    return Columns(names, {f: p for f, p in sorted(places.items()) if f not in unused}, metres)


def likely_columns(header: Sequence[str]) -> dict[Field, str]:
    """The column of each field by its usual names, for a form that asks; none where in doubt."""
    names = [name.strip() for name in header]
    found = {field: [name for name in names if _plain(name) in USUAL[field]] for field in Field}
    return {field: some[0] for field, some in found.items() if len(some) == 1}


def check_header(header: Sequence[str]) -> None:
    """FileRefused when the first line cannot name the columns, whichever are chosen."""
    _check_header([name.strip() for name in header])


def _check_header(names: Sequence[str]) -> None:
    if len(names) > MOST_COLUMNS:
        raise FileRefused(
            f"The first line names {len(names):,} columns; at most {MOST_COLUMNS} are read."
        )
    if not any(names):
        raise FileRefused("The first line has no names of columns.")
    count = Counter(name.casefold() for name in names if name)
    twice = list(dict.fromkeys(name for name in names if count[name.casefold()] > 1))
    if twice:
        raise FileRefused(
            f"The first line names a column twice: {listed(twice)}. Rename or remove one of them."
        )


def _place(names: Sequence[str], field: Field, column: str) -> int:
    folded = [name.casefold() for name in names]
    try:
        return folded.index(column.strip().casefold())
    except ValueError:
        raise FileRefused(
            f"There is no column {shown(column)} for {field}. "
            f"The file has: {listed(filter(None, names))}."
        ) from None


def _usual(names: Sequence[str], field: Field) -> int | None:
    usual = [place for place, name in enumerate(names) if _plain(name) in USUAL[field]]
    if len(usual) > 1:
        which = listed(names[place] for place in usual)
        raise FileRefused(f"Several columns could be {field}: {which}. {HINT}")
    return usual[0] if usual else None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")


def _has(places: Mapping[Field, int], pair: tuple[Field, Field]) -> bool:
    return all(field in places for field in pair)


def _check_complete(names: Sequence[str], places: Mapping[Field, int]) -> None:
    missing = []
    if not (_has(places, DEGREES) or _has(places, METRES)):
        missing.append("the place (lon and lat, or easting and northing)")
    if Field.DATE not in places and Field.MONTH not in places:
        missing.append("the time (date or month)")
    if missing:
        raise FileRefused(
            f"No column was found for {' and for '.join(missing)}. "
            f"The file has: {listed(filter(None, names))}. {HINT}"
        )
