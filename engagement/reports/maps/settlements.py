"""The settlement nearest to a place, in words an officer knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engagement.core.partnership import Place
from geo.crs import to_national_grid


@dataclass(frozen=True, slots=True, eq=False)
class Settlements:
    """The places file in EPSG:27700, metres: n names and their centres."""

    names: tuple[str, ...]
    easting: NDArray[np.float64]
    northing: NDArray[np.float64]

    def nearest(self, easting: float, northing: float) -> tuple[str, float]:
        """The name of the nearest settlement and the distance to its centre in metres."""
        metres = np.hypot(self.easting - easting, self.northing - northing)
        place = int(metres.argmin())
        return self.names[place], float(metres[place])


@lru_cache(maxsize=2)
def settlements(places: tuple[Place, ...]) -> Settlements:
    """The settlements of a partnership, projected once."""
    lon, lat = _columns(places)
    easting, northing = to_national_grid(lon, lat)
    return Settlements(tuple(place.name for place in places), easting, northing)


def _columns(places: Sequence[Place]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    pairs = np.array([(place.lon, place.lat) for place in places], dtype=np.float64)
    return pairs[:, 0].copy(), pairs[:, 1].copy()
