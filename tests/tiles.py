"""A base map for tests: two demonstration roads that cross in the middle of Boston."""

import gzip
import math
import warnings
from collections.abc import Iterator
from pathlib import Path

import mapbox_vector_tile
import shapely
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write
from shapely.affinity import affine_transform

BOSTON = (-0.02664, 52.97633)
AROUND = (-0.4, 52.8, 0.35, 53.15)
LEVELS = range(4, 14)
HALF = math.pi * 6_378_137.0
EXTENT = 4096


def made_tiles(path: Path, *, kind: TileType = TileType.MVT) -> Path:
    """Write the base map to `path`; another `kind` only says so in its header."""
    with write(path) as writer:
        for level, x, y in _tiles():
            writer.write_tile(zxy_to_tileid(level, x, y), gzip.compress(_tile(level, x, y)))
        writer.finalize(_header(kind), {"name": "demonstration", "vector_layers": []})
    return path


def _header(kind: TileType) -> dict[str, object]:
    west, south, east, north = (round(degree * 1e7) for degree in AROUND)
    return {
        "tile_type": kind,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": 10,
        "center_lon_e7": round(BOSTON[0] * 1e7),
        "center_lat_e7": round(BOSTON[1] * 1e7),
    }


def _mercator(lon: float, lat: float) -> tuple[float, float]:
    return lon / 180 * HALF, math.log(
        math.tan(math.pi / 4 + math.radians(lat) / 2)
    ) / math.pi * HALF


def _tiles() -> Iterator[tuple[int, int, int]]:
    """Level, column and row of every tile around the town, in the order of the file."""
    (west, south), (east, north) = _mercator(*AROUND[:2]), _mercator(*AROUND[2:])
    found = [
        (level, x, y)
        for level, side in ((level, 2 * HALF / 2**level) for level in LEVELS)
        for x in range(int((west + HALF) // side), int((east + HALF) // side) + 1)
        for y in range(int((HALF - north) // side), int((HALF - south) // side) + 1)
    ]
    return iter(sorted(found, key=lambda one: zxy_to_tileid(*one)))


def _tile(level: int, x: int, y: int) -> bytes:
    side = 2 * HALF / 2**level
    west, south = x * side - HALF, HALF - (y + 1) * side
    scale = EXTENT / side
    box = shapely.box(0, 0, EXTENT, EXTENT)
    layers = [{"name": "earth", "features": [{"geometry": box, "properties": {"kind": "earth"}}]}]
    roads = []
    for line, kind, name in ROADS:
        drawn = affine_transform(line, [scale, 0, 0, scale, -west * scale, -south * scale])
        if drawn.intersects(box):
            here = drawn.intersection(box.buffer(EXTENT / 16))
            roads.append({"geometry": here, "properties": {"kind": kind, "name": name}})
    layers.append({"name": "roads", "features": roads})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # what the encoder asks of shapely
        packed: bytes = mapbox_vector_tile.encode(layers, default_options={"extents": EXTENT})
    return packed


ROADS = [
    (
        shapely.LineString([_mercator(-3, BOSTON[1]), _mercator(3, BOSTON[1])]),
        "highway",
        "Demonstration Road",
    ),
    (
        shapely.LineString([_mercator(BOSTON[0], 51), _mercator(BOSTON[0], 55)]),
        "major_road",
        "Demonstration Way",
    ),
]
