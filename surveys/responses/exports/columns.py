"""The columns of a file of responses, and how one response fills them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from engagement.reports.exports.columns import Cell
from geo.crs import to_lonlat
from surveys.instrument.kinds import KINDS
from surveys.instrument.kinds.base import Column, Measure, Stored, Value
from surveys.responses.codebook import Variable
from surveys.responses.documents import Tree, value_in
from surveys.responses.places import corner_of
from surveys.text.masking import mask

NOT_ASKED: Final = -7
"""In coded files: the version that was answered had no such question, or no such choice."""
MISSING: Final = (-9, NOT_ASKED)
"""From which number to which a coded column holds no answer: SPSS's range of missing values."""
BESIDE: Final = "response_"
"""Begins the columns that are no question's."""
DECIMALS: Final = 6
PLACE_PARTS: Final[Mapping[str, tuple[str, Stored]]] = {
    "easting": ("easting, metres, EPSG:27700", Stored.INTEGER),
    "northing": ("northing, metres, EPSG:27700", Stored.INTEGER),
    "precision_m": ("how exact it is, metres", Stored.INTEGER),
    "longitude": ("longitude, degrees, EPSG:4326", Stored.DECIMAL),
    "latitude": ("latitude, degrees, EPSG:4326", Stored.DECIMAL),
}

Row: TypeAlias = "list[Cell]"


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column: its name in the file and what a kind says of it.

    `numbers` are the numbers of its answers in coded files, `question` the label of the question,
    `versions` the numbers of the versions that have it. `written` says that it holds words of the
    person's own, or what the form made of them.
    """

    name: str
    label: str
    stored: Stored
    measure: Measure = Measure.NOMINAL
    codes: tuple[tuple[str, str], ...] = ()
    numbers: Mapping[str, int] | None = None
    question: str = ""
    versions: tuple[int, ...] = ()
    sensitive: bool = False
    written: bool = False

    @property
    def is_coded(self) -> bool:
        """Whether numbers stand for its answers in a coded file."""
        return self.numbers is not None

    def coded(self, raw: Cell) -> Cell:
        """What stands in a coded file for what stands in a raw one."""
        if self.numbers is None or raw is None:
            return raw
        return self.numbers.get(str(raw))


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills the columns of one variable. `places` says where a version's cells go."""

    variable: Variable
    columns: tuple[FileColumn, ...]
    places: Mapping[int, tuple[int, ...]]
    masked: bool

    def raw(self, version: int, answers: Tree, texts: Tree) -> Row:
        """The cells of one response as they are stored; None is blank, or was not asked."""
        cells: Row = [None] * len(self.columns)
        question = self.variable.asked.get(version)
        if question is None:
            return cells
        value = value_in(texts if self.variable.stored.is_sealed else answers, question.column)
        if self.variable.stored is Stored.PLACE:
            return _place(value)
        given = KINDS[question.kind].cells(question, value)
        for place, cell in zip(self.places[version], given, strict=True):
            cells[place] = self._cell(cell)
        return cells

    def coded(self, version: int, raw: Row) -> Row:
        """The same in numbers; -7 in a column from a list that the version did not have."""
        here = self.places.get(version, ())
        return [
            column.coded(cell) if place in here or not column.is_coded else NOT_ASKED
            for place, (column, cell) in enumerate(zip(self.columns, raw, strict=True))
        ]

    def _cell(self, cell: Value) -> Cell:
        if isinstance(cell, list):
            return " ".join(cell)
        if self.masked and self.variable.stored is Stored.TEXT and isinstance(cell, str):
            return mask(cell)
        return cell


def filler_of(variable: Variable, *, masked: bool) -> Filler:
    """What fills the columns of a variable, over all versions that asked it."""
    if variable.stored is Stored.PLACE:
        columns = _place_columns(variable)
        everywhere = tuple(range(len(columns)))
        return Filler(variable, columns, dict.fromkeys(variable.asked, everywhere), masked)
    labels = {one.name: one.label for one in variable.answers}
    found: dict[str, Column] = {}
    by_version: dict[int, tuple[str, ...]] = {}
    for number, question in variable.asked.items():
        own = KINDS[question.kind].columns(question, labels, variable.label)
        by_version[number] = tuple(one.name for one in own)
        found = {**{one.name: one for one in own}, **found}
    order = _in_order(variable, found)
    place = {name: number for number, name in enumerate(order)}
    return Filler(
        variable,
        tuple(_file_column(variable, found[name], by_version) for name in order),
        {number: tuple(place[name] for name in names) for number, names in by_version.items()},
        masked,
    )


def beside(name: str, label: str, stored: Stored, **more: object) -> FileColumn:
    """A column that is no question's."""
    return replace(FileColumn(f"{BESIDE}{name}", label, stored), **more)  # type: ignore[arg-type]


def _in_order(variable: Variable, found: Mapping[str, Column]) -> Sequence[str]:
    """Columns of choices in the order of the answers; there is one otherwise."""
    order = {one.name: number for number, one in enumerate(variable.answers)}
    return sorted(found, key=lambda name: order.get(found[name].multiple, 0))


def _file_column(
    variable: Variable, column: Column, by_version: Mapping[int, tuple[str, ...]]
) -> FileColumn:
    own = column.name.removeprefix(variable.column)
    return FileColumn(
        name=f"{variable.name}{own}",
        label=column.label,
        stored=column.stored,
        measure=column.measure,
        codes=_codes(variable, column),
        numbers=_numbers(variable, column),
        question=variable.label,
        versions=tuple(sorted(n for n, names in by_version.items() if column.name in names)),
        sensitive=column.sensitive,
        written=variable.stored.is_sealed,
    )


def _codes(variable: Variable, column: Column) -> tuple[tuple[str, str], ...]:
    if column.stored is Stored.CODE:
        return tuple((one.name, one.label) for one in variable.answers)
    return column.codes


def _numbers(variable: Variable, column: Column) -> Mapping[str, int] | None:
    """Of answers from a list; whether a choice was chosen, or its place, is a number already."""
    if column.stored is Stored.CODE:
        return {one.name: one.number for one in variable.answers}
    if column.multiple:
        return {str(number): number for number in range(len(variable.answers) + 1)}
    return None


def _place_columns(variable: Variable) -> tuple[FileColumn, ...]:
    return tuple(
        FileColumn(
            name=f"{variable.name}/{part}",
            label=f"{variable.label}: {meaning}",
            stored=stored,
            measure=Measure.SCALE,
            question=variable.label,
            versions=tuple(sorted(variable.asked)),
            sensitive=variable.question.sensitive,
            written=True,
        )
        for part, (meaning, stored) in PLACE_PARTS.items()
    )


def _place(value: Value) -> Row:
    """The south-west corner of the square, as reports have it."""
    if not isinstance(value, str):
        return [None] * len(PLACE_PARTS)
    corner = corner_of(value)
    lon, lat = to_lonlat(float(corner.easting), float(corner.northing))
    degrees = [round(lon, DECIMALS), round(lat, DECIMALS)]
    return [corner.easting, corner.northing, corner.precision_m, *degrees]
