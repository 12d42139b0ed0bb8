"""Whether the answer that a question begins with could be given by a person."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Final

from surveys.instrument.model import Question

INTEGER: Final = re.compile(r"-?\d{1,9}")
DECIMAL: Final = re.compile(r"-?\d{1,15}(\.\d{1,15})?")
MOMENTS: Final[Mapping[str, Callable[[str], object]]] = {
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "dateTime": datetime.fromisoformat,
}
INSTEAD: Final[Mapping[str, str]] = {
    "integer": "a whole number, such as 5",
    "decimal": "a number, such as 2.5",
    "range": "a number, such as 5",
    "date": "a day as 2026-01-31",
    "time": "a time as 19:30",
    "dateTime": "a moment as 2026-01-31T19:30",
    "acknowledge": "OK, or nothing",
}


def wrong_default(question: Question) -> str:
    """What is wrong with a question's default, and what to write; blank for nothing."""
    default = question.default
    if not default or (question.kind not in INSTEAD and question.choices is None):
        return ""
    if question.choices is not None:
        names = {choice.name for choice in question.choices.all}
        strange = [one for one in default.split() if one not in names]
        return (
            f"“{strange[0][:60]}” is no choice of its list. Write the name of one."
            if strange
            else ""
        )
    if _reads(question.kind, default):
        return ""
    return f"“{default[:60]}” is no answer of this type. Write {INSTEAD[question.kind]}."


def _reads(kind: str, text: str) -> bool:
    if kind == "integer":
        return INTEGER.fullmatch(text) is not None
    if kind in {"decimal", "range"}:
        return DECIMAL.fullmatch(text) is not None
    if kind == "acknowledge":
        return text == "OK"
    try:
        MOMENTS[kind](text)
    except ValueError:
        return False
    return True
