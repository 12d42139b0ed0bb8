"""Read a partnership file and the places file beside it."""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from types import MappingProxyType

from engagement.core.partnership.facts import (
    PROCESSINGS,
    Controller,
    District,
    HelpLine,
    Label,
    Partnership,
    Processing,
    SafePlace,
    Signpost,
    Targets,
)
from engagement.core.partnership.places import read_places
from engagement.core.partnership.safe_places import read_safe_places
from engagement.core.partnership.tables import PartnershipError, Table
from engagement.core.retention import DEFAULT_DAYS

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_AREA_CODE = re.compile(r"[A-Z][0-9]{8}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SINGLE_TEXTS = (
    "name",
    "short_name",
    "county",
    "standing",
    "readers",
    "reading_days",
    "contact_name",
    "contact_email",
    "contact_phone",
    "places_source",
    "exit_url",
)


def load_partnership(path: Path) -> Partnership:
    """Read the TOML file at `path` and the places file beside it.

    Raises PartnershipError for the first mistake, naming the file, the table and the key.
    """
    try:
        table = Table(path.name, "", tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PartnershipError(f"{path.name}: cannot be read: {error}") from error
    districts = table.rows("districts", _district)
    table.unique("districts", "code", districts)
    table.unique("districts", "name", districts)
    controllers = table.rows("controllers", _controller)
    table.unique("controllers", "id", controllers)
    listed = read_places(path.parent / table.text("places_file"), districts)
    partnership = Partnership(
        controllers=controllers,
        districts=districts,
        processing=_processing(table, {one.id for one in controllers}),
        themes=_labels(table, "themes"),
        audiences=_labels(table, "audiences"),
        help_lines=table.rows("help_lines", _help_line),
        signposts=table.rows("signposts", _signposts_within({one.code for one in districts})),
        places=listed.settlements,
        neighbours=listed.neighbours,
        streets=listed.streets,
        postcode_districts=listed.postcode_districts,
        safe_places=_safe_places(table, path.parent),
        members=table.texts("members"),
        languages=_languages(table),
        retention=_retention(table),
        targets=_targets(table),
        **{key: table.text(key) for key in _SINGLE_TEXTS},
    )
    table.finish()
    return partnership


def _safe_places(table: Table, folder: Path) -> tuple[SafePlace, ...]:
    name = table.text("keep_safe_places_file", "")
    return read_safe_places(folder / name) if name else ()


def _languages(table: Table) -> tuple[str, ...]:
    languages = table.texts("languages")
    wrong = [one for one in languages if not _LANGUAGE.fullmatch(one)]
    if wrong:
        raise table.mistake("languages", f"{wrong[0]!r:.60} is not a language code like en or pl")
    return languages


def _retention(table: Table) -> Mapping[str, int]:
    """Days for every kind of record: the file's, else ours."""
    given = Table(table.file, "retention", table.get("retention", dict, "a table", {}))
    days = {
        kind: given.get(kind, int, "a whole number of days", ours)
        for kind, ours in DEFAULT_DAYS.items()
    }
    short = [kind for kind, number in days.items() if number < 1]
    if short:
        raise given.mistake(short[0], "must be at least 1 day")
    given.finish()
    return MappingProxyType(days)


def _targets(table: Table) -> Targets:
    """Response targets: the file's, else ours."""
    given = Table(table.file, "targets", table.get("targets", dict, "a table", {}))
    ours = asdict(Targets())
    numbers = {
        name: given.get(name, int, "a whole number", number) for name, number in ours.items()
    }
    short = [name for name, number in numbers.items() if number < 1]
    if short:
        raise given.mistake(short[0], "must be at least 1")
    given.finish()
    return Targets(**numbers)


def _district(row: Table) -> District:
    return District(
        code=row.matching("code", _AREA_CODE, "an area code like E07000136"),
        name=row.text("name"),
        main_town=row.text("main_town"),
        residents=row.number("residents"),
        residents_source=row.text("residents_source"),
        residents_year=row.number("residents_year"),
    )


def _controller(row: Table) -> Controller:
    id = row.matching("id", _CODE, "small letters, digits and hyphens")
    return Controller(id, *(row.text(field.name) for field in fields(Controller)[1:]))


def _processing(table: Table, controllers: Collection[str]) -> tuple[Processing, ...]:
    def make(row: Table) -> Processing:
        id = row.text("id")
        row.known("id", [id], PROCESSINGS, "kind of processing")
        named = row.texts("controllers")
        row.known("controllers", named, controllers, "controller")
        return Processing(id, named, row.text("lawful_basis"), row.text("kept_for"))

    rows = table.rows("processing", make)
    table.unique("processing", "id", rows)
    missing = [id for id in PROCESSINGS if id not in {row.id for row in rows}]
    if missing:
        raise table.mistake("processing", f"has no table with the id {missing[0]}")
    return rows


def _labels(table: Table, key: str) -> tuple[Label, ...]:
    def make(row: Table) -> Label:
        code = row.matching("code", _CODE, "small letters, digits and hyphens")
        return Label(code, row.text("name"))

    rows = table.rows(key, make)
    table.unique(key, "code", rows)
    return rows


MARKS = ("emergency", "crime", "home", "by_text")


def _help_line(row: Table) -> HelpLine:
    marks = (row.get(key, bool, "true or false", False) for key in MARKS)
    return HelpLine(row.text("name"), row.text("number"), row.text("what_for"), *marks)


def _signposts_within(districts: Collection[str]) -> Callable[[Table], Signpost]:
    def make(row: Table) -> Signpost:
        named = row.texts("districts", [])
        row.known("districts", named, districts, "district")
        url = row.text("url", "")
        if url and not url.startswith("https://"):
            raise row.mistake("url", "must begin with https://")
        concerns = row.texts("concerns")
        wrong = [one for one in concerns if not _CODE.fullmatch(one)]
        if wrong:
            raise row.mistake("concerns", f"{wrong[0]!r:.60} is not a concern's code")
        return Signpost(
            concerns, row.text("who"), row.text("text"), named, url, row.text("phone", "")
        )

    return make
