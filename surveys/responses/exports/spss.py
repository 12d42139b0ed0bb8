"""An SPSS file of one table: names that SPSS takes, labels, measures, missing values."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from engagement.reports.exports.columns import Cell
from surveys.instrument.kinds.base import Stored
from surveys.responses.exports import lazy
from surveys.responses.exports.columns import MISSING, NOT_ASKED, FileColumn
from surveys.responses.exports.tables import FileTable

LONGEST_NAME: Final = 64
LONGEST_LABEL: Final = 255
LONGEST_VALUE_LABEL: Final = 120
LONGEST_TEXT: Final = 32_767
"""Bytes in UTF-8 that SPSS takes."""
RESERVED: Final = frozenset(
    {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}
)
NOT_ASKED_LABEL: Final = "Not asked in this version"
NUMBERS: Final = frozenset({Stored.INTEGER, Stored.DECIMAL})
_STRANGE: Final = re.compile(r"[^A-Za-z0-9_.]")


def spss_bytes(table: FileTable, *, title: str) -> bytes:
    """A .sav of a table's coded rows, with every code's label in it."""
    names = spss_names(table.names)
    frame = lazy.pandas().DataFrame(
        {
            name: _series(column, [row[place] for row in table.coded])
            for place, (name, column) in enumerate(zip(names, table.columns, strict=True))
        }
    )
    pairs = dict(zip(names, table.columns, strict=True))
    labelled = {name: one for name, one in pairs.items() if one.is_coded}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "responses.sav"
        lazy.pyreadstat().write_sav(
            frame,
            path,
            file_label=_cut(title, 60),
            column_labels={name: _cut(one.label, LONGEST_LABEL) for name, one in pairs.items()},
            variable_value_labels={name: _labels(one) for name, one in labelled.items()},
            missing_ranges={name: [_missing()] for name in labelled},
            variable_measure={name: one.measure.value for name, one in pairs.items()},
            row_compress=True,
        )
        return path.read_bytes()


def spss_names(names: Sequence[str]) -> list[str]:
    """A name for each that SPSS takes, no two alike: letters, figures, dots and low lines."""
    taken: set[str] = set()
    made = []
    for name in names:
        plain = _STRANGE.sub("_", name).rstrip(".") or "v"
        plain = plain if plain[0].isalpha() else f"v_{plain}"
        plain = f"{plain}_" if plain.lower() in RESERVED else plain
        plain = plain[:LONGEST_NAME]
        number, base = 1, plain
        while plain.lower() in taken:
            number += 1
            plain = f"{base[: LONGEST_NAME - len(str(number)) - 1]}_{number}"
        taken.add(plain.lower())
        made.append(plain)
    return made


def _series(column: FileColumn, cells: Sequence[Cell]) -> Any:
    pandas = lazy.pandas()
    if column.is_coded or column.stored in NUMBERS or column.stored is Stored.NOTHING:
        numbers = [None if one is None else float(one) for one in cells]
        return pandas.Series(numbers, dtype="float64")
    read = READERS.get(column.stored)
    if read is None:
        return pandas.Series([_text(one) for one in cells], dtype="object")
    return pandas.Series([_read(read, one) for one in cells], dtype="object")


READERS: Final[Mapping[Stored, Callable[[str], object]]] = {
    Stored.DATE: lambda text: date.fromisoformat(text[:10]),
    Stored.TIME: lambda text: time.fromisoformat(text).replace(tzinfo=None),
    Stored.MOMENT: lambda text: datetime.fromisoformat(text).replace(tzinfo=None),
}
"""What days and times are in SPSS; a moment keeps the time that was written."""


def _read(read: Callable[[str], object], cell: Cell) -> object:
    if not isinstance(cell, str):
        return None
    try:
        return read(cell)
    except ValueError:
        return None


def _labels(column: FileColumn) -> dict[float, str]:
    numbers = column.numbers or {}
    own = {
        float(numbers[name]): _cut(label, LONGEST_VALUE_LABEL)
        for name, label in column.codes
        if name in numbers
    }
    return own | {float(NOT_ASKED): NOT_ASKED_LABEL}


def _missing() -> dict[str, int]:
    low, high = MISSING
    return {"lo": low, "hi": high}


def _text(cell: Cell) -> str:
    return "" if cell is None else _cut(str(cell), LONGEST_TEXT)


def _cut(text: str, most: int) -> str:
    """At most so many bytes, and no half letter at the end."""
    return text.encode()[:most].decode(errors="ignore")
