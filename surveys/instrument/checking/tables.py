"""A sheet of the form, its columns recognised by any of their names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from surveys.instrument.checking.findings import Findings, rows_in_words
from surveys.instrument.reference import Feature, Part, Table, Verdict, table

REST: Final = "*"
KEPT: Final = frozenset({"image", "disabled"})
"""Columns that change nothing in the form as it is asked, and are read all the same."""
_NAME: Final = re.compile(r"[^\W\d][\w.\-]*")
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Column:
    """One column: as it was written, what it is, and of which language ("" for none)."""

    place: int
    header: str
    name: str
    language: str
    feature: Feature


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something, by the name and language of its columns."""

    number: int
    cells: Mapping[tuple[str, str], str]

    def get(self, name: str) -> str:
        """The text of a column that has no languages, or of the one that names none."""
        return self.cells.get((name, ""), "")

    def texts(self, name: str) -> dict[str, str]:
        """The texts of a column by language."""
        return {language: text for (one, language), text in self.cells.items() if one == name}

    def without(self, names: Iterable[str]) -> "Row":
        """The row without some columns."""
        left = {key: text for key, text in self.cells.items() if key[0] not in names}
        return Row(self.number, left)

    def with_text(self, name: str, text: str) -> "Row":
        """The row with another text in a column."""
        return Row(self.number, {**self.cells, (name, ""): text})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the form: what we read of it."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def has(self, name: str) -> bool:
        """Whether it has a column, in any language."""
        return any(column.name == name for column in self.columns)


def read_sheet(name: str, rows: list[list[str]], part: Part, findings: Findings) -> Sheet:
    """A sheet with the columns that take part in the form; what is said of the others is noted."""
    header = rows[0] if rows else []
    columns = _columns(header, part)
    _judge(name, columns, rows, findings)
    kept = _once(name, [one for one in columns if _takes_part(one, part)], findings)
    found = []
    for number, row in enumerate(rows[1:], 2):
        cells = {
            (one.name, one.language): row[one.place].strip()
            for one in kept
            if one.place < len(row) and row[one.place].strip()
        }
        if cells:
            found.append(Row(number, cells))
    _nameless(name, header, rows, findings)
    return Sheet(name, tuple(kept), tuple(found))


def is_name(text: str) -> bool:
    """Whether a text may name a question or a column: it is the name of an element."""
    if not _NAME.fullmatch(text) or len(text) > LONGEST_NAME:
        return False
    try:
        etree.QName(text)
    except ValueError:
        return False
    return True


def _columns(header: list[str], part: Part) -> list[Column]:
    """The columns that have a name."""
    doubled = any("::" in text for text in header)
    return [
        recognised(place, text, part, doubled=doubled)
        for place, text in enumerate(header)
        if text.strip()
    ]


def recognised(place: int, header: str, part: Part, *, doubled: bool) -> Column:
    """What a column is: `label::Polish (pl)`, `Media::Image`, `bind:relevant`."""
    known = table(part)
    text = " ".join(header.split())
    whole = known.by_name.get(_key(text))
    if whole is not None:
        return Column(place, text, whole.name, "", whole)
    tokens = [one.strip() for one in text.split("::" if doubled else ":")]
    for taken in (2, 1):
        start, language = "::".join(tokens[:taken]), "::".join(tokens[taken:])
        feature = _feature(known, start, language)
        if feature is not None and len(tokens) >= taken:
            return Column(place, text, feature.name, language, feature)
    joined = "::".join((_key(tokens[0]), *tokens[1:]))
    feature = known.find(joined) or known.by_name[REST]
    return Column(place, text, text, "", feature)


def _feature(known: Table, start: str, language: str) -> Feature | None:
    """A column that is named exactly so; one with a language only where it may have one."""
    feature = known.by_name.get(_key(start))
    if feature is None or feature.name == REST or (language and not feature.translated):
        return None
    return feature


def _key(text: str) -> str:
    """As names stand in the table: without capitals, and with `_` between words."""
    lowered = text.lower()
    return "list_name" if lowered == "list name" else lowered.replace(" ", "_")


def _takes_part(column: Column, part: Part) -> bool:
    if column.feature.name == REST:
        return part is Part.CHOICES and is_name(column.header)
    return column.feature.verdict is Verdict.SUPPORTED or column.name in KEPT


def _judge(sheet: str, columns: list[Column], rows: list[list[str]], findings: Findings) -> None:
    """Say of every column that holds something what we make of it."""
    for column in columns:
        numbers = [
            number
            for number, row in enumerate(rows[1:], 2)
            if column.place < len(row) and row[column.place].strip()
        ]
        if not numbers:
            continue
        feature = column.feature
        if feature.verdict is Verdict.REFUSED:
            for number in numbers:
                findings.problem(sheet, number, f"“{column.header}”: {feature.words}")
        elif feature.verdict is Verdict.IGNORED:
            findings.notice(
                sheet,
                numbers[0],
                f"“{column.header}” ({rows_in_words(numbers)}) changes nothing here. "
                f"{feature.words}",
            )
        elif feature.name == REST and not is_name(column.header):
            findings.notice(
                sheet,
                1,
                f"“{column.header}” cannot be read by conditions: the name of a column begins "
                "with a letter and has no spaces. Rename it, or leave it as a note.",
            )


def _once(sheet: str, columns: list[Column], findings: Findings) -> list[Column]:
    """Each column once: two that say the same are a problem."""
    first: dict[tuple[str, str], Column] = {}
    for column in columns:
        before = first.setdefault((column.name, column.language), column)
        if before is not column:
            findings.problem(
                sheet,
                1,
                f"“{before.header}” and “{column.header}” are the same column. "
                "Delete or rename one of them.",
            )
    return list(first.values())


def _nameless(sheet: str, header: list[str], rows: list[list[str]], findings: Findings) -> None:
    """Cells below no header are named, since somebody wrote them."""
    named = {place for place, text in enumerate(header) if text.strip()}
    numbers = [
        number
        for number, row in enumerate(rows[1:], 2)
        if any(cell.strip() for place, cell in enumerate(row) if cell and place not in named)
    ]
    if numbers:
        findings.notice(
            sheet,
            numbers[0],
            f"Cells of {rows_in_words(numbers)} stand in a column without a name in row 1. "
            "They are kept in the file, and are not part of the form.",
        )
