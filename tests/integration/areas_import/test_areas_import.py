"""flask areas import: official boundaries replace the version before, whole or not at all."""

import gzip
import json
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from engagement.areas.locating import area_locator
from engagement.areas.models import Area, AreaKind, AreaVersion
from engagement.areas.queries import areas_of, current_version, residents_by_district, versions
from engagement.audit.queries import TrailFilter, trail_page
from engagement.core.http import partnership
from engagement.core.jobs import Job
from engagement.core.settings import Mode
from engagement.reports.models import Report
from tests import factories

CODES = [f"E0700013{digit}" for digit in range(6, 10)] + [f"E0700014{digit}" for digit in range(3)]
SIDE = 10_000
WEST, SOUTH = 500_000, 340_000
FIELDS = ("--kind", "district", "--code", "code", "--name", "name")


def _square(number: int, side: float = SIDE) -> shapely.Polygon:
    west = WEST + number * SIDE
    return shapely.box(west, SOUTH, west + side, SOUTH + side)


def _frame() -> gpd.GeoDataFrame:
    """The seven districts as squares in a row."""
    names = [f"District {number}" for number in range(len(CODES))]
    squares = [_square(number) for number in range(len(CODES))]
    return gpd.GeoDataFrame({"code": CODES, "name": names}, geometry=squares, crs=27700)


def _small_areas() -> gpd.GeoDataFrame:
    """Two small areas in each district, side by side."""
    rows = [
        (f"E0101{2 * number + half:04}", f"{code} {half}", code, number, half)
        for number, code in enumerate(CODES)
        for half in range(2)
    ]
    halves = [
        shapely.box(
            WEST + number * SIDE + half * SIDE / 2,
            SOUTH,
            WEST + number * SIDE + (half + 1) * SIDE / 2,
            SOUTH + SIDE,
        )
        for *_labels, number, half in rows
    ]
    columns = {
        name: [row[place] for row in rows] for place, name in enumerate(("code", "name", "lad"))
    }
    return gpd.GeoDataFrame(columns, geometry=halves, crs=27700)


def _saved(frame: gpd.GeoDataFrame, folder: Path, name: str = "districts.gpkg") -> Path:
    path = folder / name
    frame.to_file(path, engine="pyogrio")
    return path


def _import(app: Flask, path: Path, *options: str, fields: Sequence[str] = FIELDS) -> Result:
    return app.test_cli_runner().invoke(args=["areas", "import", str(path), *fields, *options])


def _check_refused(result: Result, session: Session, *words: str) -> None:
    assert result.exit_code != 0
    assert not isinstance(result.exception, AssertionError)
    for word in words:
        assert word in result.stderr
    for table in (AreaVersion, Area, Job):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    session.rollback()


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("d.gpkg", 27700),
        ("d.geojson", 4326),
        ("d.shp", 27700),
        ("d.gpkg", 3857),
        ("d.fgb", 4258),
    ],
)
def test_any_format_and_crs_is_loaded(
    app: Flask, session: Session, tmp_path: Path, name: str, crs: int
) -> None:
    path = _saved(_frame().to_crs(crs), tmp_path, name)

    result = _import(app, path)

    assert result.exit_code == 0, result.output
    assert "7 areas of kind district are loaded" in result.stdout
    version = current_version(session, AreaKind.DISTRICT)
    assert version is not None
    assert (version.label, version.file_name, version.is_approximate) == ("d", name, False)
    areas = areas_of(session, version, boundaries=True)
    assert [area.code for area in areas] == CODES
    assert sum(area.area_km2 for area in areas) == pytest.approx(700, abs=0.5)
    assert shapely.from_wkb(areas[0].boundary).equals_exact(
        shapely.MultiPolygon([_square(0)]), 1, normalize=True
    )
    outlines = json.loads(gzip.decompress(version.web_outlines))
    assert len(outlines["features"]) == 7


def test_it_is_in_the_audit_trail_and_reports_are_placed_again(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    report = factories.report(
        session, easting=505_000.0, northing=345_000.0, district_code=None, lsoa_code=None
    )
    session.commit()

    _import(app, _saved(_frame(), tmp_path), "--version", "December 2025")

    session.refresh(report)
    version = current_version(session, AreaKind.DISTRICT)
    assert version is not None
    assert version.label == "December 2025"
    assert (report.district_code, report.district_version_id) == (CODES[0], version.id)
    (line,) = trail_page(session, narrowed=TrailFilter(action="areas-loaded")).lines
    assert line.detail == {"kind": "district", "label": "December 2025", "areas": 7}


def test_a_new_version_replaces_the_one_before_and_figures_keep_theirs(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    _import(app, _saved(_frame(), tmp_path, "first.gpkg"))
    first = area_locator(session)
    session.commit()

    _import(app, _saved(_frame(), tmp_path, "second.gpkg"))

    session.expire_all()
    labels = {version.label: version.is_current for version in versions(session)}
    assert labels == {"first": False, "second": True}
    assert area_locator(session) is not first
    counted = sa.select(sa.func.count()).select_from(Area)
    assert session.scalar(counted) == 14


def test_areas_of_others_are_left_out_and_said(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    frame = _frame()
    other = frame.iloc[[0]].assign(code="E07000999", name="Elsewhere")
    frame = pd.concat([frame, other.set_geometry([_square(-1)], crs=27700)])

    result = _import(app, _saved(frame, tmp_path))

    assert "7 areas of kind district" in result.stdout
    assert "1 areas outside the partnership's districts were left out" in result.stdout


def test_a_hole_stays_a_hole(app: Flask, session: Session, tmp_path: Path) -> None:
    frame = _frame()
    city = shapely.box(503_000, 343_000, 507_000, 347_000)
    frame.geometry = [frame.geometry[0].difference(city), *frame.geometry[1:]]

    _import(app, _saved(frame, tmp_path))

    locator = area_locator(session)
    assert locator is not None
    assert locator.locate(505_000, 345_000, demonstration=False) is None
    assert locator.locate(501_000, 341_000, demonstration=False) is not None


def test_a_boundary_that_crosses_itself_is_mended_and_named(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    frame = _frame()
    bow = shapely.Polygon(
        [(500_000, 340_000), (510_000, 350_000), (510_000, 340_000), (500_000, 350_000)]
    )
    frame.geometry = [bow, *frame.geometry[1:]]

    result = _import(app, _saved(frame, tmp_path))

    assert result.exit_code == 0, result.output
    assert f"Repaired (they crossed themselves): {CODES[0]}" in result.stdout
    version = current_version(session, AreaKind.DISTRICT)
    assert version is not None
    assert version.repaired == [CODES[0]]


def test_a_million_vertices_are_loaded(app: Flask, session: Session, tmp_path: Path) -> None:
    frame = _frame()
    frame.geometry = [shape.segmentize(0.28) for shape in frame.geometry]
    assert shapely.get_num_coordinates(frame.geometry.to_numpy()).sum() > 1_000_000

    began = time.monotonic()
    result = _import(app, _saved(frame, tmp_path))

    assert result.exit_code == 0, result.output
    assert time.monotonic() - began < 60


def _no_shape(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_geometry([None, *frame.geometry[1:]], crs=27700)


def _empty_shape(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_geometry([shapely.Polygon(), *frame.geometry[1:]], crs=27700)


def _same_code(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.assign(code=[CODES[1], *CODES[1:]])


def _no_name_field(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.rename(columns={"name": "title"})


def _overlapping(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_geometry([_square(0, SIDE + 500), *frame.geometry[1:]], crs=27700)


def _points(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_geometry(frame.centroid)


def _wrong_crs(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_crs(32633, allow_override=True)


def _one_less(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.iloc[1:]


def _no_rows(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.iloc[:0]


def _blank_name(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.assign(name=["", *frame["name"][1:]])


def _long_name(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.assign(name=["x" * 121, *frame["name"][1:]])


SPOILED: dict[str, tuple[Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame], str]] = {
    "no geometry": (_no_shape, f"{CODES[0]} has no geometry"),
    "empty geometry": (_empty_shape, f"{CODES[0]} has an empty geometry"),
    "same code": (_same_code, f"The code {CODES[1]} is there twice"),
    "missing field": (_no_name_field, "no field name; its fields are: code, title"),
    "overlap": (_overlapping, f"{CODES[0]} and {CODES[1]}"),
    "points": (_points, f"{CODES[0]}"),
    "wrong CRS": (_wrong_crs, "outside the United Kingdom"),
    "a district missing": (_one_less, f"names nothing in {CODES[0]}"),
    "no features": (_no_rows, "no features"),
    "blank name": (_blank_name, f"{CODES[0]} (feature 1) has no name"),
    "long name": (_long_name, "the name has more than 120 characters"),
}


@pytest.mark.parametrize("kind", SPOILED)
def test_a_spoiled_file_is_refused_with_the_feature_named_and_nothing_is_loaded(
    app: Flask, session: Session, tmp_path: Path, kind: str
) -> None:
    spoil, words = SPOILED[kind]

    result = _import(app, _saved(spoil(_frame()), tmp_path))

    _check_refused(result, session, words, "Nothing was loaded.")
    assert ".." not in result.stderr


def test_a_file_without_crs_is_refused(app: Flask, session: Session, tmp_path: Path) -> None:
    path = _saved(_frame(), tmp_path, "d.shp")
    path.with_suffix(".prj").unlink()

    result = _import(app, path)

    _check_refused(result, session, "coordinate reference system", "Nothing was loaded.")


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("d.geojson", b" " * (600 * 1024 * 1024))


def _quiet_bomb(path: Path) -> None:
    """It unpacks to 10 GB and says 1 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("d.geojson", b" " * (64 * 1024 * 1024))
    content = path.read_bytes()
    size = (64 * 1024 * 1024).to_bytes(4, "little")
    path.write_bytes(content.replace(size, (1024 * 1024).to_bytes(4, "little")))


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "text.geojson": (lambda path: path.write_text("hello"), "not a boundary file"),
    "empty.gpkg": (lambda path: path.write_bytes(b""), "not a boundary file"),
    "picture.geojson": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n"), "not a boundary"),
    "table.csv": (lambda path: path.write_text("code,name\na,b\n"), "no geometry"),
    "broken.geojson": (
        lambda path: path.write_text('{"type": "FeatureCollection", "features": [{"type"'),
        "not a boundary file",
    ),
    "bomb.zip": (_bomb, "600 MB when it is unpacked"),
    "quiet.zip": (_quiet_bomb, "not a boundary file"),
    "damaged.zip": (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(99)), "not a boundary"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_quickly_and_nothing_is_loaded(
    app: Flask, session: Session, tmp_path: Path, name: str
) -> None:
    make, words = HOSTILE[name]
    make(tmp_path / name)

    began = time.monotonic()
    result = _import(app, tmp_path / name)

    assert time.monotonic() - began < 20
    _check_refused(result, session, words, "Nothing was loaded.")


def test_small_areas_come_with_parent_residents_and_attributes(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    frame = _small_areas().assign(decile=range(1, 15))
    population = _population(tmp_path, frame["code"].tolist())
    _import(app, _saved(_frame(), tmp_path))

    result = _import(
        app,
        _saved(frame, tmp_path, "small.gpkg"),
        *population,
        "--attribute",
        "imd_decile=decile",
        fields=("--kind", "lsoa", "--code", "code", "--name", "name", "--parent", "lad"),
    )

    assert result.exit_code == 0, result.output
    version = current_version(session, AreaKind.LSOA)
    assert version is not None
    first = areas_of(session, version)[0]
    assert (first.parent_code, first.population, first.attributes) == (
        CODES[0],
        1_500,
        {"imd_decile": 1},
    )
    residents = residents_by_district(session)
    assert {one.count for one in residents.values()} == {3_000}
    assert residents[CODES[0]].source == "Census"


def _population(folder: Path, codes: Sequence[str]) -> list[str]:
    path = folder / "residents.csv"
    path.write_text("area;people\n" + "".join(f"{code};1500\n" for code in codes), "utf-8")
    text = path.read_text("utf-8").replace(";", ",")
    path.write_text(text, "utf-16")
    return [
        *("--population", str(path), "--population-code", "area"),
        *("--population-field", "people", "--population-source", "Census"),
        *("--population-year", "2021"),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("area,people\nE07000136,5\n", "no residents for 6 areas, among them E07000137"),
        ("area,people\nE07000136,many\n", "Line 2"),
        ("area,persons\nE07000136,5\n", "people"),
        ("", "empty"),
    ],
)
def test_residents_that_do_not_fit_are_refused_and_nothing_is_loaded(
    app: Flask, session: Session, tmp_path: Path, content: str, words: str
) -> None:
    options = _population(tmp_path, [])
    (tmp_path / "residents.csv").write_text(content, "utf-8")

    result = _import(app, _saved(_frame(), tmp_path), *options)

    _check_refused(result, session, words, "Nothing was loaded.")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--population-field", "people"), "Name the file with the residents by --population"),
        (("--population", "."), "population"),
        (("--attribute", "imd"), "not NAME=FIELD"),
        (("--attribute", "imd=colour"), "no field colour"),
        (("--version", "x" * 121), "at most 120 characters"),
        (("--parent", "lad"), "no field lad"),
    ],
)
def test_options_that_cannot_be_are_refused(
    app: Flask, session: Session, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    result = _import(app, _saved(_frame(), tmp_path), *options)

    _check_refused(result, session, words)


def test_residents_need_their_source_and_year(app: Flask, session: Session, tmp_path: Path) -> None:
    options = _population(tmp_path, CODES)[:-4]

    result = _import(app, _saved(_frame(), tmp_path), *options)

    _check_refused(result, session, "--population-source")


def test_outlines_are_made_once_and_official_districts_are_not_replaced(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    runner = app.test_cli_runner()

    first = runner.invoke(args=["areas", "outline"])
    again = runner.invoke(args=["areas", "outline"])

    assert "Approximate outlines are made" in first.output
    assert "nothing to do" in again.output
    version = current_version(session, AreaKind.DISTRICT)
    assert version is not None
    assert version.is_approximate
    assert {area.code for area in areas_of(session, version)} == set(CODES)
    assert set(residents_by_district(session)) == set(CODES)
    session.commit()
    _import(app, _saved(_frame(), tmp_path))
    after = runner.invoke(args=["areas", "outline"])
    session.expire_all()
    official = current_version(session, AreaKind.DISTRICT)
    assert official is not None
    assert not official.is_approximate
    assert "nothing to do" in after.output


def test_outlines_are_made_again_when_a_place_is_gone(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["areas", "outline"])
    with app.app_context():
        ours = partnership()
    fewer = replace(ours, places=tuple(one for one in ours.places if one.name != "Skegness"))
    monkeypatch.setattr("engagement.areas.jobs.partnership", lambda: fewer)

    again = runner.invoke(args=["areas", "outline"])

    assert "Approximate outlines are made" in again.output
    made = versions(session)
    assert sorted((one.is_current, one.is_approximate) for one in made) == [
        (False, True),
        (True, True),
    ]
    assert made[0].web_outlines != made[1].web_outlines


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_in_a_demonstration_the_version_is_called_so(app: Flask, session: Session) -> None:
    app.test_cli_runner().invoke(args=["areas", "outline"])

    assert [one.label for one in versions(session)] == ["demonstration outlines"]


SMALL = ("--kind", "lsoa", "--code", "code", "--name", "name")


def test_without_a_field_for_it_the_district_that_holds_an_area_is_found(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    _import(app, _saved(_frame(), tmp_path))
    small = _small_areas()
    elsewhere = small.iloc[:1].assign(code="E01999999", geometry=[_square(-5)])  # type: ignore[list-item]
    options = _population(tmp_path, [*small["code"], "E01999999"])

    path = _saved(pd.concat([small, elsewhere]), tmp_path, "small.gpkg")
    result = _import(app, path, *options, fields=SMALL)

    assert result.exit_code == 0, result.output
    assert "1 areas outside the partnership's districts were left out" in result.stdout
    version = current_version(session, AreaKind.LSOA)
    assert version is not None
    found = {area.code: area.parent_code for area in areas_of(session, version)}
    assert found == dict(zip(small["code"], small["lad"], strict=True))
    assert set(residents_by_district(session)) == set(CODES)


def test_small_areas_that_belong_to_no_known_district_are_loaded_and_that_is_said(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    app.test_cli_runner().invoke(args=["areas", "outline"])

    result = _import(app, _saved(_small_areas(), tmp_path, "small.gpkg"), fields=SMALL)

    assert "tied to no district" in result.stdout
    assert current_version(session, AreaKind.LSOA) is not None


def test_small_areas_that_leave_a_district_out_are_refused(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    _import(app, _saved(_frame(), tmp_path))
    small = _small_areas()

    path = _saved(small[small["lad"] != CODES[2]], tmp_path, "small.gpkg")
    result = _import(app, path, fields=SMALL)

    assert f"No area of the file lies in {CODES[2]}" in result.stderr
    assert current_version(session, AreaKind.LSOA) is None


@pytest.mark.parametrize("parent", [(), ("--parent", "lad")])
def test_a_district_without_parishes_is_no_mistake(
    app: Flask, session: Session, tmp_path: Path, parent: tuple[str, ...]
) -> None:
    _import(app, _saved(_frame(), tmp_path))
    small = _small_areas()

    path = _saved(small[small["lad"] != CODES[2]], tmp_path, "parishes.gpkg")
    result = _import(app, path, *parent, fields=("--kind", "parish", *SMALL[2:]))

    assert "12 areas of kind parish are loaded" in result.stdout


def test_shared_edges_that_do_not_match_are_said(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    frame = _frame()
    frame.loc[0, "geometry"] = _square(0).buffer(0.01, join_style="mitre")  # type: ignore[call-overload]

    result = _import(app, _saved(frame, tmp_path))

    assert "slivers between areas" in result.stdout


def test_a_file_of_another_kind_is_refused_in_plain_words(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello")

    result = _import(app, path)

    _check_refused(result, session, "notes.txt is not a boundary file", "use GeoPackage")
    assert "driver" not in result.stderr.casefold()


def test_the_job_makes_outlines_where_there_are_no_districts(app: Flask, session: Session) -> None:
    with app.app_context():
        app.extensions["jobs"].start_due()

    version = current_version(session, AreaKind.DISTRICT)
    assert version is not None
    assert version.is_approximate
    states = session.scalars(sa.select(Job.state).order_by(Job.id)).all()
    assert {state.value for state in states} == {"done"}
    assert session.scalar(sa.select(sa.func.count()).select_from(Report)) == 0
