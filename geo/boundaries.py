"""Official boundaries: read from any format, checked to the last feature, made fit for the web."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo import lazy
from geo.crs import GRID_EXTENT, NATIONAL_GRID, UK_OUTLINE, PlaceError, PlaceProblem, check_lonlat
from geo.population import read_population

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]
    Columns = dict[str, Sequence[object]]

__all__ = [
    "Boundaries",
    "BoundaryError",
    "Layer",
    "describe_boundaries",
    "read_boundaries",
    "read_population",
]

SLIVER_AREA_M2 = 1_000.0
"""Two areas may overlap by so many square metres: digitising noise along a shared edge."""
SLIVER_SHARE = 0.0001
"""Two areas may also overlap by this share (0.01 %) of the smaller: noise along a long edge."""
_NAMED = 3
_OURS = {"code", "name", "parent", "area_km2", "geometry"}
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


class BoundaryError(ValueError):
    """A boundary file that is refused; the message names the feature by code or by row."""


@dataclass(frozen=True, slots=True, eq=False)
class Boundaries:
    """Areas that passed every check.

    `frame`: code, name, parent (None without one), the attributes asked for, area_km2, geometry
    (valid MultiPolygon, EPSG:27700), sorted by code. `repaired`: codes whose polygon was invalid
    and was mended. `slivers`: some shared edges do not match exactly. `crs`: what the file's
    coordinate reference system is called.
    """

    frame: GeoDataFrame
    repaired: tuple[str, ...]
    slivers: bool
    crs: str


@dataclass(frozen=True, slots=True)
class Layer:
    """What a boundary file offers under one name: its fields, how many features, its CRS or ""."""

    name: str
    fields: tuple[str, ...]
    features: int
    crs: str


def read_boundaries(
    path: Path | str,
    *,
    code: str,
    name: str,
    parent: str | None = None,
    attributes: Mapping[str, str] | None = None,
    layer: str | None = None,
) -> Boundaries:
    """Areas of a boundary file of any format and CRS that GDAL reads, also zipped.

    `code`, `name` and `parent` name fields of the file; `attributes` is {our name: field}.
    Everything or nothing: raises `BoundaryError` for a file that cannot be read, several layers
    without `layer`, a missing field or CRS, a blank or repeated code, a blank name, a geometry
    that is missing, empty or no polygon, coordinates that are not finite or not in the United
    Kingdom, overlaps beyond slivers (more than `SLIVER_AREA_M2` and more than `SLIVER_SHARE` of
    the smaller area). Invalid polygons are mended (make_valid) and reported; holes are kept.
    """
    given = dict(attributes or {})
    taken = sorted(set(given) & _OURS)
    if taken:
        raise BoundaryError(f"An attribute cannot be called {taken[0]}: choose another name")
    wanted = {"code": code, "name": name} | ({"parent": parent} if parent else {}) | given
    raw = _read(Path(path), layer)
    columns = _columns(raw, wanted)
    labels = [str(value) for value in columns["code"]]
    _check_geometries(raw, labels)
    shapes, mended = _polygons(_on_national_grid(raw, labels), labels)
    coverage = bool(shapely.coverage_is_valid(shapes))
    if not coverage:
        _check_overlaps(shapes, labels)
    frame = _frame(columns, shapes)
    repaired = tuple(sorted(label for label, was in zip(labels, mended, strict=True) if was))
    return Boundaries(frame, repaired, slivers=not coverage, crs=raw.crs.name if raw.crs else "")


def describe_boundaries(path: Path | str) -> tuple[Layer, ...]:
    """The layers with geometry of a file, before anybody says which field is which.

    Raises `BoundaryError` for a file that cannot be read or has no geometry.
    """
    path = Path(path)
    pyogrio = lazy.pyogrio()
    try:
        names = [str(row[0]) for row in pyogrio.list_layers(path) if row[1] is not None]
        found = [(name, pyogrio.read_info(path, layer=name)) for name in names]
    except Exception as error:  # GDAL and pyogrio each raise their own kinds
        raise _unreadable(path) from error
    if not found:
        raise BoundaryError("The file has no geometry: it is a table, not boundaries")
    return tuple(
        Layer(name, tuple(map(str, info["fields"])), int(info["features"]), str(info["crs"] or ""))
        for name, info in found
    )


def _unreadable(path: Path) -> BoundaryError:
    return BoundaryError(
        f"{path.name} is not a boundary file that can be read: "
        "use GeoPackage, GeoJSON, or a Shapefile with all its parts"
    )


def _read(path: Path, layer: str | None) -> GeoDataFrame:
    if not path.exists():
        raise BoundaryError(f"There is no file {path.name}")
    try:
        layers = [str(row[0]) for row in lazy.pyogrio().list_layers(path) if row[1] is not None]
        several = layer is None and len(layers) > 1
        with np.errstate(invalid="ignore"):  # coordinates are checked below
            frame: GeoDataFrame = lazy.geopandas().read_file(
                path, layer=layers[0] if several else layer, engine="pyogrio"
            )
    except Exception as error:  # GDAL, pyogrio and shapely each raise their own kinds
        raise _unreadable(path) from error
    if several:
        raise BoundaryError(f"The file has several layers, name one: {', '.join(layers)}")
    if not hasattr(frame, "crs") or "geometry" not in frame:
        raise BoundaryError("The file has no geometry: it is a table, not boundaries")
    if len(frame) == 0:
        raise BoundaryError("The file has no features")
    return frame


def _columns(raw: GeoDataFrame, wanted: Mapping[str, str]) -> Columns:
    """Checked columns under our names; codes, names and parents are text."""
    there = [str(column) for column in raw.columns if column != "geometry"]
    missing = sorted(set(wanted.values()) - set(there))
    if missing:
        raise BoundaryError(
            f"The file has no field {', '.join(missing)}; its fields are: {', '.join(there)}"
        )
    columns: Columns = {"code": [], "name": [], "parent": [None] * len(raw)}
    for ours, field in wanted.items():
        values = raw[field].tolist()
        columns[ours] = [_text(v) for v in values] if ours in ("code", "name", "parent") else values
    _check_labels(columns)
    return columns


def _text(value: object) -> str | None:
    """A label as text: 12.0 becomes 12, blank and missing become None."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def _check_labels(columns: Columns) -> None:
    seen: dict[object, int] = {}
    for row, (code, name) in enumerate(zip(columns["code"], columns["name"], strict=True), 1):
        if code is None:
            raise BoundaryError(f"Feature {row} has no code")
        if code in seen:
            raise BoundaryError(f"The code {code} is there twice: features {seen[code]} and {row}")
        if name is None:
            raise BoundaryError(f"{code} (feature {row}) has no name")
        seen[code] = row


def _check_geometries(raw: GeoDataFrame, labels: Sequence[str]) -> None:
    if raw.crs is None:
        raise BoundaryError(
            "The file does not say its coordinate reference system (CRS): "
            "add the .prj file, or save it again with a CRS"
        )
    shapes: Geometries = np.asarray(raw.geometry.array, dtype=object)
    _refuse(labels, shapely.is_missing(shapes), "has no geometry")
    _refuse(labels, shapely.is_empty(shapes), "has an empty geometry")
    _refuse(labels, ~np.isin(shapely.get_type_id(shapes), _POLYGONS), "is not a polygon")
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    broken = owner[~np.isfinite(points).all(axis=1)]
    _refuse(labels, np.isin(np.arange(len(shapes)), broken), "has a coordinate that is no number")
    if raw.crs.is_geographic:
        _check_degrees(shapes, labels)


def _check_degrees(shapes: Geometries, labels: Sequence[str]) -> None:
    """The first corner of each area, in degrees, against the usual mistakes: swapped, metres."""
    first = shapely.get_exterior_ring(shapely.get_geometry(shapes, 0))
    corners = shapely.get_coordinates(shapely.get_point(first, 0)).tolist()
    for label, (lon, lat) in zip(labels, corners, strict=True):
        try:
            check_lonlat(lon, lat)
        except PlaceError as error:
            # A corner at sea or just over a border is no mistake: the whole area is judged later.
            if error.problem is not PlaceProblem.OUTSIDE_UK:
                raise BoundaryError(f"{label} cannot be placed. {error}") from None


def _on_national_grid(raw: GeoDataFrame, labels: Sequence[str]) -> Geometries:
    shapes: Geometries = shapely.force_2d(
        np.asarray(raw.geometry.to_crs(NATIONAL_GRID).array, dtype=object)
    )
    west, south, east, north = shapely.bounds(shapes).T
    on_grid = (west >= GRID_EXTENT[0]) & (south >= GRID_EXTENT[1])
    on_grid &= (east <= GRID_EXTENT[2]) & (north <= GRID_EXTENT[3])
    outline = lazy.geopandas().GeoSeries([shapely.Polygon(UK_OUTLINE)], crs=4326)
    kingdom = outline.to_crs(NATIONAL_GRID).iloc[0]
    on_grid[on_grid] = shapely.intersects(kingdom, shapely.envelope(shapes[on_grid]))
    problem = "is outside the United Kingdom: does the file declare the wrong CRS?"
    _refuse(labels, ~on_grid, problem)
    return shapes


def _polygons(shapes: Geometries, labels: Sequence[str]) -> tuple[Geometries, NDArray[np.bool_]]:
    """Valid multipolygons, and which of them had to be mended."""
    mended: NDArray[np.bool_] = ~shapely.is_valid(shapes)
    shapes = shapes.copy()
    shapes[mended] = shapely.make_valid(shapes[mended], method="structure", keep_collapsed=False)
    _refuse(labels, shapely.area(shapes) <= 0, "encloses nothing")
    return np.array([shapely.MultiPolygon(list(shapely.get_parts(s))) for s in shapes]), mended


def _check_overlaps(shapes: Geometries, labels: Sequence[str]) -> None:
    """Refuse two areas that share more than a sliver."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.relate_pattern(shapes[one], shapes[other], "T********")
    one, other = one[shared], other[shared]
    area = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    smaller = np.minimum(shapely.area(shapes[one]), shapely.area(shapes[other]))
    beyond = np.flatnonzero((area > SLIVER_AREA_M2) & (area > SLIVER_SHARE * smaller))
    if len(beyond) == 0:
        return
    worst = sorted(beyond.tolist(), key=lambda pair: -area[pair])[:_NAMED]
    pairs = (
        f"{labels[one[pair]]} and {labels[other[pair]]} ({area[pair] / 1e6:.3f} km2)"
        for pair in worst
    )
    raise BoundaryError(f"{len(beyond)} pairs of areas overlap: {'; '.join(pairs)}")


def _refuse(labels: Sequence[str], wrong: NDArray[np.bool_], problem: str) -> None:
    """Raise for the features marked wrong, naming the first few."""
    named = [labels[row] for row in np.flatnonzero(wrong)[:_NAMED]]
    if named:
        more = int(wrong.sum()) - len(named)
        others = f" (and {more} more)" if more else ""
        raise BoundaryError(f"{', '.join(named)}{others} {problem}")


def _frame(columns: Columns, shapes: Geometries) -> GeoDataFrame:
    columns["area_km2"] = (shapely.area(shapes) / 1e6).tolist()
    frame: GeoDataFrame = lazy.geopandas().GeoDataFrame(columns, geometry=shapes, crs=NATIONAL_GRID)
    return frame.sort_values("code", ignore_index=True)
