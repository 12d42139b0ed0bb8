"""Benchmarks of the ground floor: ratios to the usual libraries, measured side by side.

Each entry is {name, value, baseline, ratio, unit, target, holds}; `holds` is false when the answer
is not the library's. Runs alternate and the medians are compared, so that a busy machine slows
both. Needs the reference data (`REFERENCE_DATA`) and, for Gi*, esda.
"""

import json
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import geopandas
import libpysal
import numpy as np
import shapely
from esda.getisord import G_Local
from numpy.typing import NDArray
from scipy.stats import norm

from geo.boundaries import read_boundaries
from geo.grid import Grid, cells_intersecting
from geo.hotspots import GiStar, benjamini_hochberg, gi_star
from geo.locate import Locator

ROOT = Path(__file__).resolve().parents[1]
REFERENCE_DATA = Path(os.environ.get("REFERENCE_DATA", ROOT.parent / "shared" / "data"))
POINTS = 1_000_000
ROUNDS = 3
TOLERANCE = 1e-8
Entry = dict[str, object]
Mine = TypeVar("Mine")
Theirs = TypeVar("Theirs")


def assign_1m_lsoa() -> Entry:
    """One million points, uniform over the county's box, to 435 small areas.

    Ours counts everything from WKB on: reading it, the index, the raster and the answer.
    """
    frame = read_boundaries(
        REFERENCE_DATA / "lincolnshire_lsoa21.geojson", code="code", name="name"
    ).frame
    codes, wkb = frame["code"].tolist(), list(shapely.to_wkb(np.asarray(frame.geometry)))
    west, south, east, north = frame.total_bounds
    rng = np.random.default_rng(20_260)
    x, y = rng.uniform(west, east, POINTS), rng.uniform(south, north, POINTS)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y, crs=frame.crs))

    def ours() -> NDArray[np.int32]:
        return Locator(codes, wkb).locate_many(x, y)

    def theirs() -> geopandas.GeoDataFrame:
        return geopandas.sjoin(points, frame[["geometry"]], predicate="intersects")

    mine, joined, seconds, baseline = _alternate(ours, theirs)
    expected = np.full(POINTS, -1, dtype=np.int64)
    lowest = joined.groupby(level=0)["index_right"].min()
    expected[lowest.index] = lowest.to_numpy()
    same = bool((mine == expected).all())
    return _entry("assign_1m_lsoa_vs_sjoin", seconds, baseline, target=8, same=same)


def gistar_10k() -> Entry:
    """Gi* with p-values on 10,000 cells: ours against esda, building the weights included."""
    grid = cells_intersecting(shapely.to_wkb(shapely.box(1, 1, 99_999, 99_999)), 1000)
    counts = np.random.default_rng(20_261).negative_binomial(0.3, 0.1, len(grid))

    def ours() -> GiStar:
        return gi_star(counts, grid)

    def theirs() -> G_Local:
        return _esda(counts, grid)

    mine, esda, seconds, baseline = _alternate(ours, theirs)
    p = 2 * norm.sf(np.abs(esda.Zs))
    same = bool(
        np.allclose(mine.z, esda.Zs, rtol=0, atol=TOLERANCE)
        and np.allclose(mine.p, p, rtol=0, atol=TOLERANCE)
        and np.allclose(mine.p_bh, benjamini_hochberg(p), rtol=0, atol=TOLERANCE)
    )
    return _entry("gistar_10k_vs_esda", seconds, baseline, target=100, same=same)


def _esda(counts: NDArray[np.int64], grid: Grid) -> G_Local:
    """As esda is used: queen weights of the lattice, then the statistic without permutations."""
    side = int(len(grid) ** 0.5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = libpysal.weights.lat2W(side, side, rook=False)
        return G_Local(counts, weights, transform="B", star=True, permutations=0)


def _alternate(
    ours: Callable[[], Mine], theirs: Callable[[], Theirs]
) -> tuple[Mine, Theirs, float, float]:
    """Both answers and their median seconds, taking turns after a round that is not counted."""
    mine, other = ours(), theirs()
    seconds: list[float] = []
    baseline: list[float] = []
    for _ in range(ROUNDS):
        for call, kept in ((ours, seconds), (theirs, baseline)):
            start = time.perf_counter()
            call()
            kept.append(time.perf_counter() - start)
    return mine, other, statistics.median(seconds), statistics.median(baseline)


def _entry(name: str, value: float, baseline: float, *, target: float, same: bool) -> Entry:
    ratio = baseline / value
    return {
        "name": name,
        "value": round(value, 5),
        "baseline": round(baseline, 5),
        "ratio": round(ratio, 1),
        "unit": "s",
        "target": target,
        "holds": same and ratio >= target,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps([assign_1m_lsoa(), gistar_10k()], indent=1) + "\n")
