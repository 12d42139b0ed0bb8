"""The tables of an export: the responses, and one for each repeat, in an order that tells nothing.

A row has a key of this very file, by which the rows of a repeat name theirs; it is no key of the
database, and another export gives another one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import SystemRandom
from typing import Final
from uuid import UUID

from surveys.instrument.kinds.base import Measure, Stored
from surveys.models import LinkChannel
from surveys.responses.codebook import Table, Variable, tables_of, variables_of
from surveys.responses.documents import Tree, instances_of
from surveys.responses.exports.columns import FileColumn, Filler, Row, beside, filler_of
from surveys.responses.queries import Version

RESPONSES: Final = "responses"
CHANNELS: Final[Mapping[LinkChannel, str]] = {
    LinkChannel.OPEN: "Open: the survey's own address",
    LinkChannel.PLACE: "A link at a place",
    LinkChannel.EVENT: "A link at an event",
    LinkChannel.CAMPAIGN: "A link of a campaign",
}


@dataclass(frozen=True, slots=True)
class Given:
    """One response as an export reads it; without `texts` where they are not wanted."""

    id: UUID
    version_id: UUID
    language: str
    channel: LinkChannel
    district_code: str | None
    answered_on: date
    demonstration: bool
    answers: Tree
    texts: Tree


@dataclass(slots=True)
class FileTable:
    """One table, raw and coded, row for row the same.

    `key` is the column that tells its rows apart, `above` the key of the table it belongs to.
    """

    name: str
    title: str
    columns: tuple[FileColumn, ...]
    key: str
    above: str = ""
    above_table: str = ""
    raw: list[Row] = field(default_factory=list)
    coded: list[Row] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [one.name for one in self.columns]


def tables(
    versions: Sequence[Version],
    given: Sequence[Given],
    *,
    districts: Mapping[str, str],
    texts: bool,
    masked: bool = True,
) -> tuple[FileTable, ...]:
    """The responses and their repeats; `versions` come the oldest first.

    `texts` says whether words and places are in it, `masked` whether personal details in words are
    replaced by what they are. `districts` gives names by code.
    """
    variables = [one for one in variables_of(versions) if texts or not one.stored.is_sealed]
    maker = _Maker(versions, variables, districts, masked=masked)
    shuffled = list(given)
    SystemRandom().shuffle(shuffled)
    for number, one in enumerate(shuffled, start=1):
        maker.add(number, one)
    return tuple(maker.tables[table] for table in maker.order)


class _Maker:
    def __init__(
        self,
        versions: Sequence[Version],
        variables: Sequence[Variable],
        districts: Mapping[str, str],
        *,
        masked: bool,
    ) -> None:
        self.numbers = {one.id: one.number for one in versions}
        self.districts = districts
        self.order = tables_of(variables)
        self.fillers: dict[Table, list[Filler]] = {
            table: [filler_of(one, masked=masked) for one in variables if one.table == table]
            for table in self.order
        }
        self.tables = self._empty(versions)

    def add(self, key: int, one: Given) -> None:
        """One response and all that repeats in it."""
        version = self.numbers[one.version_id]
        facts: Row = [
            key,
            version,
            one.language,
            one.channel.value,
            one.district_code,
            self.districts.get(one.district_code or ""),
            one.answered_on.isoformat(),
            one.demonstration,
        ]
        self._row((), version, facts, one.answers, one.texts)
        self._repeats((), version, key, one.answers, one.texts)

    def _repeats(self, table: Table, version: int, above: int, answers: Tree, texts: Tree) -> None:
        for inner in self.order:
            if inner[:-1] != table or not inner:
                continue
            written = instances_of(texts, inner[-1])
            for number, one in enumerate(instances_of(answers, inner[-1])):
                words = written[number] if number < len(written) else {}
                key = len(self.tables[inner].raw) + 1
                self._row(inner, version, [above, key, number + 1], one, words)
                self._repeats(inner, version, key, one, words)

    def _row(self, table: Table, version: int, facts: Row, answers: Tree, texts: Tree) -> None:
        raw, coded = list(facts), list(facts)
        into = self.tables[table]
        for number, column in enumerate(into.columns[: len(facts)]):
            coded[number] = column.coded(facts[number])
        for filler in self.fillers[table]:
            cells = filler.raw(version, answers, texts)
            raw += cells
            coded += filler.coded(version, cells)
        into.raw.append(raw)
        into.coded.append(coded)

    def _empty(self, versions: Sequence[Version]) -> dict[Table, FileTable]:
        made: dict[Table, FileTable] = {}
        taken = {RESPONSES, "codebook", "about"}
        for table in self.order:
            own = [column for filler in self.fillers[table] for column in filler.columns]
            if not table:
                facts = _facts(versions)
                made[table] = FileTable(RESPONSES, "Responses", (*facts, *own), facts[0].name)
                continue
            name = _file_name(table, taken)
            over = made[table[:-1]]
            facts = _repeat_facts(name, over)
            title = f"Each “{table[-1]}” of a response"
            made[table] = FileTable(
                name, title, (*facts, *own), facts[1].name, facts[0].name, over.name
            )
        return {table: _apart(one) for table, one in made.items()}


def _facts(versions: Sequence[Version]) -> tuple[FileColumn, ...]:
    channels = tuple((one.value, label) for one, label in CHANNELS.items())
    numbers = {one.value: number for number, one in enumerate(CHANNELS, start=1)}
    named = "which version of the questions was answered"
    made = tuple(f"{one.number}" for one in versions)
    return (
        beside("key", "a number of this file alone, in random order", Stored.INTEGER),
        beside("version", f"{named} ({', '.join(made)})", Stored.INTEGER),
        beside("language", "the language it was answered in (BCP 47)", Stored.TEXT),
        beside("channel", "how the person came", Stored.CODE, codes=channels, numbers=numbers),
        beside("district_code", "code of the district, where it is known", Stored.TEXT),
        beside("district", "name of the district", Stored.TEXT),
        beside("day", "the day on which it was sent", Stored.DATE, measure=Measure.SCALE),
        beside("demonstration", "true for made-up content", Stored.NOTHING),
    )


def _repeat_facts(name: str, over: FileTable) -> tuple[FileColumn, ...]:
    return (
        FileColumn(over.key, f"the row of “{over.name}” that it belongs to", Stored.INTEGER),
        FileColumn(f"{name}_key", "a number of this file alone", Stored.INTEGER),
        FileColumn(f"{name}_number", "the first, second, ... of its response", Stored.INTEGER),
    )


def _apart(table: FileTable) -> FileTable:
    """Column names told apart where a question is called like another column."""
    taken: set[str] = set()
    columns = []
    for one in table.columns:
        name = one.name
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        columns.append(replace(one, name=name))
    table.columns = tuple(columns)
    return table


def _file_name(table: Table, taken: set[str]) -> str:
    """A name for a file: small letters of the alphabet, figures and dashes."""
    plain = "".join(one if one.isascii() and one.isalnum() else "-" for one in table[-1].lower())
    name = base = plain.strip("-") or "repeat"
    number = 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name
