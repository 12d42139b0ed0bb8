"""Rates, their exact intervals, and what empirical Bayes does to small areas."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from geo.rates import empirical_bayes, rate_interval


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (5, 1.6235, 11.6683), (100, 81.3640, 121.6268)],
)
def test_the_interval_is_garwoods(count: int, low: float, high: float) -> None:
    rate = rate_interval(count, 1_000)
    assert (rate.value, rate.low, rate.high) == pytest.approx((count, low, high), abs=1e-4)


def test_the_interval_equals_the_reference_figures(reference_data: Path) -> None:
    expected = json.loads((reference_data / "reference" / "small_expected.json").read_text())
    for row in expected["rate_ci"]:
        rate = rate_interval(row["count"], row["pop"])
        assert rate.value == pytest.approx(row["per1000"], rel=1e-12)
        assert (rate.low, rate.high) == pytest.approx((row["lo"], row["hi"]), rel=1e-8)


@given(st.integers(1, 5_000), st.floats(0.5, 0.999))
def test_the_ends_leave_half_the_rest_in_each_tail(count: int, level: float) -> None:
    rate = rate_interval(count, 1.0, per=1.0, level=level)
    assert poisson.sf(count - 1, rate.low) == pytest.approx((1 - level) / 2, rel=1e-6)
    assert poisson.cdf(count, rate.high) == pytest.approx((1 - level) / 2, rel=1e-6)


def test_a_rate_is_per_thousand_residents() -> None:
    rate = rate_interval(214, 103_813)
    assert rate.value == pytest.approx(2.0614, abs=1e-4)
    assert rate.low < rate.value < rate.high


@pytest.mark.parametrize("population", [0, -1, float("nan"), float("inf")])
def test_a_rate_needs_residents(population: float) -> None:
    with pytest.raises(ValueError, match="population above 0"):
        rate_interval(1, population)
    with pytest.raises(ValueError, match="population above 0"):
        empirical_bayes([1, 2], [100, population])


def test_a_rate_needs_a_count_and_a_level() -> None:
    with pytest.raises(ValueError, match="whole number"):
        rate_interval(-1, 10)
    with pytest.raises(ValueError, match="level"):
        rate_interval(1, 10, level=1.0)
    with pytest.raises(ValueError, match="same length"):
        empirical_bayes([1], [1, 2])
    with pytest.raises(ValueError, match="from 0"):
        empirical_bayes([-1, 2], [1, 2])


def test_small_areas_are_drawn_to_the_mean_more_than_large_ones() -> None:
    population = np.array([100.0, 100_000.0, 50_000.0, 80_000.0])
    counts = np.array([3.0, 800.0, 100.0, 900.0])
    raw, shrunk = counts / population, empirical_bayes(counts, population)
    mean = counts.sum() / population.sum()
    kept = (shrunk - mean) / (raw - mean)
    assert ((kept > 0) & (kept < 1)).all()
    assert kept[0] == kept.min()


def test_the_estimate_is_marshalls_worked_by_hand() -> None:
    # m = 30/300; s2 = (100*0.05**2 + 200*0.025**2)/300; a = s2 - m/150.
    mean, spread = 0.1, (100 * 0.05**2 + 200 * 0.025**2) / 300 - 0.1 / 150
    expected = [
        mean + 0.05 * spread / (spread + mean / 100),
        mean - 0.025 * spread / (spread + mean / 200),
    ]
    assert empirical_bayes([15, 15], [100, 200]) == pytest.approx(expected, rel=1e-12)


def test_a_variance_below_what_chance_gives_leaves_only_the_mean() -> None:
    assert empirical_bayes([10, 10, 10], [100, 100, 100]).tolist() == [0.1, 0.1, 0.1]


def test_no_events_and_no_areas_are_answered() -> None:
    assert empirical_bayes([0, 0], [10, 20]).tolist() == [0.0, 0.0]
    assert empirical_bayes([], []).tolist() == []


def test_a_districts_ranking_can_change_on_real_residents(reference_data: Path) -> None:
    with (reference_data / "lincolnshire_district_population.csv").open() as file:
        people = [float(row["census2021_residents_lsoa_sum"]) for row in csv.DictReader(file)]
    shrunk = empirical_bayes([10] * len(people), people)
    assert np.isfinite(shrunk).all()
    assert np.ptp(shrunk) < np.ptp(10 / np.array(people))
