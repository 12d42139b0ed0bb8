"""Rasters of boundaries: which cells a line touches, which cells are one undivided piece.

Conservative on purpose: a cell is called free only when no segment comes within `MARGIN` of it,
so a whole free cell lies in the same areas as its middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo import lazy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Geometries = NDArray[np.object_]

MARGIN = 1e-6
"""Cells. Segments are widened by this, far more than rounding can move them on any British map."""

SMALLEST_SIDE = 1.0
"""Metres. Keeps `MARGIN` far above the rounding of a coordinate."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of square cells: south-west corner and side in the unit of the coordinates."""

    west: float
    south: float
    side: float
    columns: int
    rows: int

    def column(self, x: Floats) -> Floats:
        """Distance from the west edge in cells; the whole part is the column."""
        return (x - self.west) / self.side

    def row(self, y: Floats) -> Floats:
        """Distance from the south edge in cells; the whole part is the row."""
        return (y - self.south) / self.side

    def centres(self, cells: Ints) -> tuple[Floats, Floats]:
        """Middles (x, y) of cells numbered row by row from the south-west."""
        column = (cells % self.columns).astype(np.float64)
        row = (cells // self.columns).astype(np.float64)
        return self.west + (column + 0.5) * self.side, self.south + (row + 0.5) * self.side


def frame_over(bounds: Floats, cells: int) -> Frame:
    """A frame of about `cells` cells over bounds (west, south, east, north), one cell to spare."""
    west, south, east, north = (float(value) for value in bounds)
    width, height = max(east - west, 1e-3), max(north - south, 1e-3)
    side = max(float(np.sqrt(width * height / cells)), max(width, height) / cells, SMALLEST_SIDE)
    return Frame(
        west=west - side,
        south=south - side,
        side=side,
        columns=int(np.ceil(width / side)) + 2,
        rows=int(np.ceil(height / side)) + 2,
    )


def segments(geometries: Geometries) -> tuple[Floats, Floats, Ints]:
    """All boundary segments of polygons: starts (n, 2), ends (n, 2), index of the polygon (n)."""
    parts, owner = shapely.get_parts(geometries, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return points[:-1][same], points[1:][same], owner[part[ring[1:][same]]]


def touched_cells(frame: Frame, starts: Floats, ends: Floats) -> tuple[Ints, Ints]:
    """Cells that each segment touches, edges included: (cell, index of the segment), unordered.

    A segment is cut into its pieces by column; each piece covers a run of rows.
    """
    x1, x2 = frame.column(starts[:, 0]), frame.column(ends[:, 0])
    y1, y2 = frame.row(starts[:, 1]), frame.row(ends[:, 1])
    left, right = np.minimum(x1, x2) - MARGIN, np.maximum(x1, x2) + MARGIN
    segment, column = _runs(np.floor(left).astype(np.int64), np.floor(right).astype(np.int64))
    steep = np.abs(x2 - x1) <= MARGIN
    slope = np.where(steep, 0.0, (y2 - y1) / np.where(steep, 1.0, x2 - x1))[segment]
    low_x = np.maximum(column - MARGIN, left[segment])
    high_x = np.minimum(column + 1 + MARGIN, right[segment])
    at_low = y1[segment] + slope * (low_x - x1[segment])
    at_high = y1[segment] + slope * (high_x - x1[segment])
    bottom, top = np.minimum(y1, y2)[segment], np.maximum(y1, y2)[segment]
    upright = steep[segment]
    low = np.where(upright, bottom, np.clip(np.minimum(at_low, at_high), bottom, top))
    high = np.where(upright, top, np.clip(np.maximum(at_low, at_high), bottom, top))
    piece, row = _runs(
        np.floor(low - MARGIN).astype(np.int64), np.floor(high + MARGIN).astype(np.int64)
    )
    return row * frame.columns + column[piece], segment[piece]


def free_pieces(frame: Frame, boundary_cells: Ints) -> tuple[NDArray[np.int32], Ints]:
    """Connected pieces of the cells that no boundary touches.

    Returns the piece of every cell (flat; 0 for a boundary cell, then 1, 2, ...) and for each
    piece, from 1, one of its cells. Every point of a piece lies in the same areas.
    """
    free = np.ones(frame.rows * frame.columns, dtype=bool)
    free[boundary_cells] = False
    labels, count = lazy.ndimage().label(free.reshape(frame.rows, frame.columns))
    flat: NDArray[np.int32] = labels.reshape(-1)
    sample = np.zeros(count + 1, dtype=np.int64)
    starts = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    sample[flat[starts]] = starts
    sample[flat[0]] = 0
    return flat, sample[1:]


def sorted_unique(numbers: Ints) -> Ints:
    """The different numbers in order. Sorting beats `numpy.unique`'s hashing on clustered cells."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]


def _runs(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """For every i the numbers first[i]..last[i]: (i, number) for all of them."""
    length = last - first + 1
    owner = np.repeat(np.arange(len(first)), length)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length)
    return owner, first[owner] + offset
