import csv
import io
from typing import Any

import numpy as np
import pytest
import shapely
from esda.getisord import G_Local
from flask import Flask
from libpysal.weights import W
from scipy.stats import false_discovery_control, norm
from sqlalchemy.orm import Session

from engagement.core.settings import Mode
from engagement.reports.models import PlacedBy, ReportState
from tests.factories import BOSTON, LINCOLN, districts, report

# A coast that cuts cells, an island of its own, a hole, and corners off the kilometre lines.
COAST = shapely.Polygon(
    [(530_150, 340_250), (541_900, 341_050), (543_333, 347_777), (539_050, 352_600),
     (534_010, 350_020), (530_150, 351_990)],
    [[(535_000, 344_000), (537_500, 344_000), (537_500, 346_500), (535_000, 346_500)]],
)  # fmt: skip
ISLAND = shapely.box(547_200, 343_100, 548_050, 344_400)
INLAND = shapely.box(520_150, 340_000, 530_150, 352_000)
PERIOD = ("--from", "2025-01", "--to", "2025-06")

Row = dict[str, float]


def run(app: Flask, *options: str) -> list[Row]:
    """The command's rows."""
    done = app.test_cli_runner().invoke(args=["hotspots", "gistar", *options])
    assert done.exit_code == 0, done.output
    return [
        {name: float(value) for name, value in row.items()}
        for row in csv.DictReader(io.StringIO(done.stdout))
    ]


def refused(app: Flask, *options: str) -> str:
    done = app.test_cli_runner().invoke(args=["hotspots", "gistar", *options])
    assert done.exit_code != 0
    return str(done.output)


@pytest.fixture
def coast(session: Session) -> list[tuple[float, float]]:
    """Two districts and 300 reports in them, most cells empty; the points of the first."""
    shapes: Any = {BOSTON: shapely.MultiPolygon([COAST, ISLAND]), LINCOLN: INLAND}
    districts(session, shapes=shapes)
    rng = np.random.default_rng(11)
    points: list[tuple[float, float, str]] = []
    while len(points) < 300:
        east, north = (float(v) for v in rng.normal((538_000, 343_000), (3_500, 1_500)).round(1))
        point = shapely.Point(east, north)
        inside = [code for code, shape in shapes.items() if shape.covers(point)]
        if inside:
            points.append((east, north, inside[0]))
    for place, (x, y, code) in enumerate(points):
        report(
            session,
            easting=x // 10 * 10,
            northing=y // 10 * 10,
            district_code=code,
            occurred_on=None,
            occurred_month=f"2025-{1 + place % 6:02d}",
        )
    session.commit()
    return [(east, north) for east, north, code in points if code == BOSTON]


def expected(
    area: shapely.Geometry, cell: int, points: list[tuple[float, float]]
) -> dict[tuple[int, int], tuple[int, float]]:
    """Cells by brute force over the bounds, counts by floor, z by esda: (n, z) by corner."""
    west, south, east, north = (int(v // cell * cell) for v in shapely.bounds(area))
    cells = [
        (x, y)
        for x in range(west - cell, east + 2 * cell, cell)
        for y in range(south - cell, north + 2 * cell, cell)
        if shapely.intersects(area, shapely.box(x, y, x + cell, y + cell))
    ]
    counts = dict.fromkeys(cells, 0)
    for x, y in points:
        counts[int(x // cell * cell), int(y // cell * cell)] += 1
    around = [(dx, dy) for dx in (-cell, 0, cell) for dy in (-cell, 0, cell) if dx or dy]
    neighbours = {
        (x, y): [(x + dx, y + dy) for dx, dy in around if (x + dx, y + dy) in counts]
        for x, y in cells
    }
    weights = W(neighbours, id_order=cells, silence_warnings=True)
    values = np.array([float(counts[cell]) for cell in cells])
    z = G_Local(values, weights, transform="B", star=True, permutations=0).Zs
    return {corner: (counts[corner], float(z[i])) for i, corner in enumerate(cells)}


@pytest.mark.filterwarnings("ignore:The weights matrix is not fully connected")  # the island
@pytest.mark.parametrize("cell", [500, 1000, 2000])
def test_the_figures_are_those_of_esda_on_a_coast_with_empty_cells(
    app: Flask, session: Session, coast: list[tuple[float, float]], cell: int
) -> None:
    rows = run(app, "--area", BOSTON, "--cell", str(cell), *PERIOD, "--format", "csv")

    oracle = expected(shapely.MultiPolygon([COAST, ISLAND]), cell, coast)
    ours = {(int(row["easting"]), int(row["northing"])): row for row in rows}
    assert set(ours) == set(oracle)
    assert len(ours) == len(rows)
    assert sum(n == 0 for n, _z in oracle.values()) > len(oracle) / 4
    for corner, (n, z) in oracle.items():
        assert ours[corner]["n"] == n
        assert ours[corner]["z"] == pytest.approx(z, abs=1e-8)


def test_p_is_two_sided_and_adjusted_over_all_cells(
    app: Flask, session: Session, coast: list[tuple[float, float]]
) -> None:
    rows = run(app, "--area", BOSTON, "--cell", "1000", *PERIOD)

    p = 2 * norm.sf(np.abs([row["z"] for row in rows]))
    assert np.allclose([row["p"] for row in rows], p, rtol=1e-8, atol=0)
    adjusted = false_discovery_control(p)
    assert np.allclose([row["p_bh"] for row in rows], adjusted, rtol=1e-8, atol=0)


def test_the_county_is_the_union_of_its_districts(
    app: Flask, session: Session, coast: list[tuple[float, float]]
) -> None:
    rows = run(app, "--area", "county", "--cell", "1000", *PERIOD)

    union = shapely.union_all([COAST, ISLAND, INLAND])
    boxes = {
        (int(row["easting"]), int(row["northing"])): shapely.box(
            row["easting"], row["northing"], row["easting"] + 1000, row["northing"] + 1000
        )
        for row in rows
    }
    assert len(boxes) == len(rows)
    assert all(shapely.intersects(union, box) for box in boxes.values())
    west, south, east, north = (int(v // 1000 * 1000) for v in union.bounds)
    for x in range(west - 1000, east + 2000, 1000):
        for y in range(south - 1000, north + 2000, 1000):
            there = shapely.intersects(union, shapely.box(x, y, x + 1000, y + 1000))
            assert ((x, y) in boxes) == there
    assert sum(row["n"] for row in rows) == 300


def test_cells_come_by_northing_then_easting(
    app: Flask, session: Session, coast: list[tuple[float, float]]
) -> None:
    rows = run(app, "--area", "county", "--cell", "2000", *PERIOD)

    corners = [(row["northing"], row["easting"]) for row in rows]
    assert corners == sorted(corners)


def test_it_counts_what_is_not_rejected_or_withdrawn_in_the_months_and_from_the_source(
    app: Flask, session: Session
) -> None:
    districts(session)
    for state in ReportState:
        report(session, state=state, occurred_month="2025-01", occurred_on=None)
    for month in ("2024-12", "2025-06", "2025-07", None):
        report(session, occurred_month=month, occurred_on=None)
    report(session, source="old extract", occurred_month="2025-02", occurred_on=None)
    session.commit()

    everything = run(app, "--area", BOSTON, "--cell", "1000", *PERIOD)
    one_source = run(app, "--area", BOSTON, "--cell", "1000", *PERIOD, "--source", "old extract")

    counted = len(ReportState) - len({ReportState.REJECTED, ReportState.WITHDRAWN})
    the_last_month, the_other_source = 1, 1
    assert sum(row["n"] for row in everything) == counted + the_last_month + the_other_source
    assert sum(row["n"] for row in one_source) == 1


def test_what_is_too_coarse_is_left_out_and_said_beside_the_csv(
    app: Flask, session: Session
) -> None:
    districts(session)
    report(session)
    report(session, placed_by=PlacedBy.PLACE_NAME, precision_m=10)
    session.commit()

    options = ["hotspots", "gistar", "--area", BOSTON, "--cell", "500", *PERIOD]
    done = app.test_cli_runner().invoke(args=options)

    assert "1 reports are placed less exactly" in done.stderr
    assert sum(int(row["n"]) for row in csv.DictReader(io.StringIO(done.stdout))) == 1


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_made_up_reports_and_outlines_are_said_beside_the_csv(app: Flask, session: Session) -> None:
    districts(session, approximate=True)
    report(session, demonstration=True)
    session.commit()

    options = ["hotspots", "gistar", "--area", BOSTON, "--cell", "500", *PERIOD]
    done = app.test_cli_runner().invoke(args=options)

    assert "made-up reports are counted" in done.stderr
    assert "demonstration outlines" in done.stderr
    assert "approximate" not in done.stderr


def test_without_any_report_every_cell_is_nothing_special(app: Flask, session: Session) -> None:
    districts(session)

    rows = run(app, "--area", "county", "--cell", "2000", *PERIOD)

    assert {(row["n"], row["z"], row["p"], row["p_bh"]) for row in rows} == {(0, 0, 1, 1)}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--area", "X1", "--cell", "500", *PERIOD], "No district has the code 'X1'"),
        (["--area", BOSTON, "--cell", "0", *PERIOD], "--cell"),
        (["--area", BOSTON, "--cell", "505", *PERIOD], "multiple of 10"),
        (["--area", BOSTON, "--cell", "1km", *PERIOD], "--cell"),
        (["--area", BOSTON, "--cell", "500", "--from", "2025-13", "--to", "2025-06"], "'2025-13'"),
        (["--area", BOSTON, "--cell", "500", "--from", "May", "--to", "2025-06"], "'May'"),
        (["--area", BOSTON, "--cell", "500", "--from", "2025-07", "--to", "2025-06"], "is after"),
        (["--area", BOSTON, "--cell", "500", *PERIOD, "--source", "x"], "the source 'x'"),
        (["--area", BOSTON, "--cell", "500", *PERIOD, "--format", "pdf"], "--format"),
        (["--cell", "500", *PERIOD], "--area"),
    ],
)
def test_what_cannot_be_is_said(
    app: Flask, session: Session, options: list[str], said: str
) -> None:
    districts(session)

    assert said in refused(app, *options)


def test_without_districts_it_says_how_to_load_them(app: Flask, session: Session) -> None:
    said = refused(app, "--area", "county", "--cell", "1000", *PERIOD)

    assert "flask areas import" in said
