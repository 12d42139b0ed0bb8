"""Square cells of the National Grid: which ones an area has, how many points each holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

MOST_CELLS = 2_000_000
"""A finer grid is refused: it is a wrong cell size."""
_BLOCK = 64
_NEITHER, _PART, _WHOLE = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells of side `cell_m` anchored at 0,0 of the National Grid (EPSG:27700).

    `easting` and `northing` (int64, n) are the south-west corners in metres, which name the
    cells; sorted by northing, then easting, without repetition.
    """

    cell_m: int
    easting: Ints
    northing: Ints

    def __len__(self) -> int:
        return len(self.easting)

    def index_of(self, easting: ArrayLike, northing: ArrayLike) -> Ints:
        """Place in the grid of the cell that holds each point; -1 when the grid lacks that cell.

        A cell owns its south and west edges.
        """
        x, y = np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64)
        found = np.full(x.shape, -1, dtype=np.int64)
        if len(self) == 0:
            return found
        raster, row, column = self._raster()
        with np.errstate(invalid="ignore"):
            at_row = np.floor(y / self.cell_m) - self.northing[0] // self.cell_m
            at_column = np.floor(x / self.cell_m) - self.easting.min() // self.cell_m
            inside = (at_row >= 0) & (at_row < raster.shape[0] - 2)
            inside &= (at_column >= 0) & (at_column < raster.shape[1] - 2)
        raster[row, column] = np.arange(len(self)) + 1
        rows, columns = at_row[inside].astype(np.int64), at_column[inside].astype(np.int64)
        found[inside] = raster[rows + 1, columns + 1].astype(np.int64) - 1
        return found

    def queen_sums(self, values: ArrayLike) -> Floats:
        """For every cell the sum of `values` (n) over itself and its up to eight neighbours.

        Only cells of the grid are neighbours. Sliced sums over a raster with a rim of zeros.
        """
        x = np.asarray(values, dtype=np.float64)
        if x.shape != self.easting.shape:
            raise ValueError(f"There are {len(self)} cells and {x.size} values")
        if len(self) == 0:
            return np.zeros(0)
        raster, row, column = self._raster()
        raster[row, column] = x
        across = raster[:, :-2] + raster[:, 1:-1] + raster[:, 2:]
        both: Floats = across[:-2] + across[1:-1] + across[2:]
        return both[row - 1, column - 1]

    def _raster(self) -> tuple[Floats, Ints, Ints]:
        """Zeros over the grid's box and a rim of one cell, and each cell's row and column there."""
        row = (self.northing - self.northing[0]) // self.cell_m + 1
        column = (self.easting - self.easting.min()) // self.cell_m + 1
        rows, columns = int(row[-1]) + 2, int(column.max()) + 2
        if rows * columns > 16 * MOST_CELLS:
            raise ValueError("The cells of this grid lie too far apart")
        return np.zeros((rows, columns)), row, column


def cells_intersecting(area: bytes, cell_m: int) -> Grid:
    """The cells of `cell_m` metres that intersect an area (WKB, EPSG:27700), edges included.

    Exact: blocks of cells are taken whole, dropped or cut in four by GEOS predicates. Raises
    ValueError for a side that is not above 0, an empty area, more than `MOST_CELLS` cells.
    """
    if cell_m <= 0 or cell_m != int(cell_m):
        raise ValueError("The side of a cell is a whole number of metres above 0")
    shape = _prepared(area)
    west, south, east, north = (float(value) for value in shapely.bounds(shape))
    if (east - west) / cell_m * ((north - south) / cell_m) > 16 * MOST_CELLS:
        raise ValueError(f"Cells of {cell_m} m are too small for an area of this size")
    columns, rows = _blocks((west, south, east, north), _BLOCK * cell_m)
    size = _BLOCK
    whole: list[tuple[Ints, Ints]] = []
    while True:
        state = _states(shape, columns, rows, size * cell_m, last=size == 1)
        whole.append(_cells_of(columns[state == _WHOLE], rows[state == _WHOLE], size))
        if size == 1:
            break
        columns, rows = _quarters(columns[state == _PART], rows[state == _PART])
        size //= 2
    return _grid(
        np.concatenate([c for c, _ in whole]), np.concatenate([r for _, r in whole]), cell_m
    )


def count_points(grid: Grid, area: bytes, easting: ArrayLike, northing: ArrayLike) -> Ints:
    """Points (two arrays, metres) in each cell of `grid`, zeros included: int64, n.

    Only points that intersect `area` (WKB, EPSG:27700) are counted; NaN and infinity never are.
    """
    x, y = np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64)
    if x.shape != y.shape:
        raise ValueError("Eastings and northings are two arrays of the same length")
    finite = np.isfinite(x) & np.isfinite(y)
    x, y = x[finite], y[finite]
    inside = shapely.intersects_xy(_prepared(area), x, y)
    cells = grid.index_of(x[inside], y[inside])
    return np.bincount(cells[cells >= 0], minlength=len(grid)).astype(np.int64)


def _prepared(area: bytes) -> shapely.Geometry:
    shape = shapely.from_wkb(area)
    if shapely.is_empty(shape) or shapely.get_dimensions(shape) != 2:
        raise ValueError("A grid needs an area that is a polygon")
    shapely.prepare(shape)
    return shape


def _blocks(bounds: tuple[float, float, float, float], side: int) -> tuple[Ints, Ints]:
    """Columns and rows of all blocks of `side` metres that can touch the bounds."""
    west, south, east, north = bounds
    # A cell that only touches the west or south edge of the bounds intersects too: ceil - 1.
    columns = np.arange(int(np.ceil(west / side)) - 1, int(np.floor(east / side)) + 1)
    rows = np.arange(int(np.ceil(south / side)) - 1, int(np.floor(north / side)) + 1)
    column, row = np.meshgrid(columns, rows)
    return column.reshape(-1), row.reshape(-1)


def _states(
    shape: shapely.Geometry, columns: Ints, rows: Ints, side: int, *, last: bool
) -> NDArray[np.int8]:
    """Whether each block is outside the shape, partly in it or wholly; at the last, any touch."""
    boxes = shapely.box(columns * side, rows * side, (columns + 1) * side, (rows + 1) * side)
    state = np.where(shapely.intersects(shape, boxes), _PART, _NEITHER).astype(np.int8)
    if last:
        return state * _WHOLE
    part = state == _PART
    state[part] = np.where(shapely.contains_properly(shape, boxes[part]), _WHOLE, _PART)
    return state


def _quarters(columns: Ints, rows: Ints) -> tuple[Ints, Ints]:
    return (
        np.concatenate([columns * 2 + right for right in (0, 1, 0, 1)]),
        np.concatenate([rows * 2 + up for up in (0, 0, 1, 1)]),
    )


def _cells_of(columns: Ints, rows: Ints, size: int) -> tuple[Ints, Ints]:
    """The columns and rows of the single cells in blocks of size times size cells."""
    right, up = np.meshgrid(np.arange(size), np.arange(size))
    return (
        (columns[:, None] * size + right.reshape(-1)).reshape(-1),
        (rows[:, None] * size + up.reshape(-1)).reshape(-1),
    )


def _grid(columns: Ints, rows: Ints, cell_m: int) -> Grid:
    if len(columns) > MOST_CELLS:
        raise ValueError(f"Cells of {cell_m} m are too small for an area of this size")
    order = np.lexsort((columns, rows))
    return Grid(
        cell_m=cell_m,
        easting=columns[order].astype(np.int64) * cell_m,
        northing=rows[order].astype(np.int64) * cell_m,
    )
