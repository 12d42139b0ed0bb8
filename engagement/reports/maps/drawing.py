"""The two maps as pages for their frame: the figures of a table, drawn."""

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from engagement.core.http import asset_url, csp_nonce, settings
from engagement.reports.figures import CellFigures, DistrictFigure, DistrictFigures, Evidence
from engagement.reports.wording import boundaries
from geo.map_page import MapPage
from geo.maps import AreaValue, district_map, hotspot_map

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

BY_COUNT, BY_RATE = "count", "rate"


def draw_districts(
    figures: DistrictFigures, frame: "GeoDataFrame", *, by: str, demonstration: bool
) -> str:
    """A page with the districts coloured by count or by rate; grey where a rate is held back."""
    rate = by == BY_RATE
    values = {row.code: AreaValue(_value(row, rate=rate), _lines(row)) for row in figures.rows}
    title = _("Reports per 1,000 residents") if rate else _("Reports by district")
    page = map_page(
        title,
        boundaries(figures.version, demonstration=settings().demonstration),
        demonstration=demonstration,
    )
    return district_map(frame, values, page, legend_title=title, decimals=2 if rate else 0)


def draw_cells(figures: CellFigures, frame: "GeoDataFrame", *, demonstration: bool) -> str:
    """A page with the squares that hold reports; tested only where there are enough of them."""
    page = map_page(
        cells_title(figures),
        boundaries(figures.version, demonstration=settings().demonstration),
        demonstration=demonstration,
    )
    return hotspot_map(
        figures.grid,
        figures.counts,
        figures.shown,
        page,
        outlines=frame,
        legend_title=_("Reports in each square"),
    )


def cells_title(figures: CellFigures) -> str:
    """What the map may be called: a concentration is no hotspot before it is tested for one."""
    if figures.evidence is Evidence.COUNTS:
        return _("Reports in squares: counts only")
    if figures.evidence is Evidence.INDICATIVE:
        return _("Concentrations, indicative, not tested for one-sitting floods")
    return _("Concentrations, not tested for one-sitting floods")


def map_page(title: str, outlines: str, *, demonstration: bool) -> MapPage:
    """The page of a map with our own files, this response's nonce and the base map that is set."""
    here = settings()
    raster = "{z}" in here.tiles_url
    sources = [_("Boundaries: %(name)s", name=outlines), here.tiles_attribution if raster else ""]
    return MapPage(
        title=title,
        asset_url=lambda name: asset_url(f"vendor/{name.replace('/dist/', '/')}"),
        nonce=csp_nonce(),
        attribution=". ".join(filter(None, sources)),
        demonstration=demonstration,
        tiles_url=here.tiles_url if raster else None,
    )


def _value(row: DistrictFigure, *, rate: bool) -> float | None:
    if not rate:
        return row.count
    return row.rate.value if row.rate else None


def _lines(row: DistrictFigure) -> tuple[str, ...]:
    counted = _("Reports: %(count)s", count=f"{row.count:,}")
    if row.rate is None:
        return (counted, _("No rate"))
    interval = _(
        "%(rate)s per 1,000 residents (95%% interval %(low)s to %(high)s)",
        rate=f"{row.rate.value:.2f}",
        low=f"{row.rate.low:.2f}",
        high=f"{row.rate.high:.2f}",
    )
    return (counted, interval)
