"""What a public page pays for: nothing heavy."""

import json
import subprocess
import sys

import pytest

HEAVY = ("geopandas", "pandas", "folium", "matplotlib", "scipy", "branca", "pyogrio")


def loaded_by(program: str) -> set[str]:
    code = f"{program}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_the_modules_of_public_pages_load_nothing_heavy() -> None:
    program = (
        "import geo.crs, geo.gridref, geo.places, geo.locate\n"
        "from shapely import box\n"
        "here = geo.locate.Locator(['A'], [box(0, 0, 700000, 1000000).wkb])\n"
        "assert here.locate(*geo.crs.to_national_grid(-0.5, 53.2)) == 'A'\n"
        "assert geo.crs.check_lonlat(-0.5, 53.2)\n"
    )
    assert not loaded_by(program) & set(HEAVY)


@pytest.mark.parametrize(
    "module", ["boundaries", "outlines", "grid", "rates", "hotspots", "maps", "web", "population"]
)
def test_no_module_loads_anything_heavy_when_it_is_imported(module: str) -> None:
    assert not loaded_by(f"import geo.{module}") & set(HEAVY)


@pytest.mark.parametrize("module", ["crs", "gridref", "places"])
def test_the_smallest_modules_do_not_even_load_numpy(module: str) -> None:
    assert not loaded_by(f"import geo.{module}") & {"numpy", "shapely", "pyproj"}
