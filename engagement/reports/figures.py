"""The numbers behind the officers' maps: districts with rates, cells with Gi*."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from engagement.areas.models import Area, AreaKind, AreaVersion
from engagement.areas.queries import Residents, areas_of, current_version, residents_by_district
from engagement.core.errors import NotFound
from engagement.reports.maps.grids import area_grid
from engagement.reports.models import COUNTED
from engagement.reports.queries import (
    ReportFilter,
    count_of,
    counts_by_district,
    points_for_cells,
)
from engagement.reports.reach import Within
from geo.grid import Grid
from geo.hotspots import GiStar, gi_star
from geo.rates import Rate, rate_interval

CELL_SIZES: Final = (250, 500, 1000, 2000)
"""Sides of the cells that a map offers, metres."""
INDICATIVE_FROM: Final = 60
TESTED_FROM: Final = 120


class Evidence(StrEnum):
    """What so many reports can carry."""

    COUNTS = "counts"
    INDICATIVE = "indicative"
    TESTED = "tested"


@dataclass(frozen=True, slots=True)
class DistrictFigure:
    """A district's reports, residents and rate per 1,000; no rate where it is held back."""

    code: str
    name: str
    count: int
    residents: Residents | None
    rate: Rate | None


@dataclass(frozen=True, slots=True)
class DistrictFigures:
    """Every district within reach. Σ counts + elsewhere = total.

    `elsewhere` is None for somebody who sees some districts only; `unconfirmed` when the outlines
    are approximate and do not count as confirmed: then no rate is given.
    """

    version: AreaVersion
    rows: tuple[DistrictFigure, ...]
    elsewhere: int | None
    total: int
    unconfirmed: bool


@dataclass(frozen=True, slots=True, eq=False)
class CellFigures:
    """The cells of an area with their counts, and Gi* over them.

    total = Σ counts + coarse + elsewhere: `coarse` are placed less exactly than a cell, `elsewhere`
    lie in no district or, while districts are being changed, in none of these cells.
    """

    version: AreaVersion
    codes: tuple[str, ...]
    grid: Grid
    counts: NDArray[np.int64]
    gi: GiStar
    coarse: int
    elsewhere: int
    total: int

    @property
    def evidence(self) -> Evidence:
        """What the reports in the cells can carry."""
        placed = int(self.counts.sum())
        if placed < INDICATIVE_FROM:
            return Evidence.COUNTS
        return Evidence.INDICATIVE if placed < TESTED_FROM else Evidence.TESTED

    @property
    def shown(self) -> GiStar | None:
        """The statistic, or None when there are too few reports to show one."""
        return None if self.evidence is Evidence.COUNTS else self.gi


def districts_within(session: Session, *, within: Within) -> tuple[AreaVersion, Sequence[Area]]:
    """The current districts within reach, by name; NotFound before any are loaded."""
    version = current_version(session, AreaKind.DISTRICT)
    if version is None:
        raise NotFound
    areas = [area for area in areas_of(session, version) if within is None or area.code in within]
    return version, sorted(areas, key=lambda area: area.name)


def district_figures(
    session: Session, *, narrowed: ReportFilter, within: Within, demonstration: bool
) -> DistrictFigures:
    """Reports by district; `demonstration` is the mode in which approximate outlines count."""
    version, areas = districts_within(session, within=within)
    counted = replace(narrowed, states=COUNTED, districts=None)
    counts = counts_by_district(session, narrowed=counted, within=within)
    total = sum(counts.values())
    residents = residents_by_district(session)
    unconfirmed = version.is_approximate and not demonstration
    rows = tuple(
        _district_figure(
            area, counts.get(area.code, 0), residents.get(area.code), unconfirmed=unconfirmed
        )
        for area in areas
    )
    elsewhere = total - sum(row.count for row in rows)
    return DistrictFigures(
        version=version,
        rows=rows,
        elsewhere=elsewhere if within is None else None,
        total=total,
        unconfirmed=unconfirmed,
    )


def cell_figures(
    session: Session,
    *,
    narrowed: ReportFilter,
    within: Within,
    codes: Sequence[str] | None,
    cell_m: int,
) -> CellFigures:
    """Counts and Gi* of the cells of some districts, None for all within reach.

    A report belongs to the area that its full coordinates were in; its cell is that of the corner
    which is kept. ValueError for a side that no grid can have.
    """
    version, areas = districts_within(session, within=within)
    chosen = tuple(area.code for area in areas if codes is None or area.code in codes)
    if not chosen:
        raise NotFound
    counted = replace(narrowed, states=COUNTED)
    inside = replace(counted, districts=frozenset(chosen))
    grid = area_grid(session, version=version, codes=chosen, cell_m=cell_m)
    points = points_for_cells(session, narrowed=inside, within=within, cell_m=cell_m)
    cells = grid.index_of(points.easting, points.northing)
    counts = np.bincount(cells[cells >= 0], minlength=len(grid)).astype(np.int64)
    in_districts = count_of(session, narrowed=inside, within=within)
    whole = codes is None and within is None
    total = count_of(session, narrowed=counted, within=within) if whole else in_districts
    coarse = in_districts - len(points.easting)
    return CellFigures(
        version=version,
        codes=chosen,
        grid=grid,
        counts=counts,
        gi=gi_star(counts, grid),
        coarse=coarse,
        elsewhere=total - coarse - int(counts.sum()),
        total=total,
    )


def _district_figure(
    area: Area, count: int, residents: Residents | None, *, unconfirmed: bool
) -> DistrictFigure:
    known = residents is not None and residents.count > 0
    rate = (
        rate_interval(count, residents.count) if residents and known and not unconfirmed else None
    )
    return DistrictFigure(area.code, area.name, count, residents, rate)
