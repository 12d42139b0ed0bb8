"""Expressions made up from a seed: numbers, texts, conditions and dates, nested at random."""

import random
from collections.abc import Callable, Mapping
from typing import Final

DEEPEST: Final = 3

LEAVES: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("0", "1", "2.5", "-3", "20000", "${n}", "${m}", "${nothing}", "'7'", "''", "${age}"),
    "text": ("'a'", "''", "'b c'", "${t}", "${nothing}", "${one}", "${many}", "${person}", "'12'"),
    "condition": ("true()", "false()", "${n} > 1", "${t} = ''", "selected(${many}, 'b')"),
    "date": ("today()", "${day}", "${other_day}", "${nothing}", "'2026-02-28'", "${moment}"),
}

TEMPLATES: Final[Mapping[str, tuple[str, ...]]] = {
    "number": (
        "({number} + {number})",
        "({number} - {number})",
        "({number} * {number})",
        "({date} - {date})",
        "({date} + {number})",
        "-({number})",
        "round({number}, 1)",
        "int({number})",
        "abs({number})",
        "number({text})",
        "min({number}, {number})",
        "max({date}, {date})",
        "string-length({text})",
        "count-selected({text})",
        "if({condition}, {number}, {number})",
        "decimal-date-time({date})",
    ),
    "text": (
        "concat({text}, {any})",
        "join('-', {text}, {text})",
        "coalesce({text}, {any})",
        "substr({text}, 0, 2)",
        "string({any})",
        "selected-at({text}, 1)",
        "normalize-space({text})",
        "if({condition}, {text}, {any})",
        "format-date({date}, '%Y%m%d')",
        "translate({text}, 'ab', 'xy')",
    ),
    "condition": (
        "({number} < {number})",
        "({number} >= {any})",
        "({any} = {any})",
        "({any} != {any})",
        "({date} < {date})",
        "({date} <= {date})",
        "({date} = {date})",
        "({date} > {number})",
        "({condition} and {condition})",
        "({condition} or {condition})",
        "not({condition})",
        "boolean({any})",
        "selected({text}, {text})",
        "contains({text}, {text})",
        "starts-with({text}, {text})",
        "({condition} = {any})",
    ),
    "date": ("if({condition}, {date}, {date})", "if({condition}, ${{day}}, '')"),
}
SORTS: Final = ("number", "text", "condition", "date")


def expression(rng: random.Random, sort: str = "", depth: int = DEEPEST) -> str:
    """An expression of a sort, or of any."""
    chosen = sort or rng.choice(SORTS)
    if depth == 0 or rng.random() < 0.2:
        return rng.choice(LEAVES[chosen])

    def inner(name: str) -> str:
        return expression(rng, "" if name == "any" else name, depth - 1)

    return _fill(rng.choice(TEMPLATES[chosen]), inner)


def _fill(template: str, inner: Callable[[str], str]) -> str:
    """A template with an expression of its own in each of its places."""
    text = ""
    while template:
        before, opened, rest = template.partition("{")
        text += before
        if not opened:
            break
        if rest.startswith("{"):
            place, _, template = rest[1:].partition("}}")
            text += f"{{{place}}}"
        else:
            name, _, template = rest.partition("}")
            text += inner(name)
    return text
