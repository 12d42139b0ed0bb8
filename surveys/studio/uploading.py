"""An XLSForm that an officer sends: read and compiled before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from flask import request
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from surveys.instrument.notices import FormRefused, Notice
from surveys.instrument.workbook import LARGEST, MEGABYTE, TOO_LARGE, read_workbook
from surveys.studio.forms import FileForm
from surveys.studio.questionnaire import Questionnaire, compiled

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

FORM_BYTES: Final = 64 * 1024
"""What a form has beside its file."""
SHOWN: Final = 200
"""Problems that a page shows; the rest is counted."""
Row: TypeAlias = list[object]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a file: a questionnaire with the name of its file, or what is wrong."""

    questionnaire: Questionnaire | None = None
    filename: str = ""
    problems: tuple[Notice, ...] = ()


def upload_form() -> FileForm:
    """The form of this request, which may be as large as a questionnaire may be."""
    request.max_content_length = LARGEST + FORM_BYTES
    try:
        return FileForm()
    except RequestEntityTooLarge:
        form = FileForm(formdata=None)
        form.file.reject(TOO_LARGE)
        form.is_too_large = True
        return form


def sent_file(form: FileForm) -> Sent:
    """The questionnaire in the file of a valid form, or all that is wrong with it."""
    file = cast("FileStorage", form.file.data)
    name = file.filename or ""
    try:
        return Sent(compiled(read_workbook(name, file.read())), name)
    except FormRefused as refused:
        problems = len(refused.problems)
        form.file.reject(
            _("The form has a problem: see the table below")
            if problems == 1
            else _("The form has %(number)s problems: see the table below", number=problems)
        )
        return Sent(None, name, refused.problems)


def notice_rows(notices: Sequence[Notice]) -> Sequence[Row]:
    """Notices as rows of a table: sheet, row, what to do."""
    rows: list[Row] = [
        [one.sheet or _("The file"), str(one.row or "–"), one.text] for one in notices[:SHOWN]
    ]
    if len(notices) > SHOWN:
        rows.append([_("More"), "–", _("%(number)s more", number=len(notices) - SHOWN)])
    return rows


def largest_words() -> str:
    """How large a file may be."""
    return f"{LARGEST // MEGABYTE}"
