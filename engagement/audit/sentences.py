"""A line of the audit as a person reads it: a sentence, and its code for who looks closer.

Names of officers and organisations are the only ones that are said. What officers typed (a reason,
the name of a file) goes through the net for personal details first.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.audit.queries import Names, TrailLine
from engagement.audit.words import FIGURES, LISTS, WORDS, Words
from engagement.core.actor import SYSTEM
from engagement.core.personal import personal_details
from engagement.core.seal import Json

SHORT: Final = 8
"""Digits of a number that are enough to tell one report from the others of a page."""
_NAMED: Final = re.compile(r"%\((.+?)\)s")
_LIST: Final = re.compile(r"([a-z-]+) (\d+)")
_CODE: Final = re.compile(r"[a-z]+(?:-[a-z]+)+")
_UNKNOWN: Final = Words(_l("did something that has no words yet, to %(which)s"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """Who did what to which, and the same as it is stored."""

    text: str
    code: str


def sentence_of(line: TrailLine, *, names: Names, places: Mapping[str, str]) -> Sentence:
    """A line in words; `places` are the names of districts by their codes."""
    words = WORDS.get(line.action, _UNKNOWN)
    values = dict(_flat(line.detail))
    who = _("The service") if line.actor == SYSTEM.name else line.actor
    did = str(words.did) % {"which": _which(line, names)}
    more = ""
    if words.more is not None and set(_NAMED.findall(str(words.more))) <= set(values):
        said = {name: _value(name, value, names, places) for name, value in values.items()}
        more = " " + str(words.more) % said
    stored = "; ".join(f"{name}={_plain(value)}" for name, value in values.items())
    code = [line.action, f"{line.kind} {line.subject}", *([stored] if stored else [])]
    return Sentence(f"{who} {did}.{more}", " · ".join(code))


def label_of(action: str) -> str:
    """An event to choose from a list; one without words by its code."""
    if action not in WORDS:
        return action
    did = str(WORDS[action].did) % {"which": "…"}
    return did[:1].upper() + did[1:]


def _which(line: TrailLine, names: Names) -> str:
    if line.subject in names:
        return names[line.subject]
    if listed := _LIST.fullmatch(line.subject):
        where, number = listed.groups()
        if where in LISTS:
            return str(LISTS[where]) % {"number": number}
    if line.subject in FIGURES:
        return str(FIGURES[line.subject])
    short = line.subject[:SHORT] if _is_number(line.subject) else line.subject
    return _("an officer (%(number)s)", number=short) if line.kind == "officer" else short


def _flat(detail: Mapping[str, Json], above: str = "") -> Iterator[tuple[str, Json]]:
    """Every value of a detail, those inside another by both names: `before.roles`."""
    for name, value in detail.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield above + name, value


def _value(name: str, value: Json, names: Names, places: Mapping[str, str]) -> str:
    """One value as it is said."""
    if value is None and name.endswith("districts"):
        return _("the whole county")
    if isinstance(value, list):
        return ", ".join(_value(name, one, names, places) for one in value) or _("none")
    if not isinstance(value, str):
        return _plain(value)
    if value in names or value in places:
        return names.get(value) or places[value]
    if _is_number(value):
        return value[:SHORT]
    return _day(value) or (value.replace("-", " ") if _CODE.fullmatch(value) else _masked(value))


def _plain(value: Json) -> str:
    """One value as it is stored, without personal details."""
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, bool) or value is None:
        return {True: _("yes"), False: _("no"), None: "-"}[value]
    return _masked(value) if isinstance(value, str) else f"{value:,}"


def _masked(text: str) -> str:
    """A text without what may tell who somebody is; the names of files often join words with _."""
    if _is_number(text):
        return text
    found = personal_details(spaced := text.replace("_", " "))
    if not found:
        return text
    for one in reversed(found):
        spaced = spaced[: one.start] + _("[not shown]") + spaced[one.end :]
    return spaced


def _is_number(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _day(text: str) -> str:
    try:
        return format_date(date.fromisoformat(text), "d MMMM y")
    except ValueError:
        return ""
