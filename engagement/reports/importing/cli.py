"""`flask reports import`: read a file, place its rows, store what is new."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Final

import click
from flask.cli import with_appcontext

from engagement.areas.locating import AreaLocator, area_locator
from engagement.core import clock
from engagement.core.actor import SYSTEM
from engagement.core.db import reading, transaction
from engagement.core.errors import Rejected
from engagement.core.http import settings
from engagement.reports.importing.columns import Field
from engagement.reports.importing.commands import Origin, origin, store_import, usual_source
from engagement.reports.importing.placing import PlacedFile, place_rows
from engagement.reports.importing.queries import source_of_file
from engagement.reports.importing.reading import ReadFile, read_reports
from engagement.reports.importing.rows import MOST_PRECISION_M, Options
from engagement.reports.importing.shown import shown
from engagement.reports.models import ReportImport

FIRST_ERRORS: Final = 20
FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


class MapOption(click.ParamType[tuple[Field, str]]):
    """FIELD=COLUMN; an empty COLUMN leaves the field out."""

    name = "FIELD=COLUMN"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Field, str]:
        field, equals, column = value.partition("=")
        name = field.strip().casefold().replace("-", "_")
        if not equals:
            self.fail(f"{shown(value)} is not FIELD=COLUMN.", param, ctx)
        if name not in set(Field):
            self.fail(f"There is no field {shown(field)}. Fields: {', '.join(Field)}.", param, ctx)
        return Field(name), column.strip()


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--source", help="Where the reports come from; the file's name by default.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    type=MapOption(),
    help=f"Which column holds a field: {', '.join(Field)}.",
)
@click.option(
    "--precision",
    type=click.IntRange(1, MOST_PRECISION_M),
    default=1,
    show_default=True,
    help="Metres to which the places are known, where no column says it.",
)
@click.option("--sheet", default="", help="The sheet of a workbook, where there are several.")
@click.option("--month-first", is_flag=True, help="Read 07/15/2020 as a day in July.")
@with_appcontext
def import_command(
    file: Path,
    source: str | None,
    mapping: tuple[tuple[Field, str], ...],
    precision: int,
    sheet: str,
    *,
    month_first: bool,
) -> None:
    """Store the reports of FILE (CSV, also .gz, or .xlsx); loading it again adds none.

    Ends with code 1 when no row of the file could be read.
    """
    now = clock.now()
    options = Options(_once_each(mapping), precision, clock.london_date(now), sheet, month_first)
    try:
        locator = _locator()
        read = _read(file, options)
        came_from = origin(_usual_source(file, read) if source is None else source, file.name)
        click.echo("Finding the district of each place", err=True)
        placed = place_rows(read, locator=locator, source=came_from.source)
        made = _store(placed, came_from, now)
    except (ValueError, Rejected) as error:
        raise click.ClickException(f"{error} Nothing was stored.") from None
    _say_sums(made)
    if made.rejected == made.read:
        raise click.ClickException("No row of the file could be read.")


def _once_each(mapping: tuple[tuple[Field, str], ...]) -> dict[Field, str]:
    fields = [field for field, _column in mapping]
    twice = next((field for field in fields if fields.count(field) > 1), None)
    if twice:
        raise click.UsageError(f"--map names {twice} twice.")
    return dict(mapping)


def _usual_source(file: Path, read: ReadFile) -> str:
    """The file's name without endings, or the source under which it was loaded before."""
    with reading() as session:
        before = source_of_file(session, sha256=read.sha256)
    if before is not None:
        return before
    return usual_source(file.name)


def _locator() -> AreaLocator:
    with reading() as session:
        locator = area_locator(session)
    if locator is None:
        raise Rejected(
            "No districts are loaded, so no place can be found in them. "
            "Load boundaries with 'flask areas import', or make some with 'flask areas outline'."
        )
    return locator


def _read(file: Path, options: Options) -> ReadFile:
    click.echo(f"Reading {shown(file.name)}", err=True)
    read = read_reports(file, options)
    _say_read(read)
    return read


def _store(placed: PlacedFile, came_from: Origin, now: datetime) -> ReportImport:
    label = "Storing new reports"
    with click.progressbar(length=len(placed.taken), label=label, file=sys.stderr) as bar:
        with transaction() as session:
            made = store_import(
                session,
                placed=placed,
                origin=came_from,
                demonstration=settings().demonstration,
                actor=SYSTEM,
                now=now,
                progress=bar.update,
            )
            session.flush()
            session.expunge(made)
        bar.update(made.known)
    return made


def _say_read(read: ReadFile) -> None:
    click.echo(f"{read.read:,} rows are read.", err=True)
    if not read.rejected_count:
        return
    click.echo(f"{read.rejected_count:,} of them cannot be taken:", err=True)
    for row in read.rejected[:FIRST_ERRORS]:
        click.echo(f"  Line {row.line}: {row.reason}", err=True)
    more = read.rejected_count - FIRST_ERRORS
    if more > 0:
        click.echo(f"  and {more:,} more; the record of the import lists them.", err=True)


def _say_sums(made: ReportImport) -> None:
    click.echo(
        f"{made.read:,} read = {made.imported:,} imported + {made.known:,} already known"
        f" + {made.outside:,} outside + {made.rejected:,} rejected"
    )
    click.echo(f"Source: {made.source}. Import: {made.id}.")
    if made.outside:
        click.echo("Rows outside every district are listed in the record of the import.")
