"""Real input, by the commands that people type: boundaries, residents, 21,349 points."""

import time
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from engagement.areas.models import AreaKind
from engagement.areas.queries import areas_of, current_version, residents_by_district
from engagement.reports.importing.queries import outside_rows
from engagement.reports.models import Report, ReportImport

EXTRACT = "lincolnshire_asb_2020-07_2021-06.csv.gz"
SECONDS = 30
KIND_DISTRICT = ("--kind", "district", "--code", "code", "--name", "name")


def _flask(app: Flask, *args: object) -> Result:
    result = app.test_cli_runner().invoke(args=[str(arg) for arg in args])
    assert result.exit_code == 0, result.output
    return result


def _import_areas(app: Flask, data: Path) -> None:
    districts = data / "lincolnshire_districts_bgc.geojson"
    _flask(
        app,
        "areas",
        "import",
        districts,
        *["--kind", "district", "--code", "code", "--name", "name"],
    )
    residents = data / "lincolnshire_lsoa21_population_imd.csv"
    _flask(
        app,
        *("areas", "import", data / "lincolnshire_lsoa21.geojson"),
        *["--kind", "lsoa", "--code", "code", "--name", "name", "--parent", "lad_code"],
        *("--population", residents, "--population-code", "lsoa21_code"),
        *("--population-field", "census2021_residents"),
        *("--population-source", "ONS Census 2021", "--population-year", 2021),
    )


def _latest(session: Session) -> ReportImport:
    newest = sa.select(ReportImport).order_by(ReportImport.started_at.desc()).limit(1)
    found = session.scalars(newest).one()
    session.commit()
    return found


@pytest.mark.reference_data
def test_the_real_extract_is_loaded_whole_and_only_once(
    app: Flask, session: Session, reference_data: Path
) -> None:
    _import_areas(app, reference_data)

    began = time.monotonic()
    said = _flask(app, "reports", "import", reference_data / EXTRACT).stdout
    took = time.monotonic() - began
    first = _latest(session)
    again = _flask(app, "reports", "import", reference_data / EXTRACT).stdout
    second = _latest(session)

    assert "21,349 read = 21,314 imported + 0 already known + 35 outside + 0 rejected" in said
    assert "21,349 read = 0 imported + 21,314 already known + 35 outside + 0 rejected" in again
    assert took < SECONDS
    assert (first.imported, first.known) == (21_314, 0)
    assert (second.imported, second.known) == (0, 21_314)
    assert len(outside_rows(first)) == 35
    assert session.scalar(sa.select(sa.func.count()).select_from(Report)) == 21_314
    _check_against_geopandas(session, reference_data, first)


def _check_against_geopandas(session: Session, data: Path, made: ReportImport) -> None:
    expected = _joined(data)
    there = sa.select(
        Report.easting, Report.northing, Report.occurred_month, Report.district_code
    ).order_by(Report.id)
    stored = pd.DataFrame(session.execute(there).all(), columns=["x", "y", "month", "code"])
    order = ["x", "y", "month", "code"]
    pd.testing.assert_frame_equal(
        stored.sort_values(order, ignore_index=True),
        expected.dropna(subset="code")[order].sort_values(order, ignore_index=True),
        check_dtype=False,
        check_exact=False,
        rtol=0,
        atol=1e-6,
    )
    outside = expected.index[expected["code"].isna()] + 2
    assert [row.line for row in outside_rows(made)] == outside.tolist()


def _joined(data: Path) -> pd.DataFrame:
    """Each row of the extract with the lowest code of the districts that it intersects."""
    table = pd.read_csv(data / EXTRACT)
    places = gpd.points_from_xy(table["lon"], table["lat"], crs=4326).to_crs(27700)
    points = gpd.GeoDataFrame(table, geometry=places)
    districts = gpd.read_file(data / "lincolnshire_districts_bgc.geojson").to_crs(27700)
    hits = gpd.sjoin(points, districts[["code", "geometry"]], predicate="intersects")
    lowest = hits.groupby(level=0)["code"].min()
    return pd.DataFrame(
        {"x": places.x, "y": places.y, "month": table["month"], "code": lowest.reindex(table.index)}
    )


@pytest.mark.reference_data
def test_residents_of_districts_are_the_sums_of_their_small_areas(
    app: Flask, session: Session, reference_data: Path
) -> None:
    _import_areas(app, reference_data)

    small = current_version(session, AreaKind.LSOA)
    residents = residents_by_district(session)

    assert small is not None
    assert len(areas_of(session, small)) == 435
    table = pd.read_csv(reference_data / "lincolnshire_lsoa21_population_imd.csv")
    frame = gpd.read_file(reference_data / "lincolnshire_lsoa21.geojson")
    joined = frame.merge(table, left_on="code", right_on="lsoa21_code", suffixes=("", "_there"))
    sums = joined.groupby("lad_code")["census2021_residents"].sum()
    assert {code: one.count for code, one in residents.items()} == sums.to_dict()
    assert {(one.source, one.year) for one in residents.values()} == {("ONS Census 2021", 2021)}
