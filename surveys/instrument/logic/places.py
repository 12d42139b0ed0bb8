"""Lengths and areas on a globe, as ODK measures them."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, TypeAlias

RADIUS: Final = 6_378_100.0
"""Of the equator, in metres: ODK's own figure."""

Point: TypeAlias = tuple[float, float]


def length(values: Sequence[str]) -> float:
    """Metres along a line: one value holds all points, or each value one; NaN where it is none."""
    points = _points(values)
    if points is None:
        return math.nan
    return _hundredths(math.fsum(_metres(*pair) for pair in pairwise(points)))


def area(values: Sequence[str]) -> float:
    """Square metres within a shape; 0 where it is none."""
    points = _points(values) or []
    if len(points) < 3:
        return 0.0
    if points[0] != points[-1]:
        points = [*points, points[0]]
    total = math.fsum(
        math.radians(end[1] - start[1])
        * (2 + math.sin(math.radians(end[0])) + math.sin(math.radians(start[0])))
        for start, end in pairwise(points)
    )
    return _hundredths(abs(total * RADIUS * RADIUS / 2))


def _points(values: Sequence[str]) -> list[Point] | None:
    texts = re.split(r"\s*;\s*", values[0].strip(" ;")) if len(values) == 1 else values
    points = [point for text in texts if (point := _point(text))]
    return points if len(points) == len(texts) >= 2 else None


def _point(text: str) -> Point | None:
    """Latitude and longitude, then perhaps altitude and accuracy."""
    parts = text.split()
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    if not 2 <= len(numbers) <= 4 or not all(map(math.isfinite, numbers)):
        return None
    latitude, longitude = numbers[:2]
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _metres(start: Point, end: Point) -> float:
    across = math.radians(start[1] - end[1])
    south, north = math.radians(start[0]), math.radians(end[0])
    cosine = math.sin(south) * math.sin(north) + math.cos(south) * math.cos(north) * math.cos(
        across
    )
    return math.acos(min(1.0, max(-1.0, cosine))) * RADIUS


def _hundredths(value: float) -> float:
    return math.floor(value * 100 + 0.5) / 100
