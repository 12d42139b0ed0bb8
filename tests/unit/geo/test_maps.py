"""The officers' maps: what a person sees, and that nothing is loaded from elsewhere."""

import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser

import geopandas
import numpy as np
import pytest
import shapely
from shapely import box

from geo import lazy
from geo.grid import Grid, cells_intersecting
from geo.hotspots import GiStar, gi_star
from geo.map_page import UnsafeMapError, check_page
from geo.maps import (
    ASSETS,
    DROPPED,
    AreaValue,
    MapPage,
    district_map,
    hotspot_classes,
    hotspot_map,
)
from geo.web import geojson_bytes, simplify_for_web, to_geojson

NONCE = "r4nd0m"
HOSTILE = "</script><script>alert(1)</script> \" ' & https://evil.example ${x}"
FRAME = geopandas.GeoDataFrame(
    {"code": ["A", "B", "C"], "name": ["Ay", HOSTILE, "Cee"]},
    geometry=[box(500_000 + i * 9_000, 350_000, 509_000 + i * 9_000, 359_000) for i in range(3)],
    crs=27700,
)
VALUES = {"A": AreaValue(3, ("3 reports",)), "B": AreaValue(1_234, (HOSTILE,))}
GRID = cells_intersecting(shapely.to_wkb(box(500_001, 350_001, 526_999, 358_999)), 1_000)
COUNTS = np.where(np.arange(len(GRID)) % 27 < 2, 40, 0)
COUNTS[100], COUNTS[110] = 7, 2


def page(**changes: object) -> MapPage:
    values = {
        "title": f"Reports {HOSTILE}",
        "asset_url": "/static/vendor/{}".format,
        "nonce": NONCE,
    }
    return MapPage(**{**values, **changes})  # type: ignore[arg-type]


def districts_page(**changes: object) -> str:
    return district_map(FRAME, VALUES, page(**changes), legend_title="Reports")


def hotspots_page(**changes: object) -> str:
    return hotspot_map(GRID, COUNTS, gi_star(COUNTS, GRID), page(**changes), outlines=FRAME)


class Elements(HTMLParser):
    """Every element with its attributes, and the text of all scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("html", [districts_page(), hotspots_page()], ids=["districts", "hotspots"])
class TestEveryMap:
    def test_no_address_elsewhere_is_in_the_page(self, html: str) -> None:
        seen = html.replace(HOSTILE, "")
        script = seen[seen.index("<script") :]
        assert not re.search(r"https?://|[\"'(]//", script)
        for tag, attributes in Elements(html).found:
            if tag in {"script", "link", "img", "iframe"}:
                address = attributes.get("src") or attributes.get("href") or "/"
                assert address.startswith("/")

    def test_each_script_and_style_has_the_nonce(self, html: str) -> None:
        held = [given for tag, given in Elements(html).found if tag in {"script", "style"}]
        assert len(held) == 3
        assert all(given["nonce"] == NONCE for given in held)

    def test_no_style_attribute_and_no_inline_handler(self, html: str) -> None:
        for _, attributes in Elements(html).found:
            assert not [name for name in attributes if name == "style" or name.startswith("on")]

    def test_a_hostile_name_stays_text(self, html: str) -> None:
        assert "<script>alert" not in html
        assert html.count("</script>") == 2

    def test_the_page_has_a_language_a_title_and_one_heading(self, html: str) -> None:
        tags = [tag for tag, _ in Elements(html).found]
        assert '<html lang="en">' in html
        assert (tags.count("title"), tags.count("h1"), tags.count("main")) == (1, 1, 1)
        assert "user-scalable" not in html

    def test_only_leaflet_is_loaded(self, html: str) -> None:
        loaded = [
            given.get("src") or given.get("href")
            for tag, given in Elements(html).found
            if tag in {"script", "link"} and (given.get("src") or given.get("href"))
        ]
        assert sorted(str(each) for each in loaded) == [
            "/static/vendor/leaflet/leaflet.css",
            "/static/vendor/leaflet/leaflet.js",
        ]


def test_the_same_map_is_the_same_bytes() -> None:
    assert districts_page() == districts_page()


def test_every_file_that_folium_names_is_replaced_or_dropped() -> None:
    board = lazy.folium().Map
    named = {url for _, url in board.default_js + board.default_css}
    assert named == set(ASSETS) | DROPPED


def test_a_demonstration_says_so() -> None:
    assert "Demonstration data" in districts_page(demonstration=True)
    assert "Demonstration data" not in districts_page()


def test_caption_and_attribution_are_shown_as_text() -> None:
    html = hotspots_page(caption="May <b> to June", attribution="Crown copyright")
    assert "May &lt;b&gt; to June" in html
    assert "Crown copyright" in html


def test_tiles_come_only_from_where_the_setting_says() -> None:
    tiles = "https://tiles.example/{z}/{x}/{y}.png"
    assert tiles in districts_page(tiles_url=tiles)
    assert "tileLayer" not in districts_page()


def test_an_asset_from_elsewhere_is_refused() -> None:
    for address in ("https://cdn.example/{}", "//cdn.example/{}", "data:text/css,{}"):
        with pytest.raises(UnsafeMapError, match="loads"):
            districts_page(asset_url=address.format)


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color:red">', '<a onclick="x()">', "<script>1</script>", "<style></style>",
        '<script nonce="other"></script>', '<img src="https://a.b/c">', '<link href="//a.b/c">',
        f'<script nonce="{NONCE}">fetch("https://a.b")</script>',
        f'<style nonce="{NONCE}">@import url(//a.b)</style>', '<a href="javascript:x">',
    ],
)  # fmt: skip
def test_a_page_that_a_strict_policy_would_block_is_refused(html: str) -> None:
    with pytest.raises(UnsafeMapError):
        check_page(html, NONCE)


@dataclass(frozen=True)
class Drawn:
    """What a feature's properties say: class, lines, whether the keyboard reaches it."""

    k: int
    t: list[str]
    f: int


def drawn_in(html: str, name: str) -> list[Drawn]:
    found = re.search(rf"geo_json_{name}_add\((\{{.*\}})\);", html)
    assert found
    return [Drawn(**feature["properties"]) for feature in json.loads(found[1])["features"]]


def test_an_area_without_a_figure_is_in_a_class_of_its_own() -> None:
    html = districts_page()
    assert [area.k for area in drawn_in(html, "areas")] == [0, 1, 2]
    legend = re.findall(r"</span>([^<]*)</li>", html)
    assert legend == ["3", "1,234", "No figure"]


def test_equal_figures_are_never_parted_and_rates_keep_their_decimals() -> None:
    values = {
        code: AreaValue(value, ()) for code, value in zip("ABC", (1.04, 1.01, 9.0), strict=True)
    }
    html = district_map(FRAME, values, page(), legend_title="Rate", decimals=1)
    assert re.findall(r"</span>([^<]*)</li>", html) == ["1.0", "9.0"]


def test_areas_without_any_figure_are_drawn() -> None:
    html = district_map(FRAME, {}, page(), legend_title="Reports")
    assert re.findall(r"</span>([^<]*)</li>", html) == ["No figure"]


def test_cells_without_reports_are_not_drawn_and_concentrations_take_the_keyboard() -> None:
    cells = drawn_in(hotspots_page(), "cells")
    assert len(cells) == (COUNTS > 0).sum()
    assert all(cell.f == (cell.k >= 2) for cell in cells)
    assert cells[0].t[:2] == ["TF 00 50 (1,000 m square)", "40 reports"]


def test_too_few_reports_to_test_are_coloured_by_count() -> None:
    html = hotspot_map(GRID, COUNTS, None, page())
    assert "oncentration" not in html
    kinds = {cell.t[1]: cell.k for cell in drawn_in(html, "cells")}
    assert kinds == {"40 reports": 3, "7 reports": 1, "2 reports": 0}


def test_a_cell_off_the_lettered_grid_is_named_by_its_corner() -> None:
    west = cells_intersecting(shapely.to_wkb(box(-999, 350_001, -1, 350_999)), 1_000)
    html = hotspot_map(west, [9], None, page())
    assert drawn_in(html, "cells")[0].t[0] == "-1000, 350000 (1,000 m square)"


def test_a_map_needs_a_cell() -> None:
    nothing = Grid(10, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    with pytest.raises(ValueError, match="grid with cells"):
        hotspot_map(nothing, [], None, page())


def test_a_file_of_foliums_that_is_not_known_fails_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    board = lazy.folium().Map
    more = [*board.default_js, ("new", "https://cdn.example/new.js")]
    monkeypatch.setattr(board, "default_js", more)
    with pytest.raises(UnsafeMapError, match="not known here"):
        districts_page()


def test_a_concentration_needs_five_reports_a_high_z_and_a_low_adjusted_p() -> None:
    z, p = np.array([9.0, 9, 9, 9, -9]), np.array([0.001, 0.001, 0.04, 0.2, 0.001])
    classes = hotspot_classes([4, 5, 5, 5, 5], GiStar(z, p, p))
    assert classes.tolist() == [0, 3, 2, 1, 1]


def test_shared_edges_stay_shared_on_the_web(districts: geopandas.GeoDataFrame) -> None:
    small = simplify_for_web(districts, 100)
    assert shapely.coverage_is_valid(np.asarray(small.geometry))
    assert len(small) == 7
    assert len(geojson_bytes(to_geojson(small, ["code", "name"]))) < 60_000


def test_only_degrees_are_geojson_and_only_metres_are_simplified() -> None:
    with pytest.raises(ValueError, match="4326"):
        to_geojson(FRAME, ["code"])
    with pytest.raises(ValueError, match="27700"):
        simplify_for_web(FRAME.to_crs(4326), 10)


def test_a_number_that_json_lacks_is_refused() -> None:
    frame = simplify_for_web(FRAME.assign(rate=float("nan")), 1)
    with pytest.raises(ValueError, match="JSON"):
        geojson_bytes(to_geojson(frame, ["rate"]))
