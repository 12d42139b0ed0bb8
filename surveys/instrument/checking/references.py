"""What stands between `${` and `}`: every one names one question of the form."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from surveys.instrument.checking.cells import EXPRESSIONS
from surveys.instrument.checking.choices import CHOICES
from surveys.instrument.checking.entries import SURVEY, Entries, Entry, made_beside
from surveys.instrument.checking.findings import Findings
from surveys.instrument.checking.tables import Row
from surveys.instrument.model import Path
from surveys.instrument.reference import Part, table

REFERENCE: Final = re.compile(r"\$\{([^}]*)(\}?)")
INSTANCE: Final = re.compile(r"\binstance\(\s*['\"]([^'\"]*)['\"]\s*\)")
LAST_SAVED: Final = "last-saved#"
TODAY: Final = "today"

Place: TypeAlias = tuple[str, int]
"""A sheet and a row."""


@dataclass(frozen=True, slots=True)
class Known:
    """The names of a form: where each stands, and which of them are not kept."""

    paths: Mapping[str, tuple[Path, ...]]
    dropped: Mapping[str, Entry]
    in_repeats: frozenset[Path]


def known_by(entries: Entries) -> Known:
    """The names that a form may refer to."""
    paths: dict[str, list[Path]] = defaultdict(list)
    in_repeats = set()
    for entry in entries.kept:
        for path in (entry.path, *made_beside(entry)):
            paths[path.rpartition("/")[2]].append(path)
            if entry.in_repeat:
                in_repeats.add(path)
    return Known(
        {name: tuple(found) for name, found in paths.items()},
        {entry.name: entry for entry in entries.dropped},
        frozenset(in_repeats),
    )


def references_hold(
    entries: Iterable[Entry], choices: Iterable[Row], known: Known, findings: Findings
) -> set[str]:
    """Every reference names one question; those to rows that were dropped are returned."""
    dropped: set[str] = set()
    cells = [(entry.row, SURVEY) for entry in entries] + [(row, CHOICES) for row in choices]
    for row, sheet in cells:
        at = (sheet, row.number)
        for (column, _), text in row.cells.items():
            for name in _names(text, column, at, findings):
                dropped |= _judge(name, column, at, known, findings)
                if sheet == CHOICES and known.in_repeats & set(known.paths.get(name, ())):
                    findings.problem(
                        *at,
                        f"A choice cannot show “${{{name}}}”, which stands in a repeat. "
                        "Write it without.",
                    )
    return dropped


def instances_found(entries: Iterable[Entry], lists: Iterable[str], findings: Findings) -> None:
    """Every list that an expression reads is in the choices sheet."""
    known = set(lists)
    for entry in entries:
        for column in (*EXPRESSIONS, "default"):
            for name in INSTANCE.findall(entry.row.get(column)):
                if name not in known:
                    findings.problem(
                        SURVEY,
                        entry.row.number,
                        f"“{column}” reads a list “{name[:60]}”, which the choices sheet does not "
                        "have. Write its rows there.",
                    )


def _names(text: str, column: str, at: Place, findings: Findings) -> Iterator[str]:
    """The names that a cell refers to."""
    sheet, row = at
    if "${" not in text:
        return
    for inside, end in REFERENCE.findall(text):
        if not end or not inside.strip():
            findings.problem(
                sheet,
                row,
                f"“{column}” has “${{” without a name and “}}” after it. "
                "Write ${name}, the name being that of a question.",
            )
        elif inside.startswith(LAST_SAVED):
            words = table(Part.EXPRESSION).by_name["${last-saved#name}"].words
            findings.problem(sheet, row, f"“${{{inside[:60]}}}” in “{column}”: {words}")
        else:
            yield inside


def _judge(name: str, column: str, at: Place, known: Known, findings: Findings) -> set[str]:
    """What is wrong with one reference; the name itself where its row was dropped."""
    sheet, row = at
    paths = known.paths.get(name, ())
    shown = f"“${{{name[:60]}}}” in “{column}”"
    if len(paths) > 1:
        findings.problem(
            sheet,
            row,
            f"{shown} may be any of {len(paths)} questions of that name. Rename all but one.",
        )
    if paths:
        return set()
    if name in known.dropped:
        entry = known.dropped[name]
        if entry.asked.name == TODAY:
            return {name}
        findings.problem(
            sheet,
            row,
            f"{shown} reads row {entry.row.number}, and we do not keep "
            f"“{entry.asked.name}”. {entry.asked.feature.words} Write it without.",
        )
        return set()
    close = findings.close(name, known.paths)
    hint = f" Did you mean “${{{close}}}”?" if close else " Write the name of a question."
    findings.problem(sheet, row, f"{shown}: no row of the survey has that name.{hint}")
    return set()
