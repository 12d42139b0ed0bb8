"""A GeoPackage of reports: points on the National Grid, and a table that says what they are."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from engagement.reports.exports.columns import NAMES, Cell
from engagement.reports.exports.passport import Passport, readme_lines
from geo import lazy
from geo.crs import NATIONAL_GRID

LAYER: Final = "reports"


def geopackage_bytes(rows: Sequence[Sequence[Cell]], passport: Passport) -> bytes:
    """The layers `reports` (points, EPSG:27700, the same as in the other formats) and `readme`."""
    geopandas, pandas, pyogrio = lazy.geopandas(), lazy.pandas(), lazy.pyogrio()
    columns = {name: [row[place] for row in rows] for place, name in enumerate(NAMES)}
    points = geopandas.points_from_xy(columns["easting"], columns["northing"])
    placed = [
        point if easting is not None else None
        for point, easting in zip(points, columns["easting"], strict=True)
    ]
    frame = geopandas.GeoDataFrame(columns, geometry=placed, crs=NATIONAL_GRID)
    lines = readme_lines(passport, "reports.gpkg", len(rows))
    about = pandas.DataFrame({"line": range(1, len(lines) + 1), "text": lines})
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reports.gpkg"
        pyogrio.write_dataframe(frame, path, layer=LAYER, driver="GPKG", geometry_type="Point")
        pyogrio.write_dataframe(about, path, layer="readme", driver="GPKG", append=True)
        return path.read_bytes()
