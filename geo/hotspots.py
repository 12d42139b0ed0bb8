"""Where reports concentrate: the Gi* statistic, and the correction for testing many cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo import lazy

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from geo.grid import Grid

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class GiStar:
    """z, its two-sided p and the Benjamini-Hochberg adjusted p of every cell: float64, n each."""

    z: Floats
    p: Floats
    p_bh: Floats


def gi_star(counts: ArrayLike, grid: Grid) -> GiStar:
    """Gi* of counts (n, zeros included) on a grid: binary queen neighbours and the cell itself.

    z_i = (Σ_j w_ij x_j - x̄·W_i) / (s·√((n·S1_i - W_i²)/(n - 1))), w binary with w_ii = 1, so
    S1_i = W_i; x̄ and s (population) over all n cells. Two-sided p of the normal distribution.
    Where nothing varies, or a cell neighbours all others, z is 0 and p is 1.
    Source: J. Ord and A. Getis, "Local spatial autocorrelation statistics", Geographical Analysis
    27 (1995); equal to `localG` of the R package spdep and to esda's `G_Local` with
    `transform="B"`, `star=True`.
    """
    x = _finite(counts)
    return _statistic(x, grid.queen_sums(x), grid.queen_sums(np.ones(len(grid))))


def gi_star_neighbours(values: ArrayLike, edges: ArrayLike) -> GiStar:
    """Gi* of values (n) of any areas: `edges` (m, 2) are pairs of places that are neighbours.

    A pair counts once whichever way round and however often it is given. The formula is that of
    `gi_star`. Raises ValueError for a pair outside 0..n-1 or of a place with itself.
    """
    x = _finite(values)
    pairs = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    if len(pairs) and (pairs.min() < 0 or pairs.max() >= len(x)):
        raise ValueError(f"Neighbours are numbered from 0 to {len(x) - 1}")
    if (pairs[:, 0] == pairs[:, 1]).any():
        raise ValueError("An area is not given as its own neighbour: the statistic adds it")
    one, other = np.unique(np.sort(pairs, axis=1), axis=0).T
    here, there = np.concatenate([one, other]), np.concatenate([other, one])
    sums = x + np.bincount(here, weights=x[there], minlength=len(x))
    weights: Floats = np.bincount(here, minlength=len(x)) + np.ones(len(x))
    return _statistic(x, sums, weights)


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """Adjusted p of each test (n): the least false discovery rate at which it is found.

    p_(i)·n/i, made monotone from the largest down, at most 1. Raises ValueError for NaN and for
    what lies outside 0-1.
    Source: Y. Benjamini and Y. Hochberg, J. R. Statist. Soc. B 57 (1995); equal to R's `p.adjust`.
    """
    raw = np.asarray(p, dtype=np.float64)
    if raw.ndim != 1 or not ((raw >= 0) & (raw <= 1)).all():
        raise ValueError("p-values are a list of numbers from 0 to 1")
    order = np.argsort(-raw)
    n = len(raw)
    falling = raw[order] * (n / np.arange(n, 0, -1))
    adjusted = np.empty(n)
    adjusted[order] = np.minimum(np.minimum.accumulate(falling), 1.0)
    return adjusted


def _statistic(x: Floats, sums: Floats, weights: Floats) -> GiStar:
    """Standardise neighbourhood sums; `weights` is W_i, the number of places in each."""
    n = len(x)
    if n == 0:
        return GiStar(np.zeros(0), np.zeros(0), np.zeros(0))
    mean, spread = x.mean(), x.std()
    scale = spread * np.sqrt(np.maximum(n * weights - weights**2, 0.0) / max(n - 1, 1))
    # A constant field can leave a spread of rounding size: compare with the size of the values.
    varies = scale > 1e-12 * max(abs(float(mean)), 1e-300)
    z = np.where(varies, (sums - mean * weights) / np.where(varies, scale, 1.0), 0.0)
    p: Floats = lazy.special().erfc(np.abs(z) / np.sqrt(2.0))
    return GiStar(z=z, p=p, p_bh=benjamini_hochberg(p))


def _finite(values: ArrayLike) -> Floats:
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 1 or not np.isfinite(x).all():
        raise ValueError("Gi* needs one finite number for every place")
    return x
