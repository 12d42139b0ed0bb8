"""flask reports: placing reports again. flask hotspots: the grid of concentrations as CSV."""

import csv
import sys
from collections.abc import Sequence
from typing import Final

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from engagement.areas.models import Area, AreaKind
from engagement.areas.queries import areas_of, current_version
from engagement.core.db import reading, transaction
from engagement.core.http import settings
from engagement.core.jobs import enqueue
from engagement.reports.figures import CellFigures, cell_figures
from engagement.reports.importing.cli import import_command
from engagement.reports.jobs import ASSIGN
from engagement.reports.months import is_month
from engagement.reports.queries import ReportFilter, holds_demonstration, sources
from engagement.reports.wording import boundaries

reports = AppGroup("reports", help="Reports of places that feel unsafe.")
hotspots = AppGroup("hotspots", help="Where reports concentrate.")
reports.add_command(import_command)

COUNTY = "county"
LEAST_CELL_M = 100
KEPT_M = 10


class MonthOption(click.ParamType[str]):
    """YYYY-MM."""

    name = "YYYY-MM"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not is_month(value):
            self.fail(f"{value!r} is not a month like 2025-03", param, ctx)
        return value


def _write_csv(figures: CellFigures) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["easting", "northing", "n", "z", "p", "p_bh"])
    columns = (figures.grid.easting, figures.grid.northing, figures.counts)
    statistics = (figures.gi.z, figures.gi.p, figures.gi.p_bh)
    writer.writerows(zip(*(c.tolist() for c in (*columns, *statistics)), strict=True))


WRITERS: Final = {"csv": _write_csv}


@reports.command("assign")
def assign_command() -> None:
    """Place every report in the current areas again; the worker does it."""
    with transaction() as session:
        enqueue(session, ASSIGN)
    click.echo("Asked for. The worker does it; the page Areas shows how far it is.")


@hotspots.command("gistar")
@click.option("--area", required=True, help="A district's code, or 'county' for all of them.")
@click.option(
    "--cell", required=True, type=click.IntRange(LEAST_CELL_M), help="Side of a cell, metres."
)
@click.option("--from", "since", required=True, type=MonthOption(), help="The first month.")
@click.option("--to", "until", required=True, type=MonthOption(), help="The last month, included.")
@click.option("--source", help="Only reports from this source.")
@click.option("--format", "output", type=click.Choice(sorted(WRITERS)), default="csv")
def gistar(area: str, cell: int, since: str, until: str, source: str | None, output: str) -> None:
    """Gi* of every cell of an area, zeros too: easting,northing,n,z,p,p_bh.

    n counts every report not rejected or withdrawn; easting and northing are the cell's south-west
    corner (EPSG:27700); p is two-sided; p_bh is Benjamini-Hochberg over these cells.
    """
    if since > until:
        raise click.ClickException(f"--from {since} is after --to {until}.")
    if cell % KEPT_M:
        raise click.ClickException(f"--cell must be a multiple of {KEPT_M} metres.")
    with reading() as session:
        codes = _codes(area, [one.code for one in _districts(session)])
        _check_source(source, sources(session, within=None))
        narrowed = ReportFilter(since=since, until=until, source=source)
        try:
            figures = cell_figures(
                session, narrowed=narrowed, within=None, codes=codes, cell_m=cell
            )
        except ValueError as error:
            raise click.ClickException(f"{error}.") from None
        made_up = holds_demonstration(session, narrowed=narrowed, within=None)
    WRITERS[output](figures)
    _warn(figures, cell, made_up=made_up)


def _districts(session: Session) -> Sequence[Area]:
    version = current_version(session, AreaKind.DISTRICT)
    if version is None:
        raise click.ClickException("No districts are loaded: see flask areas import --help.")
    return areas_of(session, version)


def _codes(area: str, known: Sequence[str]) -> list[str] | None:
    if area.casefold() == COUNTY:
        return None
    if area not in known:
        raise click.ClickException(
            f"No district has the code {area!r}. Use one of {', '.join(known)}, or {COUNTY}."
        )
    return [area]


def _check_source(source: str | None, known: Sequence[str]) -> None:
    if source is not None and source not in known:
        there = ", ".join(known) or "none"
        raise click.ClickException(f"No report has the source {source!r}. Sources: {there}.")


def _warn(figures: CellFigures, cell: int, *, made_up: bool) -> None:
    if made_up:
        click.echo("Demonstration data: made-up reports are counted.", err=True)
    if figures.coarse:
        click.echo(
            f"{figures.coarse} reports are placed less exactly than {cell} m: in no cell.", err=True
        )
    if figures.version.is_approximate:
        called = boundaries(figures.version, demonstration=settings().demonstration)
        click.echo(f"The districts are {called}.", err=True)
