"""The numbers of a map as rows: the same for the table beside it and for its CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.core.partnership import Place
from engagement.reports.exports import Cell
from engagement.reports.figures import CellFigures, DistrictFigure, DistrictFigures
from engagement.reports.maps.settlements import settlements
from engagement.reports.wording import distance
from geo.gridref import square_reference
from geo.maps import CONCENTRATION, ENOUGH, FEW, LEAST_REPORTS, STRONG, hotspot_classes

DISTRICT_COLUMNS: Final = (
    "district_code",
    "district",
    "reports",
    "residents",
    "residents_source",
    "residents_year",
    "rate_per_1000",
    "rate_low_95",
    "rate_high_95",
)
CELL_COLUMNS: Final = (
    "grid_reference",
    "easting",
    "northing",
    "cell_m",
    "nearest_settlement",
    "settlement_m",
    "n",
    "z",
    "p",
    "p_bh",
    "class",
)
CLASS_CODES: Final = {
    FEW: "fewer than 5",
    ENOUGH: "no concentration",
    CONCENTRATION: "concentration",
    STRONG: "strong concentration",
}
CLASS_WORDS: Final[dict[int, LazyString]] = {
    FEW: _l("Fewer than 5 reports"),
    ENOUGH: _l("No concentration"),
    CONCENTRATION: _l("Concentration"),
    STRONG: _l("Strong concentration"),
}


@dataclass(frozen=True, slots=True)
class CellRow:
    """A square with at least one report; the statistic is None where nothing is tested."""

    reference: str
    easting: int
    northing: int
    cell_m: int
    settlement: str
    metres: float
    n: int
    z: float | None
    p: float | None
    p_bh: float | None
    kind: int | None

    @property
    def values(self) -> list[Cell]:
        """The values of `CELL_COLUMNS`."""
        kind = None if self.kind is None else CLASS_CODES[self.kind]
        place: list[Cell] = [
            self.reference,
            self.easting,
            self.northing,
            self.cell_m,
            self.settlement,
        ]
        return [*place, round(self.metres), self.n, self.z, self.p, self.p_bh, kind]

    @property
    def texts(self) -> list[str]:
        """The cells of the table on the page."""
        near = _("%(place)s, %(distance)s", place=self.settlement, distance=distance(self.metres))
        tested = (
            [f"{self.z:.2f}", _p(self.p), _p(self.p_bh), str(CLASS_WORDS[self.kind])]
            if self.z is not None and self.kind is not None
            else []
        )
        return [self.reference, near, f"{self.n:,}", *tested]


def district_values(figures: DistrictFigures) -> list[list[Cell]]:
    """The values of `DISTRICT_COLUMNS`; the last row is what lies in no district."""
    rows: list[list[Cell]] = []
    for row in figures.rows:
        people, rate = row.residents, row.rate
        rows.append(
            [
                row.code,
                row.name,
                row.count,
                *((people.count, people.source, people.year) if people else (None, None, None)),
                *((rate.value, rate.low, rate.high) if rate else (None, None, None)),
            ]
        )
    if figures.elsewhere is not None:
        elsewhere = _("Outside or not known")
        rows.append([None, elsewhere, figures.elsewhere, None, None, None, None, None, None])
    return rows


def district_texts(figures: DistrictFigures) -> list[list[str]]:
    """The same rows as a person reads them, and their sum."""
    rows = [_district_text(row) for row in figures.rows]
    if figures.elsewhere is not None:
        rows.append([_("Outside or not known"), f"{figures.elsewhere:,}", "", "", "", ""])
    return [*rows, [_("All"), f"{figures.total:,}", "", "", "", ""]]


def cell_rows(figures: CellFigures, places: tuple[Place, ...]) -> list[CellRow]:
    """Every square of the map: the strongest concentrations first, then the most reports."""
    shown = np.flatnonzero(figures.counts > 0)
    gi = figures.shown
    kinds = None if gi is None else hotspot_classes(figures.counts, gi)
    known = settlements(places)
    rows = []
    for cell in shown.tolist():
        east, north = int(figures.grid.easting[cell]), int(figures.grid.northing[cell])
        half = figures.grid.cell_m / 2
        name, metres = known.nearest(east + half, north + half)
        rows.append(
            CellRow(
                reference=square_reference(east, north, figures.grid.cell_m),
                easting=east,
                northing=north,
                cell_m=figures.grid.cell_m,
                settlement=name,
                metres=metres,
                n=int(figures.counts[cell]),
                z=None if gi is None else float(gi.z[cell]),
                p=None if gi is None else float(gi.p[cell]),
                p_bh=None if gi is None else float(gi.p_bh[cell]),
                kind=None if kinds is None else int(kinds[cell]),
            )
        )
    return sorted(rows, key=_rank)


def concentrations(rows: Sequence[CellRow]) -> int:
    """How many squares are concentrations."""
    return sum(row.kind in (CONCENTRATION, STRONG) for row in rows)


def _rank(row: CellRow) -> tuple[int, int, int, int]:
    return -(row.kind or 0), -row.n, row.northing, row.easting


def _district_text(row: DistrictFigure) -> list[str]:
    people, rate = row.residents, row.rate
    return [
        row.name,
        f"{row.count:,}",
        f"{people.count:,}" if people else _("Not known"),
        people.counted_by if people else "",
        f"{rate.value:.2f}" if rate else _("No rate"),
        _("%(low)s to %(high)s", low=f"{rate.low:.2f}", high=f"{rate.high:.2f}") if rate else "",
    ]


def _p(value: float | None) -> str:
    if value is None:
        return ""
    return "<0.001" if value < 0.001 else f"{value:.3f}"


__all__ = [
    "CELL_COLUMNS", "CLASS_CODES", "DISTRICT_COLUMNS", "LEAST_REPORTS", "CellRow", "cell_rows",
    "concentrations", "district_texts", "district_values",
]  # fmt: skip
