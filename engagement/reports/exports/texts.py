"""Files of text: CSV and GeoJSON, typed, safe to open."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from engagement.core.clock import LONDON
from engagement.reports.exports.columns import NAMES, Cell

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a text begins that a spreadsheet would calculate; the wide forms are read alike."""
BOM: Final = "\ufeff"
TAKEN: Final = ("taken_on", "taken_by")
"""Columns that say on every line of a small CSV when it was taken, and by whom."""


def safe(value: Cell) -> Cell:
    """A text that no spreadsheet calculates: an apostrophe before what begins like a formula.

    Numbers stay numbers, also the negative ones; true and false are written in small letters.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return value


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """RFC 4180 in UTF-8 with a byte-order mark, without which Excel guesses another encoding."""
    text = io.StringIO(newline="")
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow([safe(name) for name in header])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def taken(now: datetime, officer: str) -> list[Cell]:
    """The values of TAKEN."""
    return [f"{now.astimezone(LONDON):%Y-%m-%d %H:%M}", officer]


def geojson_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """A FeatureCollection (RFC 7946) of export rows; a report without a place has no geometry."""
    lon, lat = NAMES.index("longitude"), NAMES.index("latitude")
    features = [
        {
            "type": "Feature",
            "id": row[0],
            "geometry": None
            if row[lon] is None
            else {"type": "Point", "coordinates": [row[lon], row[lat]]},
            "properties": dict(zip(NAMES, row, strict=True)),
        }
        for row in rows
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(
        collection, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode()
