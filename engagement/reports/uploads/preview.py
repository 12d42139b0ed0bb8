"""What an import would do with a file: its first rows, read and placed, and nothing stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engagement.areas.locating import AreaLocator
from engagement.core import bounded
from engagement.reports.concerns import Concern, TimeBand
from engagement.reports.importing.commands import BANDS, in_order, not_known
from engagement.reports.importing.opening import Source
from engagement.reports.importing.placing import PlacedFile, place_rows
from engagement.reports.importing.queries import OutsideRow, RejectedRow
from engagement.reports.importing.reading import read_here
from engagement.reports.importing.rows import CONCERNS, Options
from engagement.reports.importing.tables import headers

SECONDS: Final = 20
"""A person waits for these pages."""
ROWS: Final = 5_000
SHOWN: Final = 10
LISTED: Final = 50


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it would be stored; `month` is YYYY-MM, `day` 0 where only the month is known."""

    line: int
    easting: float
    northing: float
    precision_m: int
    district: str | None
    month: str
    day: int
    band: TimeBand | None
    concerns: tuple[Concern, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """Sums of the rows that were read, all of the file where `whole`, and the first of each sort.

    read = new + known + outside + rejected.
    """

    whole: bool
    read: int
    new: int
    known: int
    outside: int
    rejected: int
    rows: Sequence[PreviewRow]
    outside_rows: Sequence[OutsideRow]
    rejected_rows: Sequence[RejectedRow]


def headers_of_file(content: Source) -> dict[str, list[str]]:
    """The names of the columns by sheet, read in a bounded child; FileRefused, bounded.TooMuch."""
    return bounded.run_for(SECONDS, headers, content)


def preview_of(
    session: Session, *, content: Source, options: Options, locator: AreaLocator, source: str
) -> Preview:
    """Read the first ROWS rows in a bounded child; FileRefused, bounded.TooMuch."""
    read = bounded.run_for(SECONDS, read_here, content, options, ROWS)
    placed = place_rows(read, locator=locator, source=source)
    new = set(not_known(session, placed, in_order(placed).tolist()))
    return Preview(
        whole=read.whole,
        read=read.read,
        new=len(new),
        known=len(placed.taken) - len(new),
        outside=placed.outside,
        rejected=read.rejected_count,
        rows=[_row(placed, place, new) for place in range(min(SHOWN, len(placed.taken)))],
        outside_rows=[OutsideRow(**row) for row in placed.outside_rows[:LISTED]],  # type: ignore[arg-type]
        rejected_rows=[RejectedRow(row.line, row.reason) for row in read.rejected[:LISTED]],
    )


def _row(placed: PlacedFile, place: int, new: set[int]) -> PreviewRow:
    file, at = placed.file, placed.taken[place]
    year, month = divmod(int(file.month[at]), 12)
    band, bits = int(file.band[at]), int(file.concerns[at])
    return PreviewRow(
        line=int(file.line[at]),
        easting=float(file.easting[at]),
        northing=float(file.northing[at]),
        precision_m=int(file.precision_m[at]),
        district=placed.district[place],
        month=f"{year:04}-{month + 1:02}",
        day=int(file.day[at]),
        band=None if band < 0 else BANDS[band],
        concerns=tuple(c for number, c in enumerate(CONCERNS) if bits >> number & 1),
        known=place not in new,
    )
