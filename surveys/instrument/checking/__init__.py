"""The form as it was written, judged: all that stands in its way, and what is left out of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from surveys.instrument.checking.building import Built, built
from surveys.instrument.checking.cells import tidied
from surveys.instrument.checking.characters import bounded, cleaned
from surveys.instrument.checking.choices import CHOICES, Lists, lists_found, lists_of
from surveys.instrument.checking.entries import (
    SURVEY,
    Entries,
    Entry,
    entries_of,
    made_beside,
)
from surveys.instrument.checking.findings import Findings
from surveys.instrument.checking.kinds import asked_by
from surveys.instrument.checking.languages import (
    default_language,
    labels_stand,
    untranslated_other,
)
from surveys.instrument.checking.references import (
    instances_found,
    known_by,
    references_hold,
)
from surveys.instrument.checking.settings import SETTINGS, settings_of
from surveys.instrument.checking.tables import Row, Sheet, read_sheet
from surveys.instrument.model import Path
from surveys.instrument.notices import FormRefused, Notice
from surveys.instrument.reference import Part, Verdict, table
from surveys.instrument.workbook import Sheets

PARTS: Mapping[str, Part] = {
    SURVEY: Part.SURVEY,
    CHOICES: Part.CHOICES,
    SETTINGS: Part.SETTINGS,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A form without problems: as pyxform takes it, what was said, and where its nodes stand."""

    form: Built
    notices: tuple[Notice, ...]
    rows: Mapping[Path, int]
    lists: Lists
    tables: frozenset[Path]
    """The groups that are to be a matrix."""
    labels: frozenset[Path]
    """The rows of labels above one."""


def checked(sheets: Sheets) -> Checked:
    """Judge the sheets of a form; FormRefused with all its problems, in the order of the rows."""
    bounded(sheets)
    findings = Findings()
    found = _sheets(cleaned(sheets, findings), findings)
    if SURVEY not in found:
        raise FormRefused(findings.problems)
    form = _Form(found, findings)
    if findings.problems:
        raise FormRefused(sorted(findings.problems, key=_order))
    return Checked(
        form=built(form.rows(), form.choices, form.settings, form.language),
        notices=tuple(sorted(findings.notices, key=_order)),
        rows={path: row for entry in form.entries.kept for path, row in _places(entry)},
        lists=form.lists,
        tables=form.with_appearance("table-list"),
        labels=form.with_appearance("label"),
    )


class _Form:
    """The parts of a form, read and judged one after another."""

    def __init__(self, sheets: Mapping[str, Sheet], findings: Findings) -> None:
        self.findings = findings
        self.settings = settings_of(sheets.get(SETTINGS), findings)
        self.lists = lists_of(sheets.get(CHOICES), findings)
        self.choices = sheets[CHOICES].rows if CHOICES in sheets else ()
        self.entries: Entries = entries_of(sheets[SURVEY], findings)
        kept = self.entries.kept
        if not any(entry.asked.is_shown for entry in kept) and not findings.problems:
            findings.problem(SURVEY, None, "The form asks nothing. Write a row for each question.")
        lists_found(kept, self.lists, findings)
        instances_found(kept, self.lists, findings)
        self.tidied = [tidied(entry, findings) for entry in kept]
        asking = [sheets[name] for name in (SURVEY, CHOICES) if name in sheets]
        self.language = default_language(asking, self.settings, findings)
        labels_stand(kept, self.choices, self.language, findings)
        untranslated_other(kept, asking, findings)
        self.worked_out = references_hold(kept, self.choices, known_by(self.entries), findings)
        self.ends = [
            row.with_text("type", asked.compiled)
            for row in sheets[SURVEY].rows
            if (asked := asked_by(row.get("type"))) is not None and asked.ends
        ]

    def with_appearance(self, word: str) -> frozenset[Path]:
        """The paths of the rows that say a word in their appearance."""
        return frozenset(
            entry.path for entry in self.entries.kept if word in entry.row.get("appearance").split()
        )

    def rows(self) -> list[Row]:
        """The rows of the survey sheet that are compiled, in their order."""
        days = [
            Row(
                entry.row.number,
                {("type", ""): "calculate", ("name", ""): name, ("calculation", ""): "today()"},
            )
            for entry in self.entries.dropped
            for name in self.worked_out & {entry.name}
        ]
        return sorted([*self.tidied, *self.ends, *days], key=lambda row: row.number)


def _sheets(given: Mapping[str, list[list[str]]], findings: Findings) -> dict[str, Sheet]:
    """The sheets that make the form; what is said of the others is noted."""
    found: dict[str, Sheet] = {}
    for written, rows in given.items():
        name = written.strip().lower()
        if not any(any(row) for row in rows):
            continue
        if name in found:
            findings.problem(written, None, f"There are two sheets “{name}”. Delete one of them.")
        elif name in PARTS:
            found[name] = read_sheet(name, rows, PARTS[name], findings)
        else:
            _other(written, name, findings)
    if SURVEY not in found:
        close = get_close_matches(SURVEY, [one.lower() for one in given], n=1, cutoff=0.7)
        hint = f" Rename the sheet “{close[0]}”." if close else " Name the sheet of questions so."
        findings.problem("", None, f"There is no sheet “survey”, or it is empty.{hint}")
    elif not found[SURVEY].has("type"):
        findings.problem(
            SURVEY, 1, "There is no column “type”. Row 1 names the columns: type, name, label."
        )
    return found


def _other(written: str, name: str, findings: Findings) -> None:
    feature = table(Part.SHEET).find(name)
    if feature is None:
        return
    if feature.verdict is Verdict.REFUSED:
        findings.problem(written, None, f"The sheet “{written}”: {feature.words}")
    else:
        findings.notice(written, None, f"The sheet “{written}” is left out. {feature.words}")


def _places(entry: Entry) -> Iterator[tuple[Path, int]]:
    for path in (entry.path, *made_beside(entry)):
        yield path, entry.row.number


def _order(notice: Notice) -> tuple[int, str, int]:
    parts: Iterable[str] = ("", *PARTS)
    place = {name: number for number, name in enumerate(parts)}
    return place.get(notice.sheet, len(place)), notice.sheet, notice.row or 0
