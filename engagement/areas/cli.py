"""flask areas: load boundaries, or make approximate outlines until there are some."""

from pathlib import Path
from typing import Final, TypedDict, Unpack

import click
from flask.cli import AppGroup

from engagement.areas.commands import Population, load_areas
from engagement.areas.jobs import make_outlines
from engagement.areas.models import AreaKind
from engagement.areas.queries import official_districts
from engagement.areas.reading import AreaFile, Fields, Wanted, read_area_file
from engagement.core import bounded, clock
from engagement.core.actor import SYSTEM
from engagement.core.db import reading, transaction
from engagement.core.errors import Rejected
from engagement.core.http import partnership
from geo.boundaries import read_population

cli = AppGroup("areas", help="Boundaries of districts, wards, parishes and LSOAs.")

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
LONGEST_TEXT: Final = 120


class AttributeOption(click.ParamType[tuple[str, str]]):
    """NAME=FIELD."""

    name = "NAME=FIELD"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        name, equals, field = value.partition("=")
        if not (name and equals and field):
            self.fail(f"{value!r} is not NAME=FIELD", param, ctx)
        return name, field


class Options(TypedDict):
    """What the command line says about the file and its fields."""

    file: Path
    code: str
    name: str
    parent: str | None
    layer: str | None
    population: Path | None
    population_code: str | None
    population_field: str | None
    population_source: str | None
    population_year: int | None
    attributes: tuple[tuple[str, str], ...]


class ShortText(click.ParamType[str]):
    """Text that fits into the record of a version."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if len(value) > LONGEST_TEXT:
            self.fail(f"Use at most {LONGEST_TEXT} characters.", param, ctx)
        return value


@cli.command("import")
@click.argument("file", type=FILE)
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in AreaKind]))
@click.option("--code", required=True, help="The field with each area's code.")
@click.option("--name", required=True, help="The field with each area's name.")
@click.option("--parent", help="The field with the code of the district that holds the area.")
@click.option("--layer", help="The layer of the file, where it has several.")
@click.option("--population", type=FILE, help="A CSV file with residents by code.")
@click.option("--population-code", help="Its column with the area's code.")
@click.option("--population-field", help="Its column with the residents.")
@click.option("--population-source", type=ShortText(), help="Who counted, say 'ONS Census 2021'.")
@click.option("--population-year", type=click.IntRange(1801, 2200), help="The year of the count.")
@click.option("--attribute", "attributes", multiple=True, type=AttributeOption())
@click.option(
    "--version",
    "label",
    type=ShortText(),
    help="What to call this version; or the file's name.",
)
def import_areas(kind: str, label: str | None, **options: Unpack[Options]) -> None:
    """Load FILE (any format, any CRS) as the current areas of one kind, all of it or nothing."""
    file = options["file"]
    try:
        residents = _population(options)
        read = read_area_file(file, _wanted(AreaKind(kind), options))
        _check_residents(read, residents)
        with transaction() as session:
            load_areas(
                session,
                kind=AreaKind(kind),
                file=read,
                label=label or file.stem[:LONGEST_TEXT],
                population=residents,
                approximate=False,
                actor=SYSTEM,
                now=clock.now(),
            )
    except (ValueError, Rejected) as error:
        message = str(error).strip().rstrip(".")
        raise click.ClickException(f"{message}. Nothing was loaded.") from None
    _say(read, kind)


@cli.command("outline")
def outline() -> None:
    """Make approximate outlines from the places file, also again when that has changed."""
    if make_outlines():
        click.echo(
            "Approximate outlines are made. Reports are being placed again; the worker does it."
        )
    else:
        click.echo("There is nothing to do: districts, or outlines of these places, are loaded.")


def _fields(options: Options) -> Fields:
    attributes = dict(options["attributes"])
    return Fields(options["code"], options["name"], options["parent"], attributes, options["layer"])


def _districts() -> frozenset[str]:
    return frozenset(district.code for district in partnership().districts)


def _wanted(kind: AreaKind, options: Options) -> Wanted:
    with reading() as session:
        known = official_districts(session)
    return Wanted(kind, _fields(options), _districts(), known)


def _population(options: Options) -> Population | None:
    file, source = options["population"], options["population_source"]
    code, field = options["population_code"], options["population_field"]
    year = options["population_year"]
    if file is None:
        if code or field or source or year:
            raise click.UsageError("Name the file with the residents by --population.")
        return None
    if not (code and field and source and year):
        raise click.UsageError(
            "--population also needs --population-code, --population-field, "
            "--population-source and --population-year."
        )
    return Population(bounded.run(read_population, file, code=code, value=field), source, year)


def _check_residents(read: AreaFile, residents: Population | None) -> None:
    if residents is None:
        return
    missing = [row.code for row in read.rows if row.code not in residents.by_code]
    if missing:
        raise ValueError(
            f"The population file has no residents for {len(missing)} areas, "
            f"among them {missing[0]}"
        )


def _say(read: AreaFile, kind: str) -> None:
    click.echo(f"{len(read.rows)} areas of kind {kind} are loaded.")
    if read.repaired:
        click.echo(f"Repaired (they crossed themselves): {', '.join(read.repaired)}.")
    if read.slivers:
        click.echo("Some shared edges do not match exactly: there are slivers between areas.")
    if not read.tied:
        click.echo(
            "These areas are tied to no district, so nothing is summed from them: name the field "
            "by --parent, or load official districts and then this file again."
        )
    if read.left_out:
        click.echo(f"{read.left_out} areas outside the partnership's districts were left out.")
    click.echo("Reports are being placed again; the worker does it.")
