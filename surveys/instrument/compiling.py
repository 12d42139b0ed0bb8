"""From the sheets of an XLSForm to an XForm and the Instrument read from it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from engagement.core import bounded
from surveys.instrument import lazy
from surveys.instrument.checking import Checked, checked
from surveys.instrument.checking.building import STRAIGHT
from surveys.instrument.checking.choices import CHOICES, columns_of
from surveys.instrument.checking.entries import SURVEY
from surveys.instrument.checking.filters import unknown_columns
from surveys.instrument.defaults import wrong_default
from surveys.instrument.logic import LogicRefused, check_order
from surveys.instrument.model import Group, Instrument, Path
from surveys.instrument.notices import FormRefused, Notice
from surveys.instrument.workbook import Sheets
from surveys.instrument.xform import read_instrument

__all__ = ["Compiled", "FormRefused", "Notice", "compile_bounded", "compile_form"]

SECONDS: Final = 60
"""That a person waits for a form of theirs."""
LONGEST: Final = 400
"""Characters of what the compiler says."""
_ROW: Final = re.compile(r"\[row ?: ?(\d+)\]\s*")
_NAMED: Final = re.compile(r"named '([^']+)'")
_SHEET: Final = re.compile(r"'(survey|choices|settings)'")
_TOO_MUCH: Final = (
    "The form needs more memory or time than we allow. Make it smaller, or split it in two."
)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A form that is taken, and what is to be said about it."""

    xform: str
    instrument: Instrument
    notices: tuple[Notice, ...] = ()


def compile_form(sheets: Sheets) -> Compiled:
    """The form that these sheets make; FormRefused with all that is wrong with it."""
    form = checked(sheets)
    xform = _converted(form)
    try:
        instrument = read_instrument(xform)
    except FormRefused as error:
        raise FormRefused([_placed(one, form.rows) for one in error.problems]) from error
    problems = list(_judged(instrument, form))
    if problems:
        raise FormRefused([_placed(one, form.rows) for one in problems])
    told = [_placed(one, form.rows) for one in _told(instrument, form)]
    return Compiled(xform, instrument, (*form.notices, *told))


def compile_bounded(sheets: Sheets) -> Compiled:
    """The same in a child process of bounded memory and time, for forms from outside."""
    try:
        xform, notices = bounded.run_for(SECONDS, _compiled, dict(sheets))
    except bounded.TooMuch:
        raise FormRefused(_TOO_MUCH) from None
    return Compiled(xform, read_instrument(xform), notices)


def _compiled(sheets: Sheets) -> tuple[str, tuple[Notice, ...]]:
    compiled = compile_form(sheets)
    return compiled.xform, compiled.notices


def _converted(form: Checked) -> str:
    """What pyxform makes of a form; whatever it trips over is a refusal."""
    refused = lazy.pyxform_errors().PyXFormError
    try:
        xform: str = lazy.pyxform().convert(form.form).xform
    except refused as error:
        raise FormRefused(_said(str(error), form.rows)) from error
    except Exception as error:
        raise FormRefused(
            "The form cannot be compiled, and the compiler does not say why "
            f"({type(error).__name__}). Take the last change back, or ask us."
        ) from error
    return xform.translate(STRAIGHT)


def _said(message: str, rows: Mapping[Path, int]) -> Iterator[Notice]:
    """What pyxform says, at the row of which it says it."""
    for line in message.splitlines() or [message]:
        if not line.strip():
            continue
        numbered, named, sheet = _ROW.search(line), _NAMED.search(line), _SHEET.search(line)
        row = int(numbered.group(1)) if numbered else None
        if row is None and named:
            row = next((at for path, at in rows.items() if _name(path) == named.group(1)), None)
        text = _ROW.sub("", line).partition("Learn more:")[0].strip()
        yield Notice(sheet.group(1) if sheet else SURVEY, row, text[:LONGEST])


def _name(path: Path) -> str:
    return path.rpartition("/")[2]


def _judged(instrument: Instrument, form: Checked) -> Iterator[Notice]:
    """What only the compiled form shows: circles, defaults and filters that lead nowhere."""
    try:
        check_order(instrument)
    except LogicRefused as error:
        known = [path for path in form.rows if re.search(rf"\b{re.escape(path)}\b", str(error))]
        path = max(known, key=len, default="")
        yield Notice(SURVEY, None, f"{error}. Break the circle.", path=path)
    for question in instrument.questions:
        text = wrong_default(question)
        if text:
            yield Notice(SURVEY, None, text, path=question.path, column="default")
        if question.choices and question.choices.filter:
            rows = form.lists.get(question.choices.list_name, ())
            for name in unknown_columns(question.choices.filter.source, columns_of(rows)):
                yield Notice(
                    SURVEY,
                    None,
                    f"The choices of “{question.choices.list_name}” have no column “{name}”. "
                    "For the answer of a question write ${name}.",
                    path=question.path,
                    column="choice_filter",
                )


def _told(instrument: Instrument, form: Checked) -> Iterator[Notice]:
    """Matrices that are none, since their rows are not alike."""
    for path in form.tables | form.labels:
        group = path if path in form.tables else path.rpartition("/")[0]
        node = instrument.by_path.get(group)
        if not (isinstance(node, Group) and node.table_list):
            yield Notice(
                SURVEY,
                None,
                "This is not shown as a matrix: its rows are not selects of one kind and one list.",
                path=path,
                column="appearance",
            )


def _placed(notice: Notice, rows: Mapping[Path, int]) -> Notice:
    """A notice at the row of its question."""
    if notice.row is not None:
        return notice
    column = f"“{notice.column}”: " if notice.column else ""
    if notice.path in rows:
        return replace(notice, row=rows[notice.path], text=f"{column}{notice.text}")
    sheet = CHOICES if notice.column in {"label", "image"} else notice.sheet
    return replace(notice, sheet=sheet, text=f"{column}{notice.text}")
