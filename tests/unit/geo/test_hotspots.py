"""Gi* and Benjamini-Hochberg against spdep's figures and against esda, on data not our own."""

import csv
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import false_discovery_control, norm
from shapely import box

from geo.grid import Grid, cells_intersecting
from geo.hotspots import GiStar, benjamini_hochberg, gi_star, gi_star_neighbours

TOLERANCE = 1e-8


def coast() -> Grid:
    """Land with a ragged coast, a lake and an island without neighbours: 1 km cells."""
    angle = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    radius = 21_000 + 4_000 * np.sin(angle * 5) + 1_500 * np.cos(angle * 13)
    shore = shapely.Polygon(
        np.column_stack([500_000 + radius * np.cos(angle), 350_000 + radius * np.sin(angle)])
    )
    land = shore.difference(box(497_100, 346_100, 502_900, 351_900))
    return cells_intersecting(
        shapely.union(land, box(540_100, 350_100, 540_900, 350_900)).wkb, 1_000
    )


def scarce(grid: Grid, seed: int) -> NDArray[np.int64]:
    """Independent counts, most of them zero."""
    return np.random.default_rng(seed).negative_binomial(0.2, 0.15, len(grid))


def esda(grid: Grid, counts: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The oracle: z and two-sided p of esda with binary queen weights and the cell itself."""
    libpysal = pytest.importorskip("libpysal")
    getisord = pytest.importorskip("esda.getisord")
    place = {cell: i for i, cell in enumerate(zip(grid.easting, grid.northing, strict=True))}
    side = grid.cell_m
    neighbours = {
        i: [
            place[near]
            for near in ((e + a * side, n + b * side) for a in (-1, 0, 1) for b in (-1, 0, 1))
            if near in place and near != (e, n)
        ]
        for (e, n), i in place.items()
    }
    weights = libpysal.weights.W(neighbours, silence_warnings=True)
    found = getisord.G_Local(
        counts.astype(float), weights, transform="B", star=True, permutations=0,
        island_weight=0,
    )  # fmt: skip
    return found.Zs, 2 * norm.sf(np.abs(found.Zs))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_gi_star_equals_esda_with_empty_cells_a_coast_and_a_lake(seed: int) -> None:
    grid = coast()
    counts = scarce(grid, seed)
    assert (counts == 0).mean() > 0.4
    z, p = esda(grid, counts)
    found = gi_star(counts, grid)
    connected = grid.queen_sums(np.ones(len(grid))) > 1
    assert connected.sum() > 1_000
    assert np.abs(found.z - z)[connected].max() < TOLERANCE
    assert np.abs(found.p - p)[connected].max() < TOLERANCE
    assert np.abs(found.p_bh - false_discovery_control(found.p)).max() < TOLERANCE


def test_a_cell_without_neighbours_is_judged_by_itself() -> None:
    grid = coast()
    counts = scarce(grid, 4)
    alone = np.flatnonzero(grid.queen_sums(np.ones(len(grid))) == 1)
    z = (counts - counts.mean()) / counts.std()
    assert len(alone) == 1
    assert gi_star(counts, grid).z[alone] == pytest.approx(z[alone])


def test_gi_star_equals_spdeps_figures(reference_data: Path) -> None:
    reference = reference_data / "reference"
    with (reference / "columbus_expected.csv").open() as file:
        rows = list(csv.DictReader(file))
    with (reference / "columbus_queen_edges.csv").open() as file:
        edges = [(int(row["i"]), int(row["j"])) for row in csv.DictReader(file)]
    found = gi_star_neighbours([float(row["x"]) for row in rows], edges)
    for mine, theirs in ((found.z, "B_z"), (found.p, "B_p"), (found.p_bh, "B_p_bh")):
        expected = np.array([float(row[f"Gstar_{theirs}"]) for row in rows])
        assert np.abs(mine - expected).max() < TOLERANCE


def test_a_grid_and_its_list_of_neighbours_give_the_same() -> None:
    grid = coast()
    counts = scarce(grid, 5)
    shifted = [
        grid.index_of(grid.easting + a * 1_000, grid.northing + b * 1_000)
        for a, b in ((1, 0), (0, 1), (1, 1), (1, -1))
    ]
    edges = np.concatenate(
        [np.column_stack([np.arange(len(grid)), other])[other >= 0] for other in shifted]
    )
    one, other = gi_star(counts, grid), gi_star_neighbours(counts, edges)
    assert np.allclose(one.z, other.z, rtol=0, atol=1e-12)


def assert_nothing_found(found: GiStar) -> None:
    for values, expected in ((found.z, 0.0), (found.p, 1.0), (found.p_bh, 1.0)):
        assert (values == expected).all()


@pytest.mark.parametrize("value", [0.0, 3.0, 0.1])
def test_a_constant_field_has_no_concentration(value: float) -> None:
    grid = coast()
    assert_nothing_found(gi_star(np.full(len(grid), value), grid))


@pytest.mark.parametrize("n", [1, 2, 3])
def test_cells_that_all_neighbour_each_other_cannot_be_told_apart(n: int) -> None:
    grid = Grid(10, np.arange(min(n, 2)) * 10, np.zeros(min(n, 2), dtype=np.int64))
    assert_nothing_found(gi_star(np.arange(len(grid)), grid))


def test_no_cells_give_no_figures() -> None:
    assert len(gi_star_neighbours([], []).z) == 0


def test_a_pair_counts_once_however_it_is_given() -> None:
    once = gi_star_neighbours([1, 5, 2, 0], [(0, 1), (1, 2)])
    often = gi_star_neighbours([1, 5, 2, 0], [(1, 0), (0, 1), (1, 2), (2, 1)])
    assert (once.z == often.z).all()


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        gi_star_neighbours([1, float("nan")], [(0, 1)])
    with pytest.raises(ValueError, match="from 0 to 1"):
        gi_star_neighbours([1, 2], [(0, 2)])
    with pytest.raises(ValueError, match="own neighbour"):
        gi_star_neighbours([1, 2], [(1, 1)])
    for p in ([0.5, float("nan")], [1.5], [-0.1]):
        with pytest.raises(ValueError, match="from 0 to 1"):
            benjamini_hochberg(p)


@given(st.lists(st.floats(0, 1) | st.sampled_from([0.01, 0.5]), min_size=1, max_size=50))
def test_adjusted_p_equals_scipys(p: list[float]) -> None:
    assert np.allclose(benjamini_hochberg(p), false_discovery_control(p), rtol=1e-12, atol=0)


def test_adjusting_nothing_gives_nothing() -> None:
    assert benjamini_hochberg([]).tolist() == []
