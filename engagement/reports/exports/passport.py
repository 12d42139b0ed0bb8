"""What goes with a file wherever it goes: who took it, when, why, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engagement.core.clock import LONDON
from engagement.reports.exports.columns import COLUMNS


@dataclass(frozen=True, slots=True)
class Passport:
    """What goes with a file wherever it goes: who took it, when, why, and how it was made."""

    made_at: datetime
    officer: str
    organisation: str
    reason: str
    partnership: str
    sources: tuple[str, ...]
    boundaries: str
    chosen: tuple[tuple[str, str], ...]
    caveats: tuple[str, ...]


def readme(passport: Passport, file_name: str, count: int) -> str:
    """What stands beside the file, for whoever opens it later."""
    return "\r\n".join([*readme_lines(passport, file_name, count), ""])


def readme_lines(passport: Passport, file_name: str, count: int) -> list[str]:
    """The same line by line, for a sheet or a table."""
    chosen = "; ".join(f"{label}: {answer}" for label, answer in passport.chosen)
    moment = passport.made_at.astimezone(LONDON)
    return [
        f"{file_name}: {count:,} report{'s' * (count != 1)} of places, {passport.partnership}",
        "",
        f"Made on:     {moment:%d %B %Y at %H:%M} (London time)",
        f"Made by:     {passport.officer}, {passport.organisation}",
        f"Made for:    {passport.reason}",
        f"Sources:     {'; '.join(passport.sources) or 'none'}",
        f"Boundaries:  {passport.boundaries}",
        f"Chosen:      {chosen or 'everything'}",
        "",
        "Use it for the purpose named above and delete it when that is done. It holds exact",
        "places: do not publish them and do not pass them on. This export is recorded.",
        *(["", *passport.caveats] if passport.caveats else []),
        "",
        "How it was made",
        *_METHOD[file_name.rpartition(".")[2]],
        "",
        "Columns",
        *(f"  {column.name:<20}{column.type}: {column.meaning}" for column in COLUMNS),
    ]


_COMMON: Final = (
    "- One row is one report. Withdrawn reports are not here. A report is what somebody told us,",
    "  not a crime and not a proven fact. People choose whether to tell us.",
    "- A place that a person sent is the south-west corner of a square, mostly of 10 metres",
    "  (precision_m says): the real place lies in that square, to the north-east of the point.",
    "  An import keeps the point that its source gave.",
    "- The district was found with the full coordinates before these were cut; where boundaries",
    "  have changed since, with the middle of the square.",
)
_METHOD: Final[Mapping[str, tuple[str, ...]]] = {
    "csv": (
        *_COMMON,
        "- CSV: UTF-8 with a byte-order mark, commas, decimal points, one header line. Empty means",
        "  not known. A text that a spreadsheet would calculate begins with an apostrophe (').",
    ),
    "geojson": (
        *_COMMON,
        "- GeoJSON (RFC 7946): longitude and latitude, EPSG:4326, six decimals, computed from",
        "  easting and northing to within a few metres. The decimals are finer than the place,",
        "  which is known to precision_m only: 10 metres for reports sent on this site.",
        "- null means not known.",
    ),
    "xlsx": (
        *_COMMON,
        "- Excel workbook: days are days, numbers are numbers, everything else is text that Excel",
        "  does not calculate. Empty means not known.",
    ),
    "gpkg": (
        *_COMMON,
        "- GeoPackage: the layer 'reports' has points in EPSG:27700 (easting and northing), the",
        "  layer 'readme' this text. NULL means not known, a NULL geometry a report without place.",
    ),
}
