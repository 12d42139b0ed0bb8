"""Reading a file of reports in a bounded child: arrays come back, one place in them for a row."""

from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from engagement.core import bounded
from engagement.reports.importing.columns import Columns, Field, choose_columns
from engagement.reports.importing.moments import RowRefused
from engagement.reports.importing.opening import FileRefused, Source
from engagement.reports.importing.rows import DIGEST_BYTES, Options, Row, RowReader
from engagement.reports.importing.tables import NO_ROWS, table
from geo.crs import (
    UK_OUTLINE,
    PlaceError,
    check_grid,
    check_lonlat,
    to_lonlat,
    to_national_grid,
)

Floats = NDArray[np.float64]

MOST_ROWS: Final = 2_000_000
MOST_LISTED: Final = 10_000
"""So many rows of a kind are listed in the record of an import; all of them are counted."""
AT_ONCE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken: its line in the file, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as read. The arrays run side by side: one place for each row that can be a report.

    `line` in the file; `easting`, `northing` (EPSG:27700); `month` is year * 12 + month - 1, `day`
    0 where only the month is known; `band` a place in TimeBand or -1; `concerns` a bit each;
    `precision_m` metres. `digest` (n, 16 bytes) says what the row contains, `occurrence` how many
    rows before it in the file say the same. `rejected` holds the first MOST_LISTED of
    `rejected_count`. `whole` is False where only the first rows were asked for and more follow.
    """

    sha256: str
    columns: dict[str, str]
    line: NDArray[np.int32]
    easting: Floats
    northing: Floats
    month: NDArray[np.int32]
    day: NDArray[np.int8]
    band: NDArray[np.int8]
    concerns: NDArray[np.int32]
    precision_m: NDArray[np.int32]
    digest: NDArray[np.uint8]
    occurrence: NDArray[np.int32]
    rejected: tuple[Refusal, ...]
    rejected_count: int
    whole: bool = True

    @property
    def read(self) -> int:
        """Every row of the file but blank ones."""
        return len(self.line) + self.rejected_count


def read_reports(file: Source, options: Options) -> ReadFile:
    """Read a .csv, .csv.gz or .xlsx file; FileRefused (or bounded.TooMuch) if it is not taken."""
    return bounded.run(read_here, file, options)


def read_here(file: Source, options: Options, most: int | None = None) -> ReadFile:
    """The same in this process: for the child, and for tests; `most` reads the first rows alone."""
    with table(file, options.sheet) as found:
        columns = choose_columns(found.header, options.mapping)
        rows = found.rows(columns.places.get(Field.MONTH))
        gathered = _Gathered(columns)
        reader = RowReader(columns, options)
        while part := list(islice(rows, min(AT_ONCE, (most or MOST_ROWS) - gathered.count))):
            gathered.add(part, reader)
        more = next(rows, None) is not None
    if not gathered.count:
        raise FileRefused(NO_ROWS)
    if more and most is None:
        raise FileRefused(f"The file has more than {MOST_ROWS:,} rows. Split it.")
    return gathered.joined(found.sha256, whole=not more)


@dataclass(slots=True)
class _Gathered:
    """Grows part by part; numbers go to arrays at once, so that a large file stays small."""

    columns: Columns
    count: int = 0
    parts: list[dict[str, NDArray[np.generic]]] = field(default_factory=list)
    rejected: list[Refusal] = field(default_factory=list)
    rejected_count: int = 0

    def add(self, part: list[tuple[int, list[str]]], reader: RowReader) -> None:
        self.count += len(part)
        refusals: list[Refusal] = []
        rows = []
        for line, cells in part:
            try:
                rows.append(reader.read(line, cells))
            except RowRefused as refusal:
                refusals.append(Refusal(line, str(refusal)))
        rows, easting, northing = self._placed(rows, refusals)
        self.parts.append(_arrays(rows, easting, northing))
        self.rejected_count += len(refusals)
        refusals.sort(key=lambda refusal: refusal.line)
        self.rejected += refusals[: MOST_LISTED - len(self.rejected)]

    def _placed(self, rows: list[Row], refusals: list[Refusal]) -> tuple[list[Row], Floats, Floats]:
        """The rows whose place exists, on the National Grid; the others become refusals."""
        x, y = np.array([row.x for row in rows]), np.array([row.y for row in rows])
        lon, lat = to_lonlat(x, y) if self.columns.metres else (x, y)
        check = check_grid if self.columns.metres else check_lonlat
        there = shapely.contains_xy(_KINGDOM, lon, lat)
        for place in np.flatnonzero(~there).tolist():
            try:
                check(rows[place].x, rows[place].y)
                there[place] = True
            except PlaceError as error:
                where = f"{rows[place].x}, {rows[place].y}"
                refusals.append(Refusal(rows[place].line, f"{error} ({where})"))
        kept = [row for row, is_there in zip(rows, there.tolist(), strict=True) if is_there]
        if self.columns.metres:
            return kept, x[there], y[there]
        return kept, *to_national_grid(x[there], y[there])

    def joined(self, sha256: str, *, whole: bool) -> ReadFile:
        """The parts as one; occurrences are counted over the whole file."""
        names = list(self.parts[0])
        joined = {name: np.concatenate([part[name] for part in self.parts]) for name in names}
        self.parts.clear()
        return ReadFile(
            sha256=sha256,
            columns=self.columns.named(),
            occurrence=occurrences(joined["digest"]),
            rejected=tuple(self.rejected),
            rejected_count=self.rejected_count,
            whole=whole,
            **joined,
        )


_KINGDOM: Final = shapely.Polygon(UK_OUTLINE)


def _arrays(rows: list[Row], easting: Floats, northing: Floats) -> dict[str, NDArray[np.generic]]:
    digests = b"".join(row.digest for row in rows)
    whens = [row.when for row in rows]
    return {
        "line": np.array([row.line for row in rows], dtype=np.int32),
        "easting": easting,
        "northing": northing,
        "month": np.array([when.year * 12 + when.month - 1 for when in whens], dtype=np.int32),
        "day": np.array([when.day for when in whens], dtype=np.int8),
        "band": np.array([row.band for row in rows], dtype=np.int8),
        "concerns": np.array([row.concerns for row in rows], dtype=np.int32),
        "precision_m": np.array([row.precision_m for row in rows], dtype=np.int32),
        "digest": np.frombuffer(digests, dtype=np.uint8).reshape(-1, DIGEST_BYTES),
    }


def occurrences(digest: NDArray[np.generic]) -> NDArray[np.int32]:
    """For each of n digests (n, 16 bytes) how many equal ones stand before it: n numbers from 0."""
    halves = np.ascontiguousarray(digest).view(np.uint64)
    order = np.lexsort((halves[:, 1], halves[:, 0]))
    ordered = halves[order]
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    first = np.flatnonzero(begins)
    run = np.cumsum(begins) - 1
    found = np.empty(len(order), dtype=np.int32)
    found[order] = np.arange(len(order)) - first[run]
    return found
