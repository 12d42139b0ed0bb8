"""What goes with the files wherever they go: what they are, who took them, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engagement.core.clock import LONDON
from engagement.reports.exports.columns import Cell
from surveys.responses.exports.columns import FileColumn
from surveys.responses.exports.spss import spss_names
from surveys.responses.exports.tables import FileTable


@dataclass(frozen=True, slots=True)
class About:
    """Who took the responses of which survey, when, what for, and what was left out."""

    survey: str
    controller: str
    partnership: str
    made_at: datetime
    officer: str
    organisation: str
    reason: str
    districts: str
    words: str
    versions: tuple[int, ...]
    languages: tuple[str, ...]
    demonstration: bool


CODEBOOK: Final = (
    "table",
    "column",
    "spss_name",
    "question",
    "label",
    "stored_as",
    "measure",
    "versions",
    "sensitive",
    "code",
    "number",
    "code_label",
    "outside_base",
)
"""The columns of the codebook: a row for each answer of a list, one for any other column."""


def about_lines(about: About, count: int) -> list[str]:
    """The text of README.txt, and of the sheet “about”."""
    moment = about.made_at.astimezone(LONDON)
    return [
        f"{about.survey}: {count:,} response{'s' * (count != 1)}",
        "",
        f"Made on:      {moment:%d %B %Y at %H:%M} (London time)",
        f"Made by:      {about.officer}, {about.organisation}",
        f"Made for:     {about.reason}",
        f"Partnership:  {about.partnership}",
        f"Controller:   {about.controller}",
        f"Districts:    {about.districts}",
        f"Words:        {about.words}",
        f"Versions:     {', '.join(map(str, about.versions)) or 'none'}",
        f"Languages:    {', '.join(about.languages) or 'none'}",
        *(["", "DEMONSTRATION DATA: these responses are made up."] if about.demonstration else []),
        "",
        "Use the files for the purpose named above and delete them when that is done. Answers of",
        "one person can tell who it is: do not publish them and do not pass them on. This export",
        "is recorded.",
        "",
        "What the files are",
        *_METHOD,
    ]


def codebook_rows(tables: Sequence[FileTable]) -> list[list[Cell]]:
    """The values of CODEBOOK."""
    rows: list[list[Cell]] = []
    for table in tables:
        names = spss_names(table.names)
        for name, column in zip(names, table.columns, strict=True):
            rows += _of_column(table.name, name, column)
    return rows


def _of_column(table: str, spss: str, column: FileColumn) -> list[list[Cell]]:
    versions = " ".join(map(str, column.versions))
    stored = column.stored.value if column.stored.value != "nothing" else "true/false"
    about: list[Cell] = [
        table,
        column.name,
        spss,
        column.question,
        column.label,
        stored,
        column.measure.value,
        versions,
        column.sensitive,
    ]
    numbers = column.numbers or {}
    answers: list[list[Cell]] = [
        [*about, name, numbers.get(name), label, numbers.get(name, 0) < 0]
        for name, label in column.codes
    ]
    return answers or [[*about, None, None, None, None]]


_METHOD: Final = (
    "- One row of “responses” is one response. Tests by officers are not here, nor what people",
    "  took back. People chose to take part.",
    "- The rows stand in random order. response_key is a number of this very file; a repeat has a",
    "  file of its own, whose rows name it. Another export gives other numbers.",
    "- raw/ holds answers by the names that the form gives them; coded/ the same rows by the",
    "  numbers of the codebook, as SPSS has them. From 1 on numbers are answers. -8 is “don't",
    "  know” and -9 “prefer not to say”: outside the base. -7 is “not asked in the version that",
    "  was answered”. Empty is blank or did not apply; of numbers, dates and words also not asked.",
    "- A question with several answers has a column for each: 1 chosen, 0 not chosen, empty where",
    "  nothing was chosen. A ranking has the place of each choice.",
    "- The number of an answer stays when a version is added; take it from the codebook all the",
    "  same. A question that two versions store differently is two columns, the older one _v1.",
    "- A place is the south-west corner of a square of 10 metres; precision_m says how exact.",
    "- CSV: UTF-8 with a byte-order mark, commas, decimal points, one header line. A text that a",
    "  spreadsheet would calculate begins with an apostrophe ('). Excel's cells are typed: none is",
    "  a formula. datapackage.json describes the CSV files (Data Package, Frictionless).",
    "- Where personal details are replaced ([phone], [name] ...), that is a net with holes: words",
    "  can still tell who somebody is.",
)
