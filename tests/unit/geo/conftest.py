"""Small worlds for the geography tests, and the way to the shared data."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from geo.boundaries import read_boundaries
from geo.locate import Locator

ROOT = Path(__file__).resolve().parents[3]
REFERENCE_DATA = Path(os.environ.get("REFERENCE_DATA", ROOT.parent / "shared" / "data"))
WriteAreas = Callable[..., Path]


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of real data; a test that needs it skips without it."""
    if not REFERENCE_DATA.is_dir():
        pytest.skip("REFERENCE_DATA is not on this machine")
    return REFERENCE_DATA


@pytest.fixture(scope="session")
def districts(reference_data: Path) -> geopandas.GeoDataFrame:
    path = reference_data / "lincolnshire_districts_bgc.geojson"
    return read_boundaries(path, code="code", name="name").frame


@pytest.fixture(scope="session")
def lsoas(reference_data: Path) -> geopandas.GeoDataFrame:
    path = reference_data / "lincolnshire_lsoa21.geojson"
    return read_boundaries(path, code="code", name="name", parent="lad_code").frame


@pytest.fixture
def write_areas(tmp_path: Path) -> WriteAreas:
    """Write polygons with codes A, B, ... and names to a file; EPSG:27700 unless told."""

    def write(
        shapes: Sequence[shapely.Geometry | None],
        *,
        crs: int | None = 27700,
        **columns: list[object],
    ) -> Path:
        codes: list[object] = [chr(65 + place) for place in range(len(shapes))]
        given = {"code": codes, "name": [f"Area {c}" for c in codes], **columns}
        path = tmp_path / "areas.gpkg"
        geometry = np.array([*shapes, None], dtype=object)[:-1]  # an array even of one shape
        geopandas.GeoDataFrame(given, geometry=geometry, crs=crs).to_file(path, engine="pyogrio")
        return path

    return write


def locator_of(frame: geopandas.GeoDataFrame) -> Locator:
    return Locator(frame["code"].tolist(), list(shapely.to_wkb(np.asarray(frame.geometry))))


def sjoin_lowest(
    frame: geopandas.GeoDataFrame, x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.int64]:
    """The oracle: geopandas' join, then the lowest code. `frame` is sorted by code."""
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y, crs=frame.crs))
    joined = geopandas.sjoin(points, frame[["geometry"]], predicate="intersects")
    found = np.full(len(x), -1, dtype=np.int64)
    lowest = joined.groupby(level=0)["index_right"].min()
    found[lowest.index] = lowest.to_numpy()
    return found
