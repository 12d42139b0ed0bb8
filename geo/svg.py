"""Areas as shapes of a picture in a page: no script, no style, a few kilobytes."""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely.geometry import shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

WIDTH: Final = 640


@dataclass(frozen=True, slots=True)
class Outline:
    """An area as an SVG path, and where its name is written (inside it, in the picture's units)."""

    code: str
    name: str
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Outlines in a box of `width` and `height` units; north is up."""

    width: int
    height: int
    outlines: tuple[Outline, ...]


def picture_of(outlines: bytes, width: int = WIDTH) -> Picture:
    """Areas from gzipped GeoJSON (EPSG:4326, `code` and `name` in the properties), by code.

    Plate carrée with the true scale at the middle latitude; corners are rounded to whole units, so
    areas that share an edge still share it. Areas without a shape are left out.
    """
    features = json.loads(gzip.decompress(outlines))["features"]
    shapes = [(one["properties"], _multipolygon(shape(one["geometry"]))) for one in features]
    known = [(about, area) for about, area in shapes if not area.is_empty]
    if not known:
        return Picture(width, 1, ())
    west, south, east, north = shapely.total_bounds([area for _about, area in known])
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = width / ((east - west) * squeeze)

    def to_box(points: Points) -> Points:
        """Longitude and latitude, (n, 2), in the units of the picture."""
        return np.column_stack(
            [(points[:, 0] - west) * squeeze * scale, (north - points[:, 1]) * scale]
        )

    moved = [(about, _multipolygon(shapely.transform(area, to_box))) for about, area in known]
    drawn = [_outline(about, area) for about, area in moved]
    height = max(1, math.ceil((north - south) * scale))
    return Picture(width, height, tuple(sorted(drawn, key=lambda one: one.code)))


def _outline(about: Mapping[str, str], area: shapely.MultiPolygon) -> Outline:
    """The name stands in the middle of the largest circle that fits into the area."""
    middle = shapely.Point(shapely.maximum_inscribed_circle(area, tolerance=1).coords[0])
    return Outline(
        code=about["code"],
        name=about["name"],
        path="".join(_path(ring) for ring in _rings(area)),
        x=round(middle.x),
        y=round(middle.y),
    )


def _multipolygon(area: shapely.Geometry) -> shapely.MultiPolygon:
    parts = shapely.get_parts(area)
    return shapely.MultiPolygon([one for one in parts if isinstance(one, shapely.Polygon)])


def _rings(area: shapely.MultiPolygon) -> Iterator[Points]:
    """Outer and inner rings; the picture fills by the even-odd rule."""
    for polygon in shapely.get_parts(area):
        for ring in shapely.get_rings(polygon):
            yield shapely.get_coordinates(ring)


def _path(ring: Points) -> str:
    """A closed path in whole units, without corners that fall on the one before."""
    corners = list(dict.fromkeys(map(tuple, np.rint(ring).astype(int).tolist())))
    if len(corners) < 3:
        return ""
    return "M" + "L".join(f"{x} {y}" for x, y in corners) + "Z"
