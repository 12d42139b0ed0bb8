"""What one row of a file says, and the digest by which it is known again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Final, TypeVar

from engagement.reports.concerns import LABELS, Concern
from engagement.reports.importing.columns import DEGREES, METRES, Columns, Field
from engagement.reports.importing.moments import RowRefused, When, read_time_band, read_when
from engagement.reports.importing.shown import shown
from geo.crs import PlaceError, parse_number

T = TypeVar("T")

DIGEST_BYTES: Final = 16
MOST_PRECISION_M: Final = 100_000
KEPT: Final = 10_000
"""How many different texts of a column are remembered with their meaning."""

CONCERNS: Final = tuple(Concern)
SAME_EVERYWHERE: Final = ("x", "y", "when")


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who imports says about the file.

    `sheet` names one of a workbook; `month_first` reads 07/15/2020 as a day in July.
    """

    mapping: Mapping[Field, str]
    precision_m: int
    today: date
    sheet: str = ""
    month_first: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be read; whether its place exists is asked of many rows at once.

    `x`, `y` are degrees or metres as the file has them; `band` is a place in TimeBand or -1;
    `concerns` has a bit for each of Concern.
    """

    line: int
    x: float
    y: float
    when: When
    band: int
    concerns: int
    precision_m: int
    digest: bytes


class RowReader:
    """Reads rows of one file: columns are chosen once, texts that return are read once."""

    def __init__(self, columns: Columns, options: Options) -> None:
        self._columns = columns
        self._width = len(columns.header)
        x, y = METRES if columns.metres else DEGREES
        self._names = (x.value, y.value)
        self._when = _remembered(
            lambda text: read_when(text, options.today, month_first=options.month_first)
        )
        self._band = _remembered(_band_number)
        self._concerns = _remembered(_concern_bits)
        self._precision = _remembered(lambda text: _precision(text, options.precision_m))
        self._others = _other_columns(columns)

    def read(self, line: int, cells: Sequence[str]) -> Row:
        """The row, or RowRefused with the reason."""
        texts = self._whole(cells)
        x = self._number(self._names[0], texts[self._columns.x])
        y = self._number(self._names[1], texts[self._columns.y])
        when = self._when(self._cell(texts, Field.DATE) or self._cell(texts, Field.MONTH))
        return Row(
            line=line,
            x=x,
            y=y,
            when=when,
            band=self._band(self._cell(texts, Field.TIME_BAND)),
            concerns=self._concerns(self._cell(texts, Field.CONCERNS)),
            precision_m=self._precision(self._cell(texts, Field.PRECISION)),
            digest=self._digest(texts, (repr(x), repr(y), str(when))),
        )

    def _whole(self, cells: Sequence[str]) -> list[str]:
        texts = [cell.strip() for cell in cells]
        if len(texts) > self._width and not any(texts[self._width :]):
            texts = texts[: self._width]
        if len(texts) != self._width:
            raise RowRefused(
                f"The row has {len(texts)} values where the first line names {self._width} columns"
            )
        return texts

    def _cell(self, texts: Sequence[str], field: Field) -> str:
        place = self._columns.places.get(field)
        return "" if place is None else texts[place]

    def _number(self, name: str, text: str) -> float:
        try:
            return parse_number(text)
        except PlaceError:
            if not text:
                raise RowRefused(f"There is no {name}") from None
            example = "532512.5" if self._columns.metres else "-0.53792"
            raise RowRefused(f"The {name} {shown(text)} is not a number like {example}") from None

    def _digest(self, texts: Sequence[str], same: tuple[str, str, str]) -> bytes:
        """Of all that the row says, in whatever order its columns stand and however numbers look.

        It does not depend on which further columns were recognised: a file that is loaded again
        with another --map is known again.
        """
        said = [f"{name}={value}" for name, value in zip(SAME_EVERYWHERE, same, strict=True)]
        said += [f"{name}={texts[place]}" for name, place in self._others if texts[place]]
        return sha256("\x1f".join(said).encode()).digest()[:DIGEST_BYTES]


def _other_columns(columns: Columns) -> list[tuple[str, int]]:
    """Name and place of each column whose text goes into the digest as it stands."""
    read = {columns.x, columns.y, columns.places.get(Field.DATE), columns.places.get(Field.MONTH)}
    places = (place for place in range(len(columns.header)) if place not in read)
    return sorted((columns.header[place].casefold(), place) for place in places)


def _remembered(read: Callable[[str], T]) -> Callable[[str], T]:
    return lru_cache(maxsize=KEPT)(read)


def _band_number(text: str) -> int:
    band = read_time_band(text)
    return -1 if band is None else list(type(band)).index(band)


def _concern_bits(text: str) -> int:
    """Concerns by code or label, in any writing, separated by ; or |."""
    bits = 0
    for part in text.replace("|", ";").split(";"):
        plain = _plain(part)
        if not plain:
            continue
        if plain not in _CONCERN_NAMES:
            raise RowRefused(
                f"{shown(part.strip())} is no concern we know: write {', '.join(Concern)}, "
                "with ; between several"
            )
        bits |= 1 << _CONCERN_NAMES[plain]
    return bits


def _precision(text: str, otherwise: int) -> int:
    if not text:
        return otherwise
    try:
        metres = parse_number(text)
    except PlaceError:
        metres = 0.0
    if not (1 <= metres <= MOST_PRECISION_M and metres == int(metres)):
        raise RowRefused(
            f"The precision {shown(text)} is not a whole number of metres "
            f"from 1 to {MOST_PRECISION_M:,}"
        )
    return int(metres)


def _plain(text: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _concern_names() -> dict[str, int]:
    """The number of a concern by its code, its label, and its label without the brackets."""
    names: dict[str, int] = {}
    for number, concern in enumerate(CONCERNS):
        label = str(LABELS[concern])
        for name in (concern.value, label, label.partition("(")[0]):
            names[_plain(name)] = number
    return names


_CONCERN_NAMES: Final = _concern_names()
