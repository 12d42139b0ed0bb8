"""Which area a point is in: one point at a time for a report, in bulk for an import."""

from __future__ import annotations

import math
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.raster import Frame, frame_over, free_pieces, segments, sorted_unique, touched_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int32]
    Geometries = NDArray[np.object_]

OUTSIDE = -1
RASTER_CELLS = 2_000_000
"""Cells of the boundary raster: 8 MB of labels; cells of 80 m over a large county."""
BULK = 20_000
"""Points from which the raster, made once, pays for itself."""


class Locator:
    """Areas by code, ready to be asked.

    `codes` and `geometries` (WKB polygons, EPSG:27700) run side by side, in any order. A point on
    a shared edge belongs to the area with the lowest code (text order), as does a point where
    areas overlap. All coordinates are easting and northing in metres. Safe to share by threads.

    Raises ValueError for codes that repeat, lengths that differ, what is no polygon, empty areas.
    """

    codes: tuple[str, ...]
    """Codes, sorted: `locate_many` answers with places in this."""

    def __init__(self, codes: Sequence[str], geometries: Sequence[bytes]) -> None:
        if len(codes) != len(geometries):
            raise ValueError(f"There are {len(codes)} codes and {len(geometries)} geometries")
        if len(set(codes)) != len(codes):
            raise ValueError("An area's code is there twice")
        order = sorted(range(len(codes)), key=lambda place: codes[place])
        self.codes = tuple(codes[place] for place in order)
        self._areas = _polygons([geometries[place] for place in order], self.codes)
        self._tree = shapely.STRtree(self._areas)
        self._lock = Lock()
        _prepare(self._areas)

    def locate(self, easting: float, northing: float) -> str | None:
        """Code of the area that holds the point, edges included; None outside all of them."""
        if not (math.isfinite(easting) and math.isfinite(northing)):
            return None
        near = np.sort(self._tree.query(shapely.Point(easting, northing)))
        hits = near[shapely.intersects_xy(self._areas[near], easting, northing)]
        return self.codes[hits[0]] if len(hits) else None

    def locate_many(self, easting: Floats, northing: Floats) -> Indices:
        """For every point (two arrays of n) the index into `codes`, -1 outside: int32, n.

        The same answer as `geopandas.sjoin(predicate="intersects")` followed by the lowest code.
        A label raster answers where no boundary passes, GEOS everywhere else.
        """
        x = np.ascontiguousarray(easting, dtype=np.float64)
        y = np.ascontiguousarray(northing, dtype=np.float64)
        if x.shape != y.shape or x.ndim != 1:
            raise ValueError("Eastings and northings are two arrays of the same length")
        if len(self.codes) == 0 or len(x) == 0:
            return np.full(len(x), OUTSIDE, dtype=np.int32)
        if len(x) < BULK:
            return _first_of_tree(self._tree, self._areas, x, y)
        with self._lock:
            raster = self._raster
        return raster.locate(x, y)

    def distance_outside(self, easting: float, northing: float) -> float:
        """Metres from the point to the nearest area; 0 inside, infinity when there are no areas."""
        if not (math.isfinite(easting) and math.isfinite(northing)):
            raise ValueError("A distance needs two finite coordinates")
        point = shapely.Point(easting, northing)
        _, distance = self._tree.query_nearest(point, return_distance=True, all_matches=False)
        return float(distance[0]) if len(distance) else math.inf

    @cached_property
    def union_wkb(self) -> bytes:
        """All areas as one polygon or multipolygon (WKB, EPSG:27700)."""
        return bytes(shapely.to_wkb(shapely.union_all(self._areas)))

    @cached_property
    def _raster(self) -> _LabelRaster:
        return _LabelRaster(self._areas, self._tree)


class _LabelRaster:
    """Labels of the cells that no boundary touches, candidates of the cells that one does.

    Candidates of a boundary cell are the areas whose boundary touches it, and the areas that
    overlap one of those: no other area can hold a point of the cell.
    """

    def __init__(self, areas: Geometries, tree: shapely.STRtree) -> None:
        self._areas = areas
        self._frame: Frame = frame_over(shapely.total_bounds(areas), RASTER_CELLS)
        starts, ends, owner = segments(areas)
        cell, segment = touched_cells(self._frame, starts, ends)
        pairs = sorted_unique(cell * len(areas) + owner[segment])
        pairs = _with_overlaps(pairs, areas, tree)
        boundary, self._first, self._count = np.unique(
            pairs // len(areas), return_index=True, return_counts=True
        )
        self._candidates = pairs % len(areas)
        pieces, samples = free_pieces(self._frame, boundary)
        answers = np.full(len(samples) + 1, OUTSIDE, dtype=np.int32)
        answers[1:] = _first_of_tree(tree, areas, *self._frame.centres(samples))
        self._labels = answers[pieces]
        # A boundary cell holds -2 minus its place in the candidate lists.
        self._labels[boundary] = -2 - np.arange(len(boundary), dtype=np.int32)

    def locate(self, x: Floats, y: Floats) -> Indices:
        frame = self._frame
        with np.errstate(invalid="ignore"):
            column, row = frame.column(x), frame.row(y)
            inside = (column >= 0) & (column < frame.columns) & (row >= 0) & (row < frame.rows)
        found = np.full(len(x), OUTSIDE, dtype=np.int32)
        if inside.all():
            found = self._labels[row.astype(np.int64) * frame.columns + column.astype(np.int64)]
        else:
            cell = row[inside].astype(np.int64) * frame.columns + column[inside].astype(np.int64)
            found[inside] = self._labels[cell]
        unsure = np.flatnonzero(found < OUTSIDE)
        found[unsure] = self._exact(-2 - found[unsure], x[unsure], y[unsure])
        return found

    def _exact(self, place: Indices, x: Floats, y: Floats) -> Indices:
        """Lowest candidate that holds each point: the first candidates, then the second, ..."""
        found = np.full(len(place), OUTSIDE, dtype=np.int32)
        first, count = self._first[place], self._count[place]
        left = np.arange(len(place))
        rank = 0
        while len(left):
            area = self._candidates[first[left] + rank]
            # By area: GEOS finds the index of one polygon in the processor's cache.
            order = np.argsort(area, kind="stable")
            left, area = left[order], area[order]
            hit = shapely.intersects_xy(self._areas[area], x[left], y[left])
            found[left[hit]] = area[hit]
            rank += 1
            left = left[~hit]
            left = left[count[left] > rank]
        return found


def _polygons(geometries: Sequence[bytes], codes: Sequence[str]) -> Geometries:
    areas: Geometries = np.asarray(shapely.from_wkb(list(geometries)), dtype=object)
    kinds = shapely.get_type_id(areas)
    for code, kind, empty in zip(codes, kinds, shapely.is_empty(areas), strict=True):
        if kind not in (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON) or empty:
            raise ValueError(f"The area {code} has no polygon")
    return areas


def _prepare(areas: Geometries) -> None:
    """Prepare polygons and ask each one once.

    GEOS builds the index of a prepared polygon at the first question; asked here, before threads
    share it, nobody builds it twice.
    """
    shapely.prepare(areas)
    west, south, east, north = shapely.bounds(areas).reshape(-1, 4).T
    shapely.intersects_xy(areas, (west + east) / 2, (south + north) / 2)


def _first_of_tree(tree: shapely.STRtree, areas: Geometries, x: Floats, y: Floats) -> Indices:
    """Lowest area that holds each point, by box and then exactly."""
    found = np.full(len(x), OUTSIDE, dtype=np.int32)
    point, area = tree.query(shapely.points(x, y))
    hit = shapely.intersects_xy(areas[area], x[point], y[point])
    point, area = point[hit], area[hit]
    highest_first = np.argsort(-area, kind="stable")
    found[point[highest_first]] = area[highest_first]
    return found


def _with_overlaps(
    pairs: NDArray[np.int64], areas: Geometries, tree: shapely.STRtree
) -> NDArray[np.int64]:
    """(cell, area) pairs, coded cell * areas + area, with every area that overlaps one of them."""
    one, other = tree.query(areas, predicate="intersects")
    one, other = one[one < other], other[one < other]
    overlapping = shapely.relate_pattern(areas[one], areas[other], "T********")
    if not overlapping.any():
        return pairs
    owner = pairs % len(areas)
    more = [pairs]
    for first, second in zip(one[overlapping], other[overlapping], strict=True):
        more.append(pairs[owner == first] - first + second)
        more.append(pairs[owner == second] - second + first)
    return sorted_unique(np.concatenate(more))
