"""Rates per 1,000 residents: exact Poisson intervals and the empirical Bayes shrinkage."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo import lazy

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with the ends of its interval, all per the same number of residents."""

    value: float
    low: float
    high: float


def rate_interval(count: int, population: float, per: float = 1000.0, level: float = 0.95) -> Rate:
    """Events per `per` residents with the exact Poisson interval at `level`.

    With t = (1 - level)/2 in each tail: low = G(t; k), high = G(1 - t; k + 1), G the quantile of
    the gamma distribution of scale 1; a count of 0 has low 0. Raises ValueError for a population
    that is not above 0, a negative or fractional count, a level outside 0-1.
    Source: F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936).
    """
    if not (math.isfinite(population) and population > 0):
        raise ValueError("A rate needs a population above 0")
    if count < 0 or count != int(count):
        raise ValueError("A count is a whole number from 0")
    if not 0 < level < 1:
        raise ValueError("The level of an interval lies between 0 and 1")
    tail = (1 - level) / 2
    special = lazy.special()
    low = float(special.gammaincinv(count, tail)) if count else 0.0
    high = float(special.gammainccinv(count + 1, tail))
    scale = per / population
    return Rate(value=count * scale, low=low * scale, high=high * scale)


def empirical_bayes(counts: ArrayLike, population: ArrayLike) -> Floats:
    """Rates per resident, each shrunk towards the rate of all by how little is known of it.

    Arrays of n counts and n populations. m = Σk/ΣP, r = k/P,
    a = ΣP(r - m)²/ΣP - m/(ΣP/n), at least 0; estimate = m + (r - m)·a/(a + m/P).
    Raises ValueError for lengths that differ, a population not above 0, a negative count.
    Source: R. Marshall, "Mapping disease and mortality rates using empirical Bayes estimators",
    Applied Statistics 40 (1991); equal to `EBest` of the R package spdep (family "poisson").
    """
    events = np.asarray(counts, dtype=np.float64)
    people = np.asarray(population, dtype=np.float64)
    _check(events, people)
    if len(events) == 0:
        return np.zeros(0)
    mean = events.sum() / people.sum()
    rates: Floats = events / people
    spread = (people * (rates - mean) ** 2).sum() / people.sum() - mean / people.mean()
    if spread <= 0 or mean == 0:
        return np.full(len(events), mean)
    weight: Floats = spread / (spread + mean / people)
    shrunk: Floats = mean + (rates - mean) * weight
    return shrunk


def _check(events: Floats, people: Floats) -> None:
    if events.ndim != 1 or events.shape != people.shape:
        raise ValueError("Counts and populations are two arrays of the same length")
    if not (np.isfinite(people).all() and (people > 0).all()):
        raise ValueError("A rate needs a population above 0 in every area")
    if not (np.isfinite(events).all() and (events >= 0).all()):
        raise ValueError("A count is a number from 0")
