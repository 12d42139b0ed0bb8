"""Residents of areas, as statistics offices publish them: a table with a code and a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.tables import TableError, read_rows, whole_number

if TYPE_CHECKING:
    from pathlib import Path


def read_population(path: Path | str, *, code: str, value: str) -> dict[str, int]:
    """Residents by area code from a .csv or .csv.gz file; `code` and `value` name its columns.

    Byte-order marks, UTF-16, "1,119" and "1119.0" are read. Raises `TableError` with the line: a
    missing column, a blank code, a code twice, what is no whole number from 0, no rows.
    """
    residents: dict[str, int] = {}
    for line, row in read_rows(path, (code, value)):
        if not row[code]:
            raise TableError(f"the code in column {code!r} is blank", line)
        if row[code] in residents:
            raise TableError(f"the code {row[code]} is there twice", line)
        try:
            residents[row[code]] = whole_number(row[value])
        except ValueError as error:
            raise TableError(f"{row[code]}: {error}", line) from None
    if not residents:
        raise TableError("there are no rows")
    return residents
