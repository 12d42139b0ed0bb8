"""What a report is in a file: its columns, their meaning, its values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from engagement.reports.queries import ReportRow
from geo.crs import to_lonlat

Cell = str | int | float | bool | None
DECIMALS: Final = 6
"""Of a degree: a tenth of a metre, finer than any square that is kept."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: its name, type and meaning with the unit."""

    name: str
    type: str
    meaning: str


COLUMNS: Final = (
    Column("id", "text", "the report's own random number; it says nothing about time or person"),
    Column("state", "text", "new, approved, held, rejected, passed-on, action-taken or closed"),
    Column("source", "text", "'public' is this service's form; anything else names an import"),
    Column("channel", "text", "online, telephone, stand, walkabout, class, event or import"),
    Column("district_code", "text", "code of the district; empty outside all districts"),
    Column("district", "text", "its name"),
    Column("district_confirmed", "true/false", "false where the outlines were approximate"),
    Column("boundary_version", "text", "the boundaries that the district was found with"),
    Column("lsoa_code", "text", "code of the small area (LSOA), where these are loaded"),
    Column("easting", "number, metres", "EPSG:27700, south-west corner or source's point"),
    Column("northing", "number, metres", "EPSG:27700, south-west corner or source's point"),
    Column("precision_m", "whole number, metres", "how exact the place is: the side of its square"),
    Column("longitude", "number, degrees", "EPSG:4326, the same point"),
    Column("latitude", "number, degrees", "EPSG:4326, the same point"),
    Column(
        "placed_by",
        "text",
        "map, lonlat, grid-reference, street, place-name, postcode-district or import",
    ),
    Column("occurred_on", "date, YYYY-MM-DD", "the day, where it is known"),
    Column("occurred_month", "month, YYYY-MM", "the month, where it is known"),
    Column("time_band", "text", "morning, afternoon, evening, night or not-sure"),
    Column("often", "true/false", "whether it happens often"),
    Column("concerns", "text", "the reasons named, divided by ';'"),
    Column("approved_on", "date, YYYY-MM-DD", "the day on which an officer approved it"),
    Column("passed_on", "date, YYYY-MM-DD", "the day on which it was first passed on"),
    Column("acted_on", "date, YYYY-MM-DD", "the day on which something was done"),
    Column("closed_on", "date, YYYY-MM-DD", "the day on which it was closed"),
    Column("outcome", "text", "how it was closed: what was done, or why nothing was"),
    Column("lighting_cause", "text", "fault, part-night-policy, no-lamp or private-land"),
    Column("lighting_owner", "text", "whose the light or the land is"),
    Column("demonstration", "true/false", "true for made-up content"),
)


NAMES: Final = tuple(column.name for column in COLUMNS)
DAYS: Final = frozenset(column.name for column in COLUMNS if column.type.startswith("date"))


def export_rows(rows: Sequence[ReportRow], *, districts: Mapping[str, str]) -> list[list[Cell]]:
    """The values of `COLUMNS`; `districts` gives names by code."""
    degrees = _degrees(rows)
    return [
        [
            str(row.id),
            row.state.value,
            row.source,
            row.channel.value,
            row.district_code,
            districts.get(row.district_code or ""),
            row.district_confirmed,
            row.version,
            row.lsoa_code,
            _number(row.easting),
            _number(row.northing),
            row.precision_m,
            *lonlat,
            row.placed_by.value,
            _day(row.occurred_on),
            row.occurred_month,
            row.time_band,
            row.often,
            ";".join(row.concerns) or None,
            _day(row.approved_on),
            _day(row.passed_on),
            _day(row.acted_on),
            _day(row.closed_on),
            row.outcome,
            row.lighting_cause,
            row.lighting_owner,
            row.demonstration,
        ]
        for row, lonlat in zip(rows, degrees, strict=True)
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _degrees(rows: Sequence[ReportRow]) -> list[tuple[float | None, float | None]]:
    nowhere = (None, None)
    placed = [(place, row) for place, row in enumerate(rows) if row.easting is not None]
    degrees: list[tuple[float | None, float | None]] = [nowhere] * len(rows)
    if placed:
        lon, lat = to_lonlat(
            np.array([row.easting for _, row in placed], dtype=np.float64),
            np.array([row.northing for _, row in placed], dtype=np.float64),
        )
        found = zip(lon.round(DECIMALS).tolist(), lat.round(DECIMALS).tolist(), strict=True)
        for (place, _), pair in zip(placed, found, strict=True):
            degrees[place] = pair
    return degrees


def _number(value: float | None) -> Cell:
    """Metres to the centimetre; whole ones without a decimal point."""
    if value is None:
        return None
    return int(value) if value == int(value) else round(value, 2)
