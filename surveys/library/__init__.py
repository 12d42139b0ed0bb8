"""Ready questionnaires: XLSForms as readable text, one file each, a few facts above the tables.

Pure. A list of choices called `district` with the row `{{districts}}` is filled with the districts
of the partnership when a survey is made; no questionnaire names a county.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from surveys.instrument.workbook import Sheets, sheets_of_text

MARK: Final = "---"
DISTRICTS: Final = "{{districts}}"
FORMS: Final = (
    "serious-violence",
    "safety-indicators",
    "trust-and-confidence",
    "fraud-at-events",
    "event-feedback",
    "consultation",
    "strong-voices",
    "ask-the-meeting",
)
"""The questionnaires in the order in which officers see them; each is <code>.md here."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A questionnaire that is ready to be used.

    `unreviewed` are the languages whose words nobody has checked yet, as the form names them.
    """

    code: str
    title: str
    purpose: str
    minutes: int
    themes: tuple[str, ...]
    sensitive: bool
    under_18s: bool
    unreviewed: tuple[str, ...]
    text: str


@cache
def ready() -> tuple[Ready, ...]:
    """Every questionnaire of the library."""
    return tuple(_read(code) for code in FORMS)


def ready_form(code: str) -> Ready:
    """The questionnaire with this code; LookupError for others."""
    found = next((one for one in ready() if one.code == code), None)
    if found is None:
        raise LookupError(code)
    return found


def sheets_for(form: Ready, districts: Sequence[tuple[str, str]]) -> Sheets:
    """The sheets of a questionnaire, its districts filled in: pairs of code and name."""
    sheets = dict(sheets_of_text(form.text))
    choices = sheets.get("choices", [])
    if choices:
        sheets["choices"] = list(_filled(choices, districts))
    return sheets


def _filled(rows: list[list[str]], districts: Sequence[tuple[str, str]]) -> Iterator[list[str]]:
    header = rows[0]
    for row in rows:
        if DISTRICTS not in row:
            yield row
            continue
        for code, name in districts:
            yield [_cell(column, cell, code, name) for column, cell in _pairs(header, row)]


def _pairs(header: list[str], row: list[str]) -> Iterator[tuple[str, str]]:
    padded = [*row, *[""] * (len(header) - len(row))]
    return zip(header, padded, strict=True)


def _cell(column: str, cell: str, code: str, name: str) -> str:
    if column == "name":
        return code
    return name if column.startswith("label") else cell


def _read(code: str) -> Ready:
    whole = files(__package__).joinpath(f"{code}.md").read_text(encoding="utf-8")
    _, head, text = whole.split(f"{MARK}\n", 2)
    facts = _facts(head)
    return Ready(
        code=code,
        title=facts["title"],
        purpose=facts["purpose"],
        minutes=int(facts["minutes"]),
        themes=_listed(facts["themes"]),
        sensitive=facts["sensitive"] == "yes",
        under_18s=facts["under 18s"] == "yes",
        unreviewed=_listed(facts["unreviewed"]),
        text=text,
    )


def _facts(head: str) -> Mapping[str, str]:
    pairs = (line.partition(":") for line in head.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in text.split(","))))
