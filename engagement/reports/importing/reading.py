"""Reading a file of reports in a bounded child: arrays come back, one place in them for a row."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from engagement.core import bounded
from engagement.reports.importing.columns import Columns, choose_columns
from engagement.reports.importing.moments import RowRefused
from engagement.reports.importing.opening import FileRefused, lines, look
from engagement.reports.importing.rows import DIGEST_BYTES, Options, Row, RowReader
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
LONGEST_VALUE: Final = 10_000
AT_ONCE: Final = 20_000
DELIMITERS: Final = (",", ";", "\t")


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
    `rejected_count`.
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

    @property
    def read(self) -> int:
        """Every row of the file but blank ones."""
        return len(self.line) + self.rejected_count


def read_reports(path: Path, options: Options) -> ReadFile:
    """Read a .csv or .csv.gz file; FileRefused (or bounded.TooMuch) when it cannot be taken."""
    return bounded.run(read_here, path, options)


def read_here(path: Path, options: Options) -> ReadFile:
    """The same in this process: for the child, and for tests."""
    csv.field_size_limit(LONGEST_VALUE)
    looked = look(path)
    with lines(path, looked) as text:
        columns, rows = _table(text, options)
        gathered = _Gathered(columns)
        reader = RowReader(columns, options)
        while part := list(islice(rows, AT_ONCE)):
            gathered.add(part, reader)
    if not gathered.count:
        raise FileRefused("The file has a first line with names of columns, and no rows below it.")
    return gathered.whole(looked.sha256)


def _table(
    text: Iterator[str], options: Options
) -> tuple[Columns, Iterator[tuple[int, list[str]]]]:
    """The columns, and the rows with their line numbers."""
    first, before = next(text, ""), 0
    delimiter = _said_delimiter(first)
    if delimiter:
        first, before = next(text, ""), 1
    delimiter = delimiter or _likely_delimiter(first)
    reader = csv.reader(_chained(first, text), delimiter=delimiter, strict=True)
    rows = _numbered(reader, before)
    _line, header = next(rows, (0, []))
    return choose_columns(header, options.mapping), rows


def _said_delimiter(first: str) -> str:
    """Some programs write sep=; as the first line."""
    said = first.strip().casefold()
    return first.strip()[4] if len(said) == 5 and said.startswith("sep=") else ""


def _likely_delimiter(first: str) -> str:
    outside_quotes = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside_quotes.count)


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


class _Reader(Protocol):
    """What `csv.reader` makes."""

    @property
    def line_num(self) -> int: ...
    def __next__(self) -> list[str]: ...


def _numbered(reader: _Reader, before: int) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, each with the line on which it begins."""
    while True:
        begins = reader.line_num + 1 + before
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileRefused(
                f"Line {begins}: this is not CSV ({error}). "
                "Is a quotation mark missing, or is there one too many?"
            ) from None
        if any(cell and not cell.isspace() for cell in row):
            yield begins, row


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
        if self.count > MOST_ROWS:
            raise FileRefused(f"The file has more than {MOST_ROWS:,} rows. Split it.")
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

    def whole(self, sha256: str) -> ReadFile:
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
