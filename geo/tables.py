"""CSV files as people send them: byte-order marks, UTF-16, gzip, with the line in every error."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

LARGEST_BYTES = 64 * 1024 * 1024
"""A table larger than this, unpacked, is refused: it is no list of areas or places."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class TableError(ValueError):
    """A table that cannot be read; `line` is the line of the file, or None for the whole of it."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"Line {line}: {message}")
        self.line = line


def read_rows(
    path: Path | str, columns: Collection[str], optional: Collection[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row as (line number, {column: stripped text}) of a .csv or .csv.gz file.

    Only `columns` and `optional` ones are kept; the latter are "" where the file has no such
    column. Raises `TableError`: empty file, missing column (the columns there are
    named), a column twice, a row that is too short, text in no known encoding.
    """
    reader = csv.reader(io.StringIO(_text(Path(path)), newline=""), strict=True)
    header = [name.strip() for name in _next_row(reader) or []]
    _check_header(header, columns, optional)
    places = {name: header.index(name) for name in (*columns, *optional) if name in header}
    left_out = {name: "" for name in optional if name not in header}
    while (row := _next_row(reader)) is not None:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            raise TableError(
                f"has {len(row)} values where the header has {len(header)}", reader.line_num
            )
        kept = {name: row[place].strip() for name, place in places.items()}
        yield reader.line_num, kept | left_out


def whole_number(text: str) -> int:
    """A count such as 1119, 1,119, 1 119 or 1119.0. ValueError for a fraction or a negative."""
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    whole, _, fraction = _without_thousands(plain).partition(".")
    if not (whole.isascii() and whole.isdigit()) or fraction.strip("0"):
        raise ValueError(f"{text!r} is not a whole number")
    return int(whole)


def _without_thousands(plain: str) -> str:
    """A comma before every group of three is a thousands separator, otherwise a decimal sign."""
    first, *groups = plain.partition(".")[0].split(",")
    if groups and 1 <= len(first) <= 3 and all(len(group) == 3 for group in groups):
        return plain.replace(",", "")
    return plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain


def _check_header(header: list[str], columns: Collection[str], optional: Collection[str]) -> None:
    if not any(header):
        raise TableError("the file is empty")
    known = {*columns, *optional}
    twice = sorted({name for name in header if name in known and header.count(name) > 1})
    if twice:
        raise TableError(f"the column {twice[0]!r} is there twice", 1)
    missing = sorted(set(columns) - set(header))
    if missing:
        raise TableError(
            f"there is no column {', '.join(map(repr, missing))}; there are: {', '.join(header)}", 1
        )


def _next_row(reader: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        line = getattr(reader, "line_num", None)
        raise TableError(f"this is not CSV ({error})", line) from None


def _text(path: Path) -> str:
    data = _bytes(path)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise TableError("this is not a text file")
    return text


def _bytes(path: Path) -> bytes:
    """The file, unpacked when it is gzip, never more than `LARGEST_BYTES`."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        source = gzip.GzipFile(fileobj=raw) if packed else raw
        try:
            data = source.read(LARGEST_BYTES + 1)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise TableError("the file is damaged: it cannot be unpacked") from None
    if len(data) > LARGEST_BYTES:
        raise TableError(f"the file is larger than {LARGEST_BYTES // 1024**2} MB")
    return data
