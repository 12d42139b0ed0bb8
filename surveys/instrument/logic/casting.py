"""Calculated values as the kind of their question writes them."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Final

from surveys.instrument.logic.moments import read_moment
from surveys.instrument.logic.values import NUMERAL, text_of_number

SMALLEST: Final = -(2**31)
GREATEST: Final = 2**31 - 1
DAY_OR_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}(T[\d:.]+)?", re.ASCII)


def _number(text: str) -> float:
    return float(text) if NUMERAL.fullmatch(text) else math.nan


def _integer(text: str) -> str:
    """A whole number of 32 bits, cut towards zero."""
    number = _number(text)
    if math.isnan(number) or math.isinf(number):
        return ""
    whole = math.trunc(number)
    return str(whole) if SMALLEST <= whole <= GREATEST else ""


def _decimal(text: str) -> str:
    number = _number(text)
    return "" if math.isinf(number) else text_of_number(number)


def _day(text: str) -> str:
    return text[:10] if DAY_OR_MOMENT.fullmatch(text) and read_moment(text[:10]) else ""


def _moment(text: str) -> str:
    return text if read_moment(text) and "T" in text else ""


CASTS: Final[Mapping[str, Callable[[str], str]]] = {
    "integer": _integer,
    "decimal": _decimal,
    "date": _day,
    "dateTime": _moment,
}


def cast(kind: str, text: str) -> str:
    """A calculated text as a question of this kind holds it; blank where it cannot."""
    change = CASTS.get(kind)
    return change(text.strip()) if change else text
