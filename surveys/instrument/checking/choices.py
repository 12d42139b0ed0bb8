"""The choices sheet: the lists, and whether each choice can be told from the others."""

from collections.abc import Iterable, Mapping
from typing import Final

from surveys.instrument.checking.entries import SURVEY, Entry
from surveys.instrument.checking.findings import Findings
from surveys.instrument.checking.tables import Row, Sheet
from surveys.instrument.reading.lists import OWN

CHOICES: Final = "choices"
LONGEST_CODE: Final = 100

Lists = Mapping[str, tuple[Row, ...]]
"""The rows of each list."""


def lists_of(sheet: Sheet | None, findings: Findings) -> Lists:
    """The lists of the sheet; what is wrong with a choice is noted."""
    lists: dict[str, list[Row]] = {}
    for row in sheet.rows if sheet else ():
        name = row.get("list_name")
        if name:
            lists.setdefault(name, []).append(row)
        else:
            findings.problem(
                CHOICES, row.number, "The row has no list_name. Write one, or empty the row."
            )
    for name, rows in lists.items():
        _judge(name, rows, findings)
    _reserved(sheet, findings)
    return {name: tuple(rows) for name, rows in lists.items()}


def _judge(name: str, rows: Iterable[Row], findings: Findings) -> None:
    first: dict[str, int] = {}
    for row in rows:
        code = row.get("name")
        if not code:
            findings.problem(
                CHOICES, row.number, "The choice has no name. Write the code that is stored."
            )
        elif len(code.split()) > 1 or len(code) > LONGEST_CODE:
            findings.problem(
                CHOICES,
                row.number,
                f"“{code[:60]}” cannot be the name of a choice: it has no spaces and at most "
                f"{LONGEST_CODE} characters. Put the words into the label.",
            )
        elif code in first:
            findings.problem(
                CHOICES,
                row.number,
                f"“{code}” stands in the list “{name[:60]}” already, in row {first[code]}. "
                "Give each choice its own name.",
            )
        first.setdefault(code, row.number)


def _reserved(sheet: Sheet | None, findings: Findings) -> None:
    if sheet and sheet.has("itextId"):
        findings.problem(CHOICES, 1, "“itextId” is a column of XForms' own. Rename it.")


def lists_found(entries: Iterable[Entry], lists: Lists, findings: Findings) -> None:
    """Every select finds its list."""
    for entry in entries:
        name = entry.asked.list_name
        if entry.asked.is_select and name not in lists:
            close = findings.close(name, lists)
            hint = f"Did you mean “{close}”?" if close else "Write its rows there."
            findings.problem(
                SURVEY,
                entry.row.number,
                f"There is no list “{name[:60]}” in the choices sheet. {hint}",
            )


def columns_of(rows: Iterable[Row]) -> set[str]:
    """The columns that a condition may read of the choices of a list."""
    names = {name for row in rows for name, language in row.cells if not language}
    return (names - {"list_name", "label", "image"}) | OWN
