"""Areas made small for a web page: shared edges simplified once, five decimals, compact GeoJSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import LONLAT, NATIONAL_GRID, to_lonlat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

DECIMALS = 5
"""Of a degree: about a metre."""


def simplify_for_web(frame: GeoDataFrame, metres: float) -> GeoDataFrame:
    """The areas of a frame (EPSG:27700) simplified as one coverage, in EPSG:4326, five decimals.

    `metres` is the tolerance: corners that cut off less than about metres² go. A shared edge stays
    shared (`shapely.coverage_simplify`); every area keeps its largest part, smaller islands stay
    while they are larger than the tolerance. Raises ValueError for another CRS.
    """
    if frame.crs is None or frame.crs.to_epsg() != NATIONAL_GRID:
        raise ValueError("Simplify areas in EPSG:27700: the tolerance is in metres")
    simple = shapely.coverage_simplify(np.asarray(frame.geometry.array, dtype=object), metres)
    kept = [_without_specks(shape, metres) for shape in simple]
    return frame.set_geometry(shapely.transform(kept, _rounded_lonlat), crs=LONLAT)


def to_geojson(frame: GeoDataFrame, properties: Sequence[str]) -> dict[str, object]:
    """A FeatureCollection (RFC 7946) of a frame in EPSG:4326 with the named columns only."""
    if frame.crs is None or frame.crs.to_epsg() != LONLAT:
        raise ValueError("GeoJSON is in longitude and latitude (EPSG:4326)")
    columns = [frame[name].tolist() for name in properties]
    rows = [dict(zip(properties, values, strict=True)) for values in zip(*columns, strict=True)]
    return features(frame.geometry, rows or [{}] * len(frame))


def features(
    shapes: Iterable[BaseGeometry], properties: Iterable[Mapping[str, object]]
) -> dict[str, object]:
    """A FeatureCollection (RFC 7946) of shapes in degrees, each with its properties."""
    made = [
        {"type": "Feature", "properties": row, "geometry": shape.__geo_interface__}
        for shape, row in zip(shapes, properties, strict=True)
    ]
    return {"type": "FeatureCollection", "features": made}


def geojson_bytes(collection: dict[str, object]) -> bytes:
    """Compact UTF-8 JSON. NaN and infinity are refused (ValueError): they are not JSON."""
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def _without_specks(shape: shapely.Geometry, metres: float) -> shapely.Geometry:
    """The polygon without the parts, but the largest, that are smaller than the tolerance."""
    parts = shapely.get_parts(shape)
    areas = shapely.area(parts)
    return shapely.MultiPolygon(list(parts[areas >= min(metres**2, float(areas.max()))]))


def _rounded_lonlat(points: NDArray[np.float64]) -> NDArray[np.float64]:
    lonlat: NDArray[np.float64] = np.column_stack(to_lonlat(points[:, 0], points[:, 1]))
    return lonlat.round(DECIMALS)
