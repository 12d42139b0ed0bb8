"""The one lazy door of this package: heavy modules, imported when somebody needs them.

A public web worker imports `geo.crs`, `geo.gridref`, `geo.places` and `geo.locate` and must not
pay for these. Each function returns the module; Python keeps it, so a second call costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def geopandas() -> ModuleType:
    """Frames with geometry (loads pandas)."""
    return import_module("geopandas")


def pandas() -> ModuleType:
    """Frames."""
    return import_module("pandas")


def pyogrio() -> ModuleType:
    """What layers a boundary file has."""
    return import_module("pyogrio")


def pyproj() -> ModuleType:
    """Coordinate transformation."""
    return import_module("pyproj")


def folium() -> ModuleType:
    """Leaflet maps."""
    return import_module("folium")


def special() -> ModuleType:
    """Gamma quantiles and the normal tail."""
    return import_module("scipy.special")


def ndimage() -> ModuleType:
    """Connected components of a raster."""
    return import_module("scipy.ndimage")
