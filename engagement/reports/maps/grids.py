"""Grids and outlines of the current districts, kept in memory by version of the boundaries."""

import gzip
import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Final, Generic, TypeVar
from uuid import UUID

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.areas.models import Area, AreaVersion
from engagement.areas.queries import web_outlines
from geo import lazy
from geo.crs import LONLAT
from geo.grid import Grid, cells_intersecting

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """A few values by key; the one used longest ago goes first. A version never changes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key, made when it is not there; made once when threads ask at once."""
        with self._lock:
            if key not in self._values:
                self._values[key] = make()
                if len(self._values) > self._most:
                    self._values.popitem(last=False)
            self._values.move_to_end(key)
            return self._values[key]


_grids: Final[Kept[tuple[UUID, str, int], Grid]] = Kept(128)
_outlines: Final[Kept[UUID, "GeoDataFrame"]] = Kept(4)


def area_grid(session: Session, *, version: AreaVersion, codes: Sequence[str], cell_m: int) -> Grid:
    """The cells of `cell_m` metres that intersect any of the areas; ValueError as `geo.grid`.

    A cell intersects the union of areas when it intersects one of them: nothing is dissolved.
    """
    grids = [_grid(session, version.id, code, cell_m) for code in codes]
    if len(grids) == 1:
        return grids[0]
    corners = [np.column_stack([grid.northing, grid.easting]) for grid in grids]
    unique = np.unique(np.concatenate([*corners, np.empty((0, 2), dtype=np.int64)]), axis=0)
    return Grid(cell_m=cell_m, easting=unique[:, 1], northing=unique[:, 0])


def outlines(session: Session, *, version: AreaVersion, codes: Sequence[str]) -> "GeoDataFrame":
    """Simplified outlines of areas for a map: code, name, geometry in EPSG:4326."""
    frame = _outlines.get(version.id, lambda: _read_outlines(session, version.id))
    return frame[frame["code"].isin(list(codes))]


def _grid(session: Session, version_id: UUID, code: str, cell_m: int) -> Grid:
    def make() -> Grid:
        boundary = sa.select(Area.boundary).where(Area.version_id == version_id, Area.code == code)
        return cells_intersecting(bytes(session.scalars(boundary).one()), cell_m)

    return _grids.get((version_id, code, cell_m), make)


def _read_outlines(session: Session, version_id: UUID) -> "GeoDataFrame":
    collection = json.loads(gzip.decompress(web_outlines(session, version_id) or b""))
    frame: GeoDataFrame = lazy.geopandas().GeoDataFrame.from_features(collection, crs=LONLAT)
    return frame
