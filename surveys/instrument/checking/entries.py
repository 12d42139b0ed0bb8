"""The rows of the survey sheet as the tree that they make."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from surveys.instrument.checking.findings import Findings
from surveys.instrument.checking.kinds import Asked, asked_by, meant_by
from surveys.instrument.checking.tables import Row, Sheet, is_name
from surveys.instrument.model import Path
from surveys.instrument.reference import Verdict

SURVEY: Final = "survey"
DEEPEST: Final = 20
YES: Final = frozenset({"yes", "true", "true()", "1"})
RESERVED: Final = ("meta", "generated_table_list_label_", "reserved_name_for_field_list_labels_")
NAMES: Final = (
    "a name begins with a letter or “_” and holds letters, digits, “_”, “-” and “.” only, no spaces"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the form: what it asks, under which name, and within what."""

    row: Row
    asked: Asked
    name: str
    path: Path
    within: tuple["Entry", ...] = ()

    @property
    def in_repeat(self) -> bool:
        """Whether it stands in a repeat."""
        return any(one.asked.begins == "repeat" for one in self.within)


@dataclass(frozen=True, slots=True)
class Entries:
    """The rows that make the form, and the names of those that were dropped."""

    kept: tuple[Entry, ...]
    dropped: tuple[Entry, ...]


def entries_of(sheet: Sheet, findings: Findings) -> Entries:
    """The rows of the survey sheet that make the form."""
    walker = _Walker(findings)
    for row in sheet.rows:
        walker.take(row)
    walker.finish()
    _names_once(walker.kept, findings)
    return Entries(tuple(walker.kept), tuple(walker.dropped))


class _Walker:
    """Goes down the rows; `open` are the groups and repeats that have begun."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.kept: list[Entry] = []
        self.dropped: list[Entry] = []
        self.open: list[Entry] = []

    def take(self, row: Row) -> None:
        """One row."""
        if row.get("disabled").lower() in YES:
            self._notice(row, "The row says that it is disabled, and is left out.")
            return
        asked = self._asked(row)
        if asked is None:
            return
        if asked.feature.verdict is Verdict.REFUSED:
            self._problem(row, f"“{row.get('type')}”: {asked.feature.words}")
        elif asked.feature.verdict is Verdict.DROPPED:
            self._drop(row, asked)
        elif asked.ends:
            self._end(row, asked)
        else:
            self._add(row, asked)

    def finish(self) -> None:
        """Whatever has not ended is named."""
        for entry in self.open:
            begins = entry.asked.begins
            self._problem(
                entry.row,
                f"“{entry.name}” has begun and has no end. "
                f"Write a row of type end_{begins} below its last question.",
            )

    def _asked(self, row: Row) -> Asked | None:
        text = row.get("type")
        if text:
            asked = asked_by(text)
            if asked is None:
                self._problem(
                    row, f"“{_short(text)}” is no type that we know. {meant_by(_short(text))}"
                )
            return asked
        if row.get("name") or row.texts("label"):
            self._problem(row, "The row has no type. Write one, or empty the row.")
        else:
            self._notice(row, "The row has no type, and is left out.")
        return None

    def _drop(self, row: Row, asked: Asked) -> None:
        self.dropped.append(Entry(row, asked, row.get("name") or asked.name, ""))
        self._notice(row, f"We do not keep “{asked.name}”. {asked.feature.words}")

    def _end(self, row: Row, asked: Asked) -> None:
        last = self.open[-1] if self.open else None
        if last is not None and last.asked.begins == asked.ends:
            self.open.pop()
            return
        begun = (
            f" What has begun last is the {last.asked.begins} “{_short(last.name)}”, "
            f"row {last.row.number}."
            if last
            else ""
        )
        self._problem(
            row, f"end_{asked.ends} ends nothing.{begun} Delete the row or correct its type."
        )

    def _add(self, row: Row, asked: Asked) -> None:
        name = row.get("name")
        if not name and asked.name == "note":
            name = f"generated_note_name_{row.number}"
        self._judge_name(row, name, asked)
        path = "/".join([*(one.name for one in self.open), name])
        entry = Entry(row, asked, name, path, tuple(self.open))
        self.kept.append(entry)
        if asked.begins:
            self.open.append(entry)
            if len(self.open) == DEEPEST + 1:
                self._problem(row, f"Groups stand {DEEPEST} deep at most. Take some of them out.")

    def _judge_name(self, row: Row, name: str, asked: Asked) -> None:
        if not name:
            self._problem(row, f"The row has no name. Write one: {NAMES}.")
        elif not is_name(name):
            self._problem(row, f"“{_short(name)}” cannot be a name: {NAMES}.")
        elif name == RESERVED[0] or name.startswith(RESERVED[1:]):
            self._problem(row, f"The name “{_short(name)}” is taken by XForms. Choose another.")

    def _problem(self, row: Row, text: str) -> None:
        self.findings.problem(SURVEY, row.number, text)

    def _notice(self, row: Row, text: str) -> None:
        self.findings.notice(SURVEY, row.number, text)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def made_beside(entry: Entry) -> Iterator[Path]:
    """The nodes that pyxform makes beside a row: "what else", and the count of a repeat."""
    if entry.asked.or_other:
        yield f"{entry.path}_other"
    count = entry.row.get("repeat_count")
    if entry.asked.begins == "repeat" and count and not is_one_reference(count):
        yield f"{entry.path}_count"


def is_one_reference(text: str) -> bool:
    """Whether a text is `${name}` and nothing else."""
    return text.startswith("${") and text.endswith("}") and text.count("{") == 1


def _names_once(entries: list[Entry], findings: Findings) -> None:
    """No name twice among the questions of one group; none that differs by capitals alone."""
    first: dict[str, Entry] = {}
    for entry in entries:
        before = first.setdefault(entry.path.casefold(), entry)
        if before is entry or not entry.name:
            continue
        alike = "" if before.path == entry.path else ", but for its capitals"
        findings.problem(
            SURVEY,
            entry.row.number,
            f"“{_short(entry.name)}” is also the name of row {before.row.number}{alike}. "
            "Give each its own name.",
        )
    for entry in entries:
        for path in made_beside(entry):
            taken = first.get(path.casefold())
            if taken is not None:
                name = path.rpartition("/")[2]
                findings.problem(
                    SURVEY,
                    taken.row.number,
                    f"“{_short(name)}” is the name of what row {entry.row.number} makes by "
                    "itself. Choose another.",
                )
