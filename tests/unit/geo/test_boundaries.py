"""Boundary files: what is read, what is mended, what is refused and how it is named."""

import json
import time
import zipfile
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from shapely import Polygon, box

from geo.boundaries import SLIVER_AREA_M2, Boundaries, BoundaryError, read_boundaries
from tests.unit.geo.conftest import WriteAreas

EAST, NORTH = 500_000, 350_000


def square(column: int, row: int = 0, side: int = 1_000) -> Polygon:
    west, south = EAST + column * side, NORTH + row * side
    return box(west, south, west + side, south + side)


def read(path: Path, *, parent: str | None = None, layer: str | None = None) -> Boundaries:
    return read_boundaries(path, code="code", name="name", parent=parent, layer=layer)


def refusal(path: Path, *, parent: str | None = None) -> str:
    with pytest.raises(BoundaryError) as caught:
        read(path, parent=parent)
    return str(caught.value)


def test_areas_come_sorted_by_code_in_the_national_grid(write_areas: WriteAreas) -> None:
    path = write_areas([square(1), square(0)], code=["B", "A"], name=["Bee", "Ay"], rank=[2, 1])
    found = read_boundaries(path, code="code", name="name", attributes={"deprivation": "rank"})
    assert found.frame.crs == 27700
    assert found.frame["code"].tolist() == ["A", "B"]
    assert found.frame["name"].tolist() == ["Ay", "Bee"]
    assert found.frame["parent"].isna().all()
    assert found.frame["deprivation"].tolist() == [1, 2]
    assert found.frame["area_km2"].tolist() == [1.0, 1.0]
    assert set(found.frame.geom_type) == {"MultiPolygon"}
    assert (found.repaired, found.slivers) == ((), False)


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp", ".shp.zip", ".fgb"])
def test_any_format_and_any_crs_is_read(tmp_path: Path, suffix: str) -> None:
    frame = geopandas.GeoDataFrame(
        {"code": [7, 8], "name": ["x", "y"]}, geometry=[square(0), square(1)], crs=27700
    )
    path = tmp_path / f"areas{suffix}"
    frame.to_crs(4326 if suffix == ".geojson" else 3857).to_file(path)
    found = read(path).frame
    assert found["code"].tolist() == ["7", "8"]
    assert found.union_all().symmetric_difference(frame.union_all()).area < 10


def test_a_hole_stays_a_hole(write_areas: WriteAreas) -> None:
    city = square(1, 1)
    county = box(EAST, NORTH, EAST + 3_000, NORTH + 3_000).difference(city)
    found = read(write_areas([county, square(8)]))
    assert found.frame.geometry.iloc[0].intersection(city).area == 0
    assert found.frame["area_km2"].iloc[0] == 8.0


def test_a_self_intersection_is_mended_and_reported(write_areas: WriteAreas) -> None:
    bow = Polygon([(EAST, NORTH), (EAST + 1_000, NORTH + 1_000), (EAST + 1_000, NORTH),
                   (EAST, NORTH + 1_000)])  # fmt: skip
    found = read(write_areas([square(5), bow], code=["A", "BOW"]))
    assert found.repaired == ("BOW",)
    assert found.frame.geometry.is_valid.all()
    assert found.frame["area_km2"].tolist() == [1.0, 0.5]


def test_a_missing_crs_is_refused(write_areas: WriteAreas) -> None:
    path = write_areas([square(0)])
    frame = geopandas.read_file(path)
    frame.to_file(path.with_suffix(".shp"))
    path.with_suffix(".prj").unlink()
    assert "CRS" in refusal(path.with_suffix(".shp"))


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        (None, "has no geometry"),
        (Polygon(), "has an empty geometry"),
        (shapely.Point(EAST, NORTH), "is not a polygon"),
        (shapely.LineString([(EAST, NORTH), (EAST + 1, NORTH)]), "is not a polygon"),
        (shapely.GeometryCollection([square(3)]), "is not a polygon"),
        (Polygon([(EAST, NORTH), (EAST + 1, NORTH), (EAST + 2, NORTH)]), "encloses nothing"),
    ],
)
def test_a_feature_that_is_no_area_is_named(
    write_areas: WriteAreas, shape: shapely.Geometry | None, problem: str
) -> None:
    said = refusal(write_areas([square(0), shape], code=["FINE", "E09"]))
    assert said.startswith("E09 ")
    assert problem in said


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"code": ["A", "A"]}, "The code A is there twice: features 1 and 2"),
        ({"code": ["A", "  "]}, "Feature 2 has no code"),
        ({"code": ["A", None]}, "Feature 2 has no code"),
        ({"name": ["x", None]}, "B (feature 2) has no name"),
        ({"name": ["x", ""]}, "B (feature 2) has no name"),
    ],
)
def test_a_wrong_label_is_named(
    write_areas: WriteAreas, columns: dict[str, list[object]], problem: str
) -> None:
    assert refusal(write_areas([square(0), square(1)], **columns)) == problem


def test_a_missing_field_is_named_beside_those_there(write_areas: WriteAreas) -> None:
    said = refusal(write_areas([square(0)]), parent="LAD25CD")
    assert said == "The file has no field LAD25CD; its fields are: code, name"


def test_an_attribute_cannot_take_the_place_of_a_label(write_areas: WriteAreas) -> None:
    with pytest.raises(BoundaryError, match="cannot be called parent"):
        read_boundaries(
            write_areas([square(0)]), code="code", name="name", attributes={"parent": "code"}
        )


def test_overlapping_areas_are_named(write_areas: WriteAreas) -> None:
    half = shapely.transform(square(0), lambda points: points + 500)
    assert "A and B (0.250 km2)" in refusal(write_areas([square(0), half]))


@pytest.mark.parametrize("other", [square(0), square(2, 2, 200).buffer(0)])
def test_an_area_inside_another_overlaps_it(write_areas: WriteAreas, other: Polygon) -> None:
    assert "overlap" in refusal(write_areas([box(EAST, NORTH, EAST + 1e3, NORTH + 1e3), other]))


def test_a_sliver_passes_with_a_warning_and_one_larger_does_not(write_areas: WriteAreas) -> None:
    width = SLIVER_AREA_M2 / 1_000

    def overlap_by(metres: float) -> Path:
        first = box(EAST, NORTH, EAST + 1_000 + metres, NORTH + 1_000)
        return write_areas([first, square(1)])

    assert read(overlap_by(width * 0.99)).slivers
    assert "overlap" in refusal(overlap_by(width * 1.01))


def test_a_wrong_crs_is_suspected_when_areas_land_abroad(write_areas: WriteAreas) -> None:
    assert "wrong CRS" in refusal(write_areas([square(0)], crs=3857))


def geojson(tmp_path: Path, ring: list[list[float]]) -> Path:
    path = tmp_path / "areas.geojson"
    feature = {
        "type": "Feature",
        "properties": {"code": "A", "name": "x"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def test_swapped_degrees_are_recognised(tmp_path: Path) -> None:
    path = geojson(tmp_path, [[53.2, -0.5], [53.3, -0.5], [53.3, -0.4], [53.2, -0.5]])
    assert "swapped" in refusal(path)


def test_degrees_in_another_country_are_refused(tmp_path: Path) -> None:
    path = geojson(tmp_path, [[2.3, 48.8], [2.4, 48.8], [2.4, 48.9], [2.3, 48.8]])
    assert "A is outside the United Kingdom" in refusal(path)


def test_an_area_that_reaches_out_to_sea_is_accepted(tmp_path: Path) -> None:
    path = geojson(tmp_path, [[2.2, 53.2], [0.2, 53.2], [0.2, 53.1], [2.2, 53.2]])
    assert len(read(path).frame) == 1


def test_metres_that_call_themselves_degrees_are_recognised(tmp_path: Path) -> None:
    path = geojson(
        tmp_path, [[500000, 350000], [501000, 350000], [501000, 351000], [500000, 350000]]
    )
    assert "easting" in refusal(path)


@pytest.mark.parametrize("number", [float("inf"), float("nan")])
def test_coordinates_that_are_no_numbers_are_refused(
    write_areas: WriteAreas, number: float
) -> None:
    ring = [(EAST, NORTH), (number, NORTH), (EAST + 1_000, NORTH + 1_000), (EAST, NORTH)]
    with np.errstate(invalid="ignore"):
        path = write_areas([square(3), Polygon(ring)])
    assert refusal(path).startswith("B ")


@pytest.mark.parametrize("content", [b"", b"not a map", b"PK\x03\x04broken", b"\x00" * 1000])
@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".zip", ".shp", ".csv"])
def test_a_file_of_the_wrong_type_is_refused(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"areas{suffix}"
    path.write_bytes(content)
    assert refusal(path)


def test_a_table_without_shapes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text("code,name\nA,x\n")
    assert "no geometry" in refusal(path)


def test_a_file_without_features_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    assert "no features" in refusal(path)


def test_a_code_stored_as_a_decimal_number_is_read_as_a_whole_one(write_areas: WriteAreas) -> None:
    assert read(write_areas([square(0)], code=[12.0])).frame["code"].tolist() == ["12"]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "no file" in refusal(tmp_path / "nothing.gpkg")


def test_of_several_layers_one_must_be_named(write_areas: WriteAreas) -> None:
    path = write_areas([square(0)])
    geopandas.read_file(path).to_file(path, layer="wards", mode="a")
    assert "areas, wards" in refusal(path)
    assert len(read(path, layer="wards").frame) == 1


def test_a_zipped_file_is_read(write_areas: WriteAreas, tmp_path: Path) -> None:
    frame = geopandas.read_file(write_areas([square(0)]))
    frame.to_file(tmp_path / "inner.shp")
    with zipfile.ZipFile(tmp_path / "areas.zip", "w") as packed:
        for part in tmp_path.glob("inner.*"):
            packed.write(part, part.name)
    assert len(read(tmp_path / "areas.zip").frame) == 1


def test_a_million_vertices_are_read_in_a_few_seconds(write_areas: WriteAreas) -> None:
    angle = np.linspace(0, 2 * np.pi, 500_000, endpoint=False)
    radius = 20_000 + 200 * np.sin(angle * 5_000)
    ring = np.column_stack([EAST + radius * np.cos(angle), NORTH + radius * np.sin(angle)])
    around = box(EAST - 30_000, NORTH - 30_000, EAST + 30_000, NORTH + 30_000)
    path = write_areas([Polygon(ring), Polygon(around.exterior.coords, [ring])])
    start = time.perf_counter()
    found = read(path)
    assert time.perf_counter() - start < 15
    assert shapely.get_num_coordinates(np.asarray(found.frame.geometry)).sum() > 1_000_000


@pytest.mark.parametrize(
    ("file", "count"),
    [("districts_bgc", 7), ("districts_simplified_100m", 7), ("ward25", 155), ("lsoa21", 435)],
)
def test_the_published_layers_pass(reference_data: Path, file: str, count: int) -> None:
    found = read(reference_data / f"lincolnshire_{file}.geojson")
    assert len(found.frame) == count
    assert (found.repaired, found.slivers) == ((), False)
