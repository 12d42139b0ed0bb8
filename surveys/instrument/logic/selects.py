"""Functions of the answers of selects, and conditions on them."""

import math
from typing import Final

from surveys.instrument.logic.running import running
from surveys.instrument.logic.signature import Function, Sort
from surveys.instrument.logic.values import Value, as_condition, as_number, as_text, words


def _selected_at(_: object, value: Value, place: Value) -> str:
    number, names = as_number(place), words(value)
    if math.isnan(number) or not 0 <= number < len(names):
        return ""
    return names[math.trunc(number)]


def _selected(_: object, value: Value, name: Value) -> bool:
    """Whether a name is among those selected; in a blank answer, the blank name is."""
    return as_text(name).strip() in (words(value) or [""])


def _if(_: object, condition: Value, then: Value, otherwise: Value) -> Value:
    return then if as_condition(condition) else otherwise


def _choice_name(_: object, value: Value, path: Value) -> str:
    run = running()
    return run.lists.label(as_text(path), as_text(value), run.language) if run.lists else ""


FUNCTIONS: Final = (
    Function("selected", Sort.CONDITION, 2, 2, _selected),
    Function("selected-at", Sort.TEXT, 2, 2, _selected_at),
    Function("count-selected", Sort.NUMBER, 1, 1, lambda _, value: float(len(words(value)))),
    Function("jr:choice-name", Sort.TEXT, 2, 2, _choice_name),
    Function("if", Sort.ANY, 3, 3, _if),
)
