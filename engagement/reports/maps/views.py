"""Pages of the officers' maps: a filter, the map in its frame, its numbers as table and CSV."""

from collections.abc import Sequence
from typing import Final, TypeVar

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from engagement.accounts.permissions import Action, reach
from engagement.accounts.sessions import signed_in
from engagement.audit.recording import record_view
from engagement.core import clock
from engagement.core.db import db
from engagement.core.errors import Rejected
from engagement.core.http import allow_framing_here, partnership, settings
from engagement.core.limits import limiter
from engagement.core.seal import Json
from engagement.reports.events import Event
from engagement.reports.exports import TAKEN, Cell, csv_bytes, taken
from engagement.reports.exports.limits import EXPORTS, SCOPE
from engagement.reports.figures import (
    CellFigures,
    DistrictFigures,
    cell_figures,
    district_figures,
)
from engagement.reports.filtering import filter_form, page_number
from engagement.reports.forms import CellMapForm, DistrictMapForm, PeriodForm
from engagement.reports.maps.drawing import cells_title, draw_cells, draw_districts
from engagement.reports.maps.grids import outlines
from engagement.reports.maps.tables import (
    CELL_COLUMNS,
    DISTRICT_COLUMNS,
    cell_rows,
    concentrations,
    district_texts,
    district_values,
)
from engagement.reports.queries import holds_demonstration
from engagement.reports.reach import Within
from engagement.reports.wording import boundaries

blueprint = Blueprint("maps", __name__, url_prefix="/reports/maps")

F = TypeVar("F", bound=PeriodForm)

ROWS: Final = 50
STANDS_ON: Final = ("since", "until", "concern", "source", "boundaries", "method", "demonstration")
DISTRICT_METHOD: Final = "reports not rejected or withdrawn; exact Poisson interval, 95 %"
CELL_METHOD: Final = "Gi* over all cells, BH; one-sitting floods not tested; evidence: "


@blueprint.get("/districts")
def districts() -> ResponseReturnValue:
    """Reports by district, as a count or as a rate."""
    within = _within()
    form = filter_form(db.session, DistrictMapForm, within=within, by="count")
    if not form.validate():
        return render_template("reports/maps/districts.html", form=form, figures=None)
    figures = _districts(form, within)
    return render_template(
        "reports/maps/districts.html",
        form=form,
        figures=figures,
        rows=district_texts(figures),
        outlines=_boundaries(figures),
    )


@blueprint.get("/districts/frame")
def districts_frame() -> ResponseReturnValue:
    """The map of districts, for the frame of its page."""
    allow_framing_here()
    within = _within()
    form = _valid(filter_form(db.session, DistrictMapForm, within=within, by="count"))
    figures = _districts(form, within)
    frame = outlines(db.session, version=figures.version, codes=[row.code for row in figures.rows])
    return draw_districts(
        figures, frame, by=form.by.data, demonstration=_demonstration(form, within)
    )


@blueprint.get("/districts.csv")
@limiter.shared_limit(EXPORTS, scope=SCOPE)
def districts_csv() -> ResponseReturnValue:
    """The numbers of the map of districts; taking them is recorded."""
    within = _within()
    form = _valid(filter_form(db.session, DistrictMapForm, within=within, by="count"))
    figures = _districts(form, within)
    _record("districts", form)
    about: list[Cell] = [_boundaries(figures), DISTRICT_METHOD, _demonstration(form, within)]
    return _csv("districts", DISTRICT_COLUMNS, district_values(figures), form, about)


@blueprint.get("/hotspots")
def hotspots() -> ResponseReturnValue:
    """Squares where reports concentrate."""
    within = _within()
    form = filter_form(db.session, CellMapForm, within=within, cell="1000")
    if not form.validate():
        return render_template("reports/maps/hotspots.html", form=form, figures=None)
    figures = _cells(form, within)
    rows = cell_rows(figures, partnership().places)
    pages = max(1, -(-len(rows) // ROWS))
    number = min(max(1, page_number()), pages)
    return render_template(
        "reports/maps/hotspots.html",
        form=form,
        figures=figures,
        title=cells_title(figures),
        rows=[row.texts for row in rows[(number - 1) * ROWS : number * ROWS]],
        squares=len(rows),
        concentrations=concentrations(rows),
        page=number,
        pages=pages,
        page_url=lambda number: url_for(".hotspots", **form.chosen(), page=number),
        outlines=_boundaries(figures),
    )


@blueprint.get("/hotspots/frame")
def hotspots_frame() -> ResponseReturnValue:
    """The map of squares, for the frame of its page."""
    allow_framing_here()
    within = _within()
    form = _valid(filter_form(db.session, CellMapForm, within=within, cell="1000"))
    figures = _cells(form, within)
    frame = outlines(db.session, version=figures.version, codes=figures.codes)
    return draw_cells(figures, frame, demonstration=_demonstration(form, within))


@blueprint.get("/hotspots.csv")
@limiter.shared_limit(EXPORTS, scope=SCOPE)
def hotspots_csv() -> ResponseReturnValue:
    """The numbers of the map of squares; taking them is recorded."""
    within = _within()
    form = _valid(filter_form(db.session, CellMapForm, within=within, cell="1000"))
    figures = _cells(form, within)
    _record("hotspots", form)
    rows = [row.values for row in cell_rows(figures, partnership().places)]
    method = f"{CELL_METHOD}{figures.evidence.value}"
    about: list[Cell] = [_boundaries(figures), method, _demonstration(form, within)]
    return _csv("hotspots", CELL_COLUMNS, rows, form, about)


def _within() -> Within:
    return reach(signed_in().actor, Action.VIEW_MAPS)


def _districts(form: DistrictMapForm, within: Within) -> DistrictFigures:
    demonstration = settings().demonstration
    return district_figures(
        db.session, narrowed=form.narrowed(), within=within, demonstration=demonstration
    )


def _cells(form: CellMapForm, within: Within) -> CellFigures:
    narrowed = form.narrowed()
    codes = None if narrowed.districts is None else sorted(narrowed.districts)
    return cell_figures(
        db.session, narrowed=narrowed, within=within, codes=codes, cell_m=form.cell_m
    )


def _boundaries(figures: DistrictFigures | CellFigures) -> str:
    return boundaries(figures.version, demonstration=settings().demonstration)


def _demonstration(form: PeriodForm, within: Within) -> bool:
    if settings().demonstration:
        return True
    return holds_demonstration(db.session, narrowed=form.narrowed(), within=within)


def _valid(form: F) -> F:
    if not form.validate():
        raise Rejected(" ".join(line.text for line in form.errors_summary))
    return form


def _record(name: str, form: PeriodForm) -> None:
    chosen: dict[str, Json] = dict(form.chosen())
    actor = signed_in().actor
    record_view(actor=actor, action=Event.FIGURES_EXPORTED, kind="map", subject=name, detail=chosen)


def _csv(
    name: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    form: PeriodForm,
    about: Sequence[Cell],
) -> Response:
    """Each row carries what it stands on: a figure never travels alone."""
    narrowed = form.narrowed()
    stands_on = [narrowed.since, narrowed.until, narrowed.concern, narrowed.source, *about]
    stands_on += taken(clock.now(), signed_in().actor.name)
    body = csv_bytes([*columns, *STANDS_ON, *TAKEN], ([*row, *stands_on] for row in rows))
    response = Response(body, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
