"""The sheets as pyxform takes them: the columns that we know, under its names for them."""

from collections.abc import Iterable, Mapping
from typing import Final

from surveys.instrument.checking.choices import CHOICES
from surveys.instrument.checking.entries import SURVEY
from surveys.instrument.checking.settings import SETTINGS
from surveys.instrument.checking.tables import Row
from surveys.instrument.model import NAMESPACE

PREFIX: Final = "engagement"
HEADERS: Final = {"image": "media::image", "rows": "body::rows"}
CURLY: Final = str.maketrans("‘’“”", "\ue9e0\ue9e1\ue9e2\ue9e3")
STRAIGHT: Final = str.maketrans("\ue9e0\ue9e1\ue9e2\ue9e3", "‘’“”")
"""pyxform makes quotation marks straight, in texts for people too; these pass it unseen."""
TEXTS: Final = frozenset(
    {"label", "hint", "guidance_hint", "required_message", "constraint_message"}
)

Built = dict[str, object]
"""What `pyxform.xls2xform.convert` takes."""


def built(
    rows: Iterable[Row], choices: Iterable[Row], settings: Mapping[str, str], language: str
) -> Built:
    """The form for pyxform; rows keep their numbers."""
    found: Built = {"sheet_names": [SURVEY, CHOICES, SETTINGS]}
    for name, given in ((SURVEY, rows), (CHOICES, choices)):
        found |= _sheet(name, given)
    row = {name: text for name, text in settings.items() if name != "namespaces"}
    row["default_language"] = language
    if any(one.startswith(f"bind::{PREFIX}:") for one in _headers(found, SURVEY)):
        row["namespaces"] = f'{PREFIX}="{NAMESPACE}"'
    return found | {SETTINGS: [row], f"{SETTINGS}_header": [dict.fromkeys(row)]}


def _headers(found: Built, sheet: str) -> list[str]:
    header = found[f"{sheet}_header"]
    return list(header[0]) if isinstance(header, list) else []


def _sheet(name: str, given: Iterable[Row]) -> Built:
    rows: list[dict[str, str]] = []
    headers: dict[str, None] = {}
    for row in given:
        rows += [{}] * (row.number - 2 - len(rows))
        cells = {
            _header(*key): text.translate(CURLY) if key[0] in TEXTS else text
            for key, text in row.cells.items()
            if text
        }
        headers |= dict.fromkeys(cells)
        rows.append(cells)
    return {name: rows, f"{name}_header": [headers]} if rows else {}


def _header(name: str, language: str) -> str:
    start = HEADERS.get(name, name)
    return f"{start}::{language}" if language else start
