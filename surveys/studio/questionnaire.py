"""A questionnaire as it is stored: its sheets, what was compiled of them, what was said of it."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import Final

from engagement.core.seal import Json
from surveys.instrument.compiling import compile_bounded
from surveys.instrument.model import Instrument
from surveys.instrument.notices import Notice
from surveys.instrument.workbook import Sheets
from surveys.instrument.xform import read_instrument
from surveys.models import SurveyVersion

SETTINGS: Final = "settings"
TITLE: Final = "form_title"
UNTITLED: Final = "Untitled survey"


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """An XLSForm that compiles."""

    sheets: Sheets
    xform: str
    notices: tuple[Notice, ...] = ()

    @property
    def sha256(self) -> str:
        """What tells it from every other: of its sheets in their order, and of its XForm."""
        whole = json.dumps([list(self.sheets.items()), self.xform], separators=(",", ":"))
        return sha256(whole.encode()).hexdigest()

    @property
    def instrument(self) -> Instrument:
        """Read anew."""
        return read_instrument(self.xform)

    @property
    def is_sensitive(self) -> bool:
        """Whether the form marks one of its questions as sensitive."""
        return any(question.sensitive for question in self.instrument.questions)

    def stored_sheets(self) -> dict[str, Json]:
        """The sheets as JSON keeps them."""
        return {name: [[*row] for row in rows] for name, rows in self.sheets.items()}

    def stored_notices(self) -> list[Json]:
        """The notices as JSON keeps them."""
        return [{"sheet": one.sheet, "row": one.row, "text": one.text} for one in self.notices]


def compiled(sheets: Sheets, *more: Notice) -> Questionnaire:
    """Compile sheets in a bounded child; FormRefused with all that is wrong."""
    found = compile_bounded(sheets)
    return Questionnaire(sheets, found.xform, (*found.notices, *more))


def questionnaire_of(version: SurveyVersion) -> Questionnaire:
    """What a version holds."""
    return Questionnaire(sheets_in(version), version.xform, notices_in(version))


def sheets_in(version: SurveyVersion) -> Sheets:
    """The sheets of a version, as they were given."""
    stored = version.sheets if isinstance(version.sheets, dict) else {}
    return {name: [_texts(row) for row in _list(rows)] for name, rows in stored.items()}


def notices_in(version: SurveyVersion) -> tuple[Notice, ...]:
    """What was said of a version when it was read."""
    found = [one for one in _list(version.notices) if isinstance(one, dict)]
    return tuple(Notice(str(one["sheet"]), _row(one["row"]), str(one["text"])) for one in found)


def title_of(questionnaire: Questionnaire, filename: str) -> str:
    """The form's title; where it says none, the name of its file."""
    rows = questionnaire.sheets.get(SETTINGS, [])
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    said = questionnaire.instrument.title if TITLE in header else ""
    return (said or PurePath(filename).stem.replace("_", " ").strip() or UNTITLED)[:200]


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _texts(row: Json) -> list[str]:
    return [str(cell) for cell in _list(row)]


def _row(value: Json) -> int | None:
    return value if isinstance(value, int) else None
