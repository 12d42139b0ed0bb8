"""What the cell `type` of a row says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from surveys.instrument.reference import Feature, Part, Verdict, table

SELECTS: Final = ("select_one", "select_multiple", "rank")
FROM_FILE: Final = re.compile(r".+\.(csv|xml|geojson)", re.IGNORECASE)
LONGEST: Final = 60
OF_ANSWERS: Final = "select_one ${question}"

SORTS: Final[Mapping[str, str]] = {
    "note": "note",
    "text": "text",
    "phone number": "text",
    "integer": "number",
    "decimal": "number",
    "percentage": "number",
    "range": "range",
    "date": "date",
    "dateTime": "date",
    "time": "time",
    "geopoint": "place",
    "acknowledge": "acknowledge",
    "calculate": "",
    "hidden": "",
    "begin_group": "group",
    "begin_repeat": "repeat",
    **dict.fromkeys(SELECTS, "select"),
}
"""The sort of question, by which appearances and parameters are judged; blank where none shows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A type that was understood."""

    feature: Feature
    list_name: str = ""
    or_other: bool = False
    ends: str = ""
    """What a row ends: "group" or "repeat"."""

    @property
    def name(self) -> str:
        """The type's own name."""
        return self.feature.name

    @property
    def sort(self) -> str:
        """The sort of question that it is."""
        return SORTS.get(self.name, "number" if self.name.startswith("number of") else "")

    @property
    def begins(self) -> str:
        """What a row begins: "group" or "repeat", blank for a question."""
        return self.sort if self.sort in {"group", "repeat"} and not self.ends else ""

    @property
    def is_select(self) -> bool:
        """Whether it takes choices from a list."""
        return self.name in SELECTS

    @property
    def is_asked(self) -> bool:
        """Whether a person answers it."""
        return self.sort not in {"", "note", "group", "repeat"}

    @property
    def is_shown(self) -> bool:
        """Whether it stands on a page by itself: not a calculation, not a group."""
        return self.sort not in {"", "group", "repeat"}

    @property
    def compiled(self) -> str:
        """As pyxform writes it."""
        if self.ends:
            return f"end_{self.ends}"
        if not self.is_select:
            return self.name
        return f"{self.name} {self.list_name}{' or_other' if self.or_other else ''}"


def asked_by(text: str) -> Asked | None:
    """What a type says; None where nothing is called so."""
    words = " ".join(text.split())
    exact = _exact(words)
    if exact is not None:
        end = re.fullmatch(r"end[ _](group|repeat)", words.lower())
        return Asked(exact, ends=end.group(1) if end else "")
    return _select(words) or _with_rest(words)


def meant_by(text: str) -> str:
    """What a type that is not known may have been meant to be, as the end of a sentence."""
    names = [name for one in table(Part.TYPE).features for name in one.names]
    first = text.split(maxsplit=1)[0] if text.split() else ""
    for written in (text.lower()[:LONGEST], first.lower()[:LONGEST]):
        close = get_close_matches(written, names, n=1, cutoff=0.7)
        if close:
            return f"Did you mean “{close[0]}”?"
    return "docs/xlsform.md lists the types that we ask."


def _exact(words: str) -> Feature | None:
    """A type by its name, whatever its capitals; selects need a list."""
    known = table(Part.TYPE)
    feature = known.by_name.get(words)
    if feature is None:
        feature = {name.lower(): one for name, one in known.by_name.items()}.get(words.lower())
    if feature and (feature.name in SELECTS or feature.name == "or_other"):
        return None
    return feature


def _select(words: str) -> Asked | None:
    """`select_one list`, `select multiple list or_other`, `rank list`."""
    known = table(Part.TYPE)
    for feature in known.features:
        if feature.name not in SELECTS:
            continue
        for name in sorted(feature.names, key=len, reverse=True):
            if words.lower().startswith(f"{name} "):
                rest = words[len(name) :].strip()
                found = _listed(feature, rest)
                if found is not None:
                    return found
    return None


def _listed(feature: Feature, rest: str) -> Asked | None:
    known = table(Part.TYPE)
    if "${" in rest:
        return Asked(known.by_name[OF_ANSWERS])
    match = re.fullmatch(r"(\S+)( (?:or_other|or other|or specify other))?", rest)
    if match is None:
        return None
    if FROM_FILE.fullmatch(match.group(1)):
        kind = "select_multiple" if feature.name == "select_multiple" else "select_one"
        return Asked(known.by_name[f"{kind}_from_file"])
    return Asked(feature, match.group(1), or_other=match.group(2) is not None)


def _with_rest(words: str) -> Asked | None:
    """Refused types that a list or file follows: `select_one_from_file towns.csv`."""
    for feature in table(Part.TYPE).features:
        if feature.verdict is Verdict.REFUSED:
            for name in feature.names:
                if words.lower().startswith(f"{name} "):
                    return Asked(feature)
    return None
