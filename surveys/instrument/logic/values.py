"""What a value is as a text, as a number and as a condition, as XForms has it.

A nodeset counts by its first node where one value is asked for. A blank text is no number. A date
is the number of days since 1970; a moment of the day is a part of a day, on the clock of the place
that asks (`surveys.instrument.logic.moments`), so that two days are always a whole number apart.
"""

import math
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, TypeAlias

from lxml import etree

from surveys.instrument.logic.moments import as_days, read_moment

Node: TypeAlias = etree._Element  # noqa: SLF001 - lxml names its element so
Value: TypeAlias = str | float | bool | list[Node]

NUMERAL: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
SPACE: Final = " \t\r\n"
EXACT: Final = 1e21


def text_of_node(node: Node) -> str:
    """All text within a node."""
    return "".join(str(piece) for piece in node.itertext()) if len(node) else node.text or ""


def as_text(value: Value) -> str:
    """A value as a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return text_of_node(value[0]) if value else ""
    return text_of_number(value)


def text_of_number(number: float) -> str:
    """A number as ECMAScript and so the oracle writes it; what is no number is blank."""
    if math.isnan(number):
        return ""
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < EXACT:
        return str(int(number))
    mantissa, _, exponent = repr(float(number)).partition("e")
    if abs(number) >= EXACT or abs(number) < 1e-6:
        return f"{mantissa}e{int(exponent):+d}"
    return format(Decimal(repr(float(number))), "f")


def as_number(value: Value) -> float:
    """A value as a number; not a number (NaN) where it is none."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    return number_of_text(as_text(value))


def number_of_text(text: str) -> float:
    """A numeral, or a date as days since 1970."""
    stripped = text.strip(SPACE)
    if NUMERAL.fullmatch(stripped):
        return float(stripped)
    moment = read_moment(stripped)
    return as_days(moment) if moment else math.nan


def as_condition(value: Value) -> bool:
    """A value as a condition: a nodeset holds if it has nodes, a number if it is not 0."""
    if isinstance(value, float):
        return bool(value) and not math.isnan(value)
    return bool(value)


def texts(values: tuple[Value, ...]) -> Iterator[str]:
    """Every text of the values, one for each node."""
    for value in values:
        if isinstance(value, list):
            yield from map(text_of_node, value)
        else:
            yield as_text(value)


def numbers(*values: Value) -> Iterator[float]:
    """Every number of the values, one for each node."""
    for value in values:
        if isinstance(value, list):
            yield from (number_of_text(text_of_node(node)) for node in value)
        else:
            yield as_number(value)


def words(value: Value) -> list[str]:
    """The names in the answer of a select-many."""
    return as_text(value).split()
