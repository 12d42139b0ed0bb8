"""Maps for officers, drawn by folium: complete pages without a single address elsewhere.

folium names fourteen files on other people's servers, ten of them for every map. `ASSETS` are the
two a page here needs; they come from the npm package leaflet 1.9.4 and are asked for by the names
on the right through `MapPage.asset_url`. leaflet.css looks for images only for layer controls and
markers, which these maps do not have. `DROPPED` are the others: jQuery, Bootstrap, Font Awesome
and awesome-markers serve markers only. A file in neither list makes the map fail, not load.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import shapely

from geo import lazy
from geo.crs import LONLAT, to_lonlat
from geo.gridref import square_reference
from geo.map_page import LEAFLET_CSS, LEAFLET_JS, MapPage, Swatch, UnsafeMapError, render_page
from geo.web import features, simplify_for_web

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import ArrayLike, NDArray

    from geo.grid import Grid
    from geo.hotspots import GiStar

    class _Element(Protocol):
        """The part of a branca element used here: branca publishes no types."""

        _id: str
        _children: Mapping[str, _Element]
        header: _Element
        html: _Element
        script: _Element

        def add_to(self, parent: _Element) -> _Element: ...
        def fit_bounds(self, bounds: list[list[float]]) -> None: ...
        def get_root(self) -> _Element: ...
        def render(self) -> str: ...


__all__ = ["ASSETS", "DROPPED", "AreaValue", "MapPage", "UnsafeMapError", "district_map",
           "hotspot_classes", "hotspot_map"]  # fmt: skip

_CDN = "https://cdn.jsdelivr.net/npm/"
_MARKERS = "https://cdnjs.cloudflare.com/ajax/libs/Leaflet.awesome-markers/2.0.2/"
_FOLIUM = "https://cdn.jsdelivr.net/gh/python-visualization/folium/folium/templates/"
ASSETS: Mapping[str, str] = {
    f"{_CDN}leaflet@1.9.3/dist/leaflet.js": LEAFLET_JS,
    f"{_CDN}leaflet@1.9.3/dist/leaflet.css": LEAFLET_CSS,
}
"""folium's address -> file of the npm package leaflet."""
DROPPED: frozenset[str] = frozenset(
    {
        "https://code.jquery.com/jquery-3.7.1.min.js",
        f"{_CDN}bootstrap@5.2.2/dist/js/bootstrap.bundle.min.js",
        f"{_CDN}bootstrap@5.2.2/dist/css/bootstrap.min.css",
        "https://netdna.bootstrapcdn.com/bootstrap/3.0.0/css/bootstrap-glyphicons.css",
        f"{_CDN}@fortawesome/fontawesome-free@6.2.0/css/all.min.css",
        f"{_MARKERS}leaflet.awesome-markers.js",
        f"{_MARKERS}leaflet.awesome-markers.css",
        f"{_FOLIUM}leaflet.awesome.rotate.min.css",
    }
)
"""Addresses of folium that no map here needs."""

LEAST_REPORTS = 5
"""A cell with fewer reports is never called a concentration."""
WEB_TOLERANCE_M = 100.0
# One hue from light to dark, so that classes differ in lightness for every kind of colour vision.
SEQUENCE = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
_INK = "#0b0c0c"
_NO_FIGURE = Swatch("#ffffff", 0.6, _INK, 1, "No figure")
FEW, ENOUGH, CONCENTRATION, STRONG = 0, 1, 2, 3
_TESTED = (
    Swatch("#d9d9d9", 0.7, "#767676", 0.5, "1 to 4 reports"),
    Swatch("#9ecae1", 0.75, "#505a5f", 0.5, "5 or more reports, no concentration"),
    Swatch("#fe9929", 0.85, "#8c4a00", 0.5, "Concentration (adjusted p 0.05 or less)"),
    Swatch("#99000d", 0.85, "#67000d", 0.5, "Strong concentration (adjusted p 0.01 or less)"),
)
_BANDS = (1, 5, 10, 25)
_COUNTED = tuple(
    Swatch(fill, 0.75, _INK, 0.5, label)
    for fill, label in zip(
        SEQUENCE[1:],
        ("1 to 4 reports", "5 to 9 reports", "10 to 24 reports", "25 or more reports"),
        strict=True,
    )
)
# k: class; t: lines to read; f: reachable by keyboard. Text only ever becomes text.
_EACH_FEATURE = """function (feature, layer) {
  const given = feature.properties;
  layer.setStyle(%s[given.k]);
  const box = document.createElement("div");
  given.t.forEach(function (line, place) {
    const row = document.createElement(place ? "div" : "strong");
    row.textContent = line;
    box.appendChild(row);
  });
  if (given.f) {
    layer.on("add", function () {
      const path = layer.getElement();
      path.setAttribute("tabindex", "0");
      path.setAttribute("role", "img");
      path.setAttribute("aria-label", given.t.join(", "));
    });
  }
  layer.bindTooltip(box, {sticky: true});
}"""


@dataclass(frozen=True, slots=True)
class AreaValue:
    """An area's figure: the number that chooses its colour (None: no figure) and lines to read."""

    value: float | None
    lines: tuple[str, ...]


def district_map(
    frame: GeoDataFrame,
    values: Mapping[str, AreaValue],
    page: MapPage,
    *,
    legend_title: str,
    decimals: int = 0,
) -> str:
    """A page with areas coloured by a count or a rate, in up to five classes of equal number.

    `frame` has code, name, geometry: in EPSG:27700 it is simplified here, in EPSG:4326 taken as it
    is. `values` by code; a code without one is drawn as "No figure". Each area can be reached by
    keyboard. Raises `UnsafeMapError` when the page would load something from elsewhere.
    """
    small = frame if frame.crs == LONLAT else simplify_for_web(frame, WEB_TOLERANCE_M)
    figures = [values.get(code, AreaValue(None, ("No figure",))) for code in small["code"]]
    classes, swatches = _choropleth([figure.value for figure in figures], decimals)
    collection = features(
        small.geometry,
        [
            {"k": kind, "t": [_plain(line) for line in (name, *figure.lines)], "f": 1}
            for kind, name, figure in zip(classes, small["name"], figures, strict=True)
        ],
    )
    west, south, east, north = (float(side) for side in small.total_bounds)
    layers = [_layer("areas", collection, swatches)]
    return _draw(page, layers, (west, south, east, north), legend_title, swatches)


def hotspot_map(
    grid: Grid,
    counts: ArrayLike,
    result: GiStar | None,
    page: MapPage,
    *,
    outlines: GeoDataFrame | None = None,
    legend_title: str = "Reports in each square",
) -> str:
    """A page with the cells of a grid that hold reports, coloured by `hotspot_classes`.

    `counts` (n) belong to the grid's cells, as does `result`; with None the cells are coloured by
    count alone, for when there are too few reports to test. `outlines` (EPSG:27700 or 4326) are
    drawn as lines. Concentrations can be reached by keyboard. Raises `UnsafeMapError` as above.
    """
    reports = np.asarray(counts, dtype=np.int64)
    classes = _bands(reports) if result is None else hotspot_classes(reports, result)
    swatches = _COUNTED if result is None else _TESTED
    shown = np.flatnonzero(reports > 0)
    cells = [_square(grid, cell) for cell in shown.tolist()]
    notes = [_note(grid, cell, reports, int(classes[cell]), result) for cell in shown.tolist()]
    collection = features(cells, notes)
    layers = [] if outlines is None else [_lines(outlines)]
    layers.append(_layer("cells", collection, swatches))
    return _draw(page, layers, _grid_bounds(grid), legend_title, swatches)


def hotspot_classes(counts: ArrayLike, result: GiStar) -> NDArray[np.int8]:
    """The class of each cell (n): 0 few, 1 enough reports, 2 concentration, 3 strong.

    A concentration has at least `LEAST_REPORTS` reports, z above 0 and an adjusted p of at most
    0.05 (strong: 0.01).
    """
    enough = np.asarray(counts) >= LEAST_REPORTS
    high = enough & (result.z > 0)
    classes = np.where(enough, ENOUGH, FEW).astype(np.int8)
    classes[high & (result.p_bh <= 0.05)] = CONCENTRATION
    classes[high & (result.p_bh <= 0.01)] = STRONG
    return classes


def _bands(reports: NDArray[np.int64]) -> NDArray[np.int8]:
    return np.maximum(np.searchsorted(_BANDS, reports, side="right") - 1, 0).astype(np.int8)


def _choropleth(
    values: Sequence[float | None], decimals: int
) -> tuple[list[int], tuple[Swatch, ...]]:
    """The class of each value and the legend; the last class is "No figure" when one lacks it.

    Equal numbers of areas to a class; equal values (as shown) are never parted.
    """
    rounded = [None if value is None else round(value, decimals) for value in values]
    known = np.array(sorted(value for value in rounded if value is not None), dtype=np.float64)
    if len(known) == 0:
        return [0] * len(rounded), (_NO_FIGURE,)
    wanted = min(len(np.unique(known)), len(SEQUENCE))
    cuts = np.arange(1, wanted + 1) * len(known) // wanted - 1
    tops = np.unique(known[np.maximum(cuts, 0)])
    shades = [SEQUENCE[round(place)] for place in np.linspace(0, len(SEQUENCE) - 1, len(tops))]
    swatches = []
    for place, (top, shade) in enumerate(zip(tops, shades, strict=True)):
        low = known[known > tops[place - 1]][0] if place else known[0]
        text = f"{low:,.{decimals}f}" + ("" if low == top else f" to {top:,.{decimals}f}")
        swatches.append(Swatch(shade, 0.85, _INK, 1, text))
    classes = [
        len(tops) if value is None else int(np.searchsorted(tops, value)) for value in rounded
    ]
    return classes, (*swatches, *([_NO_FIGURE] if None in rounded else []))


def _square(grid: Grid, cell: int) -> shapely.Polygon:
    """A cell's four corners in longitude and latitude."""
    west, south, side = float(grid.easting[cell]), float(grid.northing[cell]), grid.cell_m
    lon, lat = to_lonlat(
        west + np.array([0.0, side, side, 0.0]), south + np.array([0.0, 0.0, side, side])
    )
    return shapely.Polygon(np.column_stack([lon, lat]).round(6))


def _note(
    grid: Grid, cell: int, reports: NDArray[np.int64], kind: int, result: GiStar | None
) -> dict[str, object]:
    count = int(reports[cell])
    lines = [_cell_name(grid, cell), f"{count:,} report" if count == 1 else f"{count:,} reports"]
    if result is not None:
        p = result.p_bh[cell]
        shown = "below 0.001" if p < 0.001 else f"{p:.3f}"
        lines.append(f"z {result.z[cell]:.2f}, adjusted p {shown}")
    return {"k": kind, "t": lines, "f": int(kind >= CONCENTRATION)}


def _cell_name(grid: Grid, cell: int) -> str:
    """The grid reference of the south-west corner and the side."""
    reference = square_reference(grid.easting[cell], grid.northing[cell], grid.cell_m)
    return f"{reference} ({grid.cell_m:,} m square)"


def _layer(name: str, collection: dict[str, object], swatches: Sequence[Swatch]) -> _Element:
    folium = lazy.folium()
    styles = json.dumps([swatch.path for swatch in swatches])
    each = folium.JsCode(_EACH_FEATURE % styles)
    return _named(folium.GeoJson(collection, on_each_feature=each), name)


def _lines(outlines: GeoDataFrame) -> _Element:
    small = outlines if outlines.crs == LONLAT else simplify_for_web(outlines, WEB_TOLERANCE_M)
    line = {"color": _INK, "weight": 1.5, "fill": False}
    collection = features(small.geometry, [{"style": line}] * len(small))
    return _named(lazy.folium().GeoJson(collection, interactive=False), "outlines")


def _named(element: _Element, name: str) -> _Element:
    """The element under a fixed name: folium's are random, and the same map is the same bytes."""
    element._id = name  # noqa: SLF001
    return element


def _plain(text: str) -> str:
    """A label without the beginning of an address: no page holds one, not even as text."""
    return str(text).replace("//", "/ /")


def _grid_bounds(grid: Grid) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees of a box around the grid."""
    if len(grid) == 0:
        raise ValueError("A map needs a grid with cells")
    east = np.array([grid.easting.min(), grid.easting.max() + grid.cell_m], dtype=np.float64)
    north = np.array([grid.northing.min(), grid.northing.max() + grid.cell_m], dtype=np.float64)
    lon, lat = to_lonlat(np.repeat(east, 2), np.tile(north, 2))
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _draw(
    page: MapPage,
    layers: Sequence[_Element],
    bounds: tuple[float, float, float, float],
    legend_title: str,
    swatches: Sequence[Swatch],
) -> str:
    folium = lazy.folium()
    west, south, east, north = bounds
    board = _named(folium.Map(tiles=None, zoom_snap=0.25, attribution_control=False), "areas")
    if page.tiles_url is not None:
        folium.TileLayer(page.tiles_url, attr=_plain(page.attribution) or "base map").add_to(board)
    for layer in layers:
        layer.add_to(board)
    board.fit_bounds([[south, west], [north, east]])
    figure = board.get_root()
    for child in figure._children.values():  # noqa: SLF001
        child.render()
    _check_assets(figure)
    return render_page(
        page,
        map_html=figure.html.render(),
        script=figure.script.render(),
        legend_title=legend_title,
        swatches=swatches,
    )


def _check_assets(figure: _Element) -> None:
    """Raise unless each file that folium asked for is known: replaced or not needed."""
    asked = {getattr(link, "url", "") for link in figure.header._children.values()}  # noqa: SLF001
    unknown = sorted(asked - set(ASSETS) - DROPPED - {""})
    if unknown:
        raise UnsafeMapError(f"folium asks for files that are not known here: {unknown}")
