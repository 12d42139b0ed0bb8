"""Approximate outlines of districts from nothing but a list of settlements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo import lazy
from geo.crs import NATIONAL_GRID, to_national_grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

    from geo.places import Place

    Floats = NDArray[np.float64]
    Geometries = NDArray[np.object_]

HULL_RATIO = 0.3
"""How closely the concave hull follows the settlements: 0 closest, 1 convex."""
MARGIN_M = 3_000.0
"""Metres by which the hull is widened, so that settlements lie inside and not on the rim."""


class OutlineError(ValueError):
    """Settlements from which no outlines can be made."""


def approximate_outlines(places: Sequence[Place]) -> GeoDataFrame:
    """One row a district: code (the district's name), name, geometry (MultiPolygon, EPSG:27700).

    Each point of the county goes to its nearest settlement (Voronoi cells) and so to that
    settlement's district; the county is the concave hull of all settlements, `MARGIN_M` wider.
    Shared edges are the same vertices on both sides. Sorted by code. Raises `OutlineError`: no
    places, two districts at one point.
    """
    points, districts = _distinct(places)
    county = _county(points)
    faces = _faces(points, county)
    owner = districts[_nearest(points, faces)]
    names = sorted(set(districts.tolist()))
    outlines = [_multipolygon(shapely.coverage_union_all(faces[owner == name])) for name in names]
    frame: GeoDataFrame = lazy.geopandas().GeoDataFrame(
        {"code": names, "name": names}, geometry=outlines, crs=NATIONAL_GRID
    )
    return frame


def _distinct(places: Sequence[Place]) -> tuple[Floats, NDArray[np.str_]]:
    """Points (n, 2) in metres without repetition, and the district of each."""
    if not places:
        raise OutlineError("There are no places to make outlines from")
    first: dict[tuple[float, float], Place] = {}
    for place in sorted(places, key=lambda each: (each.district, each.name)):
        there = first.setdefault((place.lon, place.lat), place)
        if there.district != place.district:
            raise OutlineError(
                f"{there.name} ({there.district}) and {place.name} ({place.district}) "
                "are at the same point"
            )
    lonlat = np.array(list(first), dtype=np.float64)
    points = np.column_stack(to_national_grid(lonlat[:, 0], lonlat[:, 1]))
    return points, np.array([place.district for place in first.values()], dtype=np.str_)


def _county(points: Floats) -> shapely.Geometry:
    """The widened concave hull of the settlements; a disc around a single one."""
    hull = shapely.concave_hull(shapely.MultiPoint(points), ratio=HULL_RATIO)
    return hull.buffer(MARGIN_M, quad_segs=4)


def _faces(points: Floats, county: shapely.Geometry) -> Geometries:
    """The county cut along the Voronoi edges: polygons that share their vertices."""
    if len(points) == 1:
        return shapely.get_parts(county)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=county, only_edges=True)
    lines = shapely.union(cells, shapely.boundary(county))
    faces = shapely.get_parts(shapely.polygonize([lines]))
    inside: NDArray[np.bool_] = shapely.intersects(county, shapely.point_on_surface(faces))
    return faces[inside]


def _nearest(points: Floats, faces: Geometries) -> NDArray[np.int64]:
    """For each face the nearest settlement: a face lies in one Voronoi cell."""
    tree = shapely.STRtree(np.asarray(shapely.points(points), dtype=object))
    return tree.nearest(shapely.point_on_surface(faces))


def _multipolygon(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.MultiPolygon(list(shapely.get_parts(shape)))
