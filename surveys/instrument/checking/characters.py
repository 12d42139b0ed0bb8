"""Sheets within bounds, and without characters that no reader sees."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from surveys.instrument.checking.findings import Findings, rows_in_words
from surveys.instrument.notices import FormRefused, Notice
from surveys.instrument.workbook import Sheets

MOST_SHEETS: Final = 30
MOST_COLUMNS: Final = 300
MOST_ROWS: Final[Mapping[str, int]] = {"survey": 2_000, "choices": 10_000, "settings": 50}
"""Rows of the sheets that make the form."""
LONGEST_CELL: Final = 20_000

UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, and what is no character at all: XML has no place for them."""
TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of a text for all that follows; marks for one place are kept."""


def bounded(sheets: Sheets) -> None:
    """Raise FormRefused where there is more than a questionnaire has."""
    if len(sheets) > MOST_SHEETS:
        raise FormRefused(
            f"The workbook has {len(sheets)} sheets; at most {MOST_SHEETS} are read. "
            "Delete those that are not part of the form."
        )
    problems = [problem for name, rows in sheets.items() for problem in _too_much(name, rows)]
    if problems:
        raise FormRefused(problems)


def _too_much(name: str, rows: list[list[str]]) -> Iterator[Notice]:
    most = MOST_ROWS.get(name.strip().lower(), MOST_ROWS["choices"])
    filled = sum(1 for row in rows if any(row))
    if filled > most + 1:
        yield Notice(
            name, None, f"The sheet has {filled:,} rows; at most {most:,} are read. Shorten it."
        )
    for number, row in enumerate(rows, 1):
        if len(row) > MOST_COLUMNS:
            yield Notice(name, number, f"More than {MOST_COLUMNS} columns. Delete the others.")
            return
        if any(len(cell) > LONGEST_CELL for cell in row):
            yield Notice(
                name, number, f"A cell has more than {LONGEST_CELL:,} characters. Shorten it."
            )
            return


def cleaned(sheets: Sheets, findings: Findings) -> dict[str, list[list[str]]]:
    """The sheets without unseen characters; each sheet that had some is named."""
    clean: dict[str, list[list[str]]] = {}
    for name, rows in sheets.items():
        found: dict[str, set[int]] = {}
        clean[_without(name)] = [
            [_noted(cell, number, found) for cell in row] for number, row in enumerate(rows, 1)
        ]
        for what, numbers in found.items():
            findings.notice(
                _without(name), min(numbers), f"We took {what} out of {rows_in_words(numbers)}."
            )
    return clean


def _noted(cell: str, number: int, found: dict[str, set[int]]) -> str:
    if cell.isascii() and cell.isprintable():
        return cell
    for pattern, what in (
        (UNSEEN, "control characters"),
        (TURNING, "characters that turn the direction of the text"),
    ):
        if pattern.search(cell):
            found.setdefault(what, set()).add(number)
    return _without(cell)


def _without(text: str) -> str:
    return TURNING.sub("", UNSEEN.sub("", text))
