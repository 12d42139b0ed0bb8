"""Functions of numbers."""

import math
import random
from collections.abc import Callable
from typing import Final

from surveys.instrument.logic.signature import MANY, Body, Function, Sort
from surveys.instrument.logic.values import (
    Value,
    as_condition,
    as_number,
    as_text,
    numbers,
    texts,
)


def _math(body: Callable[..., float], *, least: float = -math.inf) -> Body:
    """A function of numbers that has no value where one of them has none."""

    def call(_: object, *values: Value) -> float:
        given = [as_number(value) for value in values]
        if any(map(math.isnan, given)):
            return math.nan
        try:
            return float(body(*given))
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return least if given[0] == 0 else math.nan

    return call


def _pow(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        return math.inf
    result = base**exponent
    return math.nan if isinstance(result, complex) else result


def _nearest(number: float) -> float:
    below = math.floor(number)
    return below + 1 if number - below >= 0.5 else below


def _round(number: float, places: float = 0) -> float:
    """A half goes away from zero."""
    if math.isinf(number):
        return number
    scale = 10.0**places
    return math.copysign(_nearest(abs(number) * scale) / scale, number)


def _logarithm(of: Callable[[float], float]) -> Body:
    return _math(lambda number: of(number) if number else -math.inf)


def _int(number: float) -> float:
    return number if math.isinf(number) else math.trunc(number)


def _extreme(of: Callable[[list[float]], float]) -> Body:
    """The least or greatest of all numbers; none where one of them is none, or there are none."""

    def call(_: object, *values: Value) -> float:
        given = list(numbers(*values))
        return of(given) if given and not any(map(math.isnan, given)) else math.nan

    return call


def _sum(_: object, nodes: Value) -> float:
    return math.fsum(found) if not any(map(math.isnan, found := list(numbers(nodes)))) else math.nan


def _checklist(_: object, least: Value, most: Value, *conditions: Value) -> bool:
    held = sum(map(as_condition, _each(conditions)))
    return _within(float(held), least, most)


def _weighted(_: object, least: Value, most: Value, *pairs: Value) -> bool:
    held = sum(
        weight
        for condition, weight in zip(_each(pairs[::2]), numbers(*pairs[1::2]), strict=False)
        if as_condition(condition)
    )
    return _within(held, least, most)


def _each(values: tuple[Value, ...]) -> list[Value]:
    """Every value; a nodeset gives the text of each of its nodes."""
    found: list[Value] = []
    for value in values:
        found.extend(
            [as_text([node]).strip() for node in value] if isinstance(value, list) else [value]
        )
    return found


def _within(held: float, least: Value, most: Value) -> bool:
    highest = as_number(most)
    return held >= as_number(least) and (highest == -1 or held <= highest)


def _compare(holds: Callable[[list[float], list[float]], bool]) -> Body:
    """A comparison by number: it holds where it holds for any two values."""

    def call(_: object, left: Value, right: Value) -> bool:
        lefts, rights = (
            [number for number in numbers(side) if not math.isnan(number)] for side in (left, right)
        )
        return bool(lefts) and bool(rights) and holds(lefts, rights)

    return call


def _equals(_: object, left: Value, right: Value) -> bool:
    """Whether any two values are equal: by condition, by number, or else by text."""
    if isinstance(left, bool) or isinstance(right, bool):
        return as_condition(left) == as_condition(right)
    if isinstance(left, float) or isinstance(right, float):
        return any(one == other for one in numbers(left) for other in numbers(right))
    return not set(texts((left,))).isdisjoint(texts((right,)))


def _differs(_: object, left: Value, right: Value) -> bool:
    """Whether any two values are unequal; what is no number equals nothing."""
    if isinstance(left, bool) or isinstance(right, bool):
        return as_condition(left) != as_condition(right)
    if isinstance(left, float) or isinstance(right, float):
        return any(one != other for one in numbers(left) for other in numbers(right))
    return any(one != other for one in texts((left,)) for other in texts((right,)))


COMPARISONS: Final = (
    Function("lt", Sort.CONDITION, 2, 2, _compare(lambda a, b: min(a) < max(b))),
    Function("le", Sort.CONDITION, 2, 2, _compare(lambda a, b: min(a) <= max(b))),
    Function("gt", Sort.CONDITION, 2, 2, _compare(lambda a, b: max(a) > min(b))),
    Function("ge", Sort.CONDITION, 2, 2, _compare(lambda a, b: max(a) >= min(b))),
    Function("eq", Sort.CONDITION, 2, 2, _equals),
    Function("ne", Sort.CONDITION, 2, 2, _differs),
)
"""Operators that may meet dates; forms cannot write them as functions."""

AS_NUMBER: Final = Function("number", Sort.NUMBER, 1, 1, lambda _, value: as_number(value))

FUNCTIONS: Final = (
    AS_NUMBER,
    Function("floor", Sort.NUMBER, 1, 1),
    Function("ceiling", Sort.NUMBER, 1, 1),
    Function("int", Sort.NUMBER, 1, 1, _math(_int)),
    Function("round", Sort.NUMBER, 1, 2, _math(_round)),
    Function("abs", Sort.NUMBER, 1, 1, _math(abs)),
    Function("pow", Sort.NUMBER, 2, 2, _math(_pow)),
    Function("sqrt", Sort.NUMBER, 1, 1, _math(math.sqrt)),
    Function("exp", Sort.NUMBER, 1, 1, _math(math.exp)),
    Function("log", Sort.NUMBER, 1, 1, _logarithm(math.log)),
    Function("log10", Sort.NUMBER, 1, 1, _logarithm(math.log10)),
    Function("sin", Sort.NUMBER, 1, 1, _math(math.sin)),
    Function("cos", Sort.NUMBER, 1, 1, _math(math.cos)),
    Function("tan", Sort.NUMBER, 1, 1, _math(math.tan)),
    Function("asin", Sort.NUMBER, 1, 1, _math(math.asin)),
    Function("acos", Sort.NUMBER, 1, 1, _math(math.acos)),
    Function("atan", Sort.NUMBER, 1, 1, _math(math.atan)),
    Function("atan2", Sort.NUMBER, 2, 2, _math(math.atan2)),
    Function("pi", Sort.NUMBER, 0, 0, lambda _: math.pi),
    Function("random", Sort.NUMBER, 0, 0, lambda _: random.random()),  # noqa: S311 - no secret
    Function("min", Sort.NUMBER, 1, MANY, _extreme(min)),
    Function("max", Sort.NUMBER, 1, MANY, _extreme(max)),
    Function("sum", Sort.NUMBER, 1, 1, _sum, nodes=frozenset({0})),
    Function("true", Sort.CONDITION, 0, 0),
    Function("false", Sort.CONDITION, 0, 0),
    Function("not", Sort.CONDITION, 1, 1),
    Function("boolean", Sort.CONDITION, 1, 1),
    Function(
        "boolean-from-string",
        Sort.CONDITION,
        1,
        1,
        lambda _, value: as_text(value) in {"1", "true"},
    ),
    Function("checklist", Sort.CONDITION, 2, MANY, _checklist),
    Function("weighted-checklist", Sort.CONDITION, 4, MANY, _weighted),
)
