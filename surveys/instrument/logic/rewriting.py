"""Expressions of a form, read once and written anew so that libxml2 evaluates them as ODK means.

ODK's functions become our own under a prefix, since lxml cannot replace XPath's. What may meet a
date is compared and counted by our own functions. `current()` becomes the variable $current, since
a predicate has another context. Everything else is left to libxml2.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final

from surveys.instrument.logic.compiled import compiled
from surveys.instrument.logic.functions import ADVICE, FUNCTIONS
from surveys.instrument.logic.numerals import AS_NUMBER
from surveys.instrument.logic.patterns import check_pattern
from surveys.instrument.logic.signature import MANY, Function, Sort
from surveys.instrument.logic.syntax import (
    Call,
    Chain,
    Literal,
    LogicRefused,
    Negative,
    Number,
    Path,
    Step,
    Tree,
    parse,
)
from surveys.instrument.model import Expression
from surveys.instrument.model import Path as FormPath

COMPARED: Final[Mapping[str, str]] = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
EQUALLED: Final[Mapping[str, str]] = {"=": "eq", "!=": "ne"}
JOINED: Final = frozenset({"and", "or"})
NUMERIC: Final = frozenset({Sort.NUMBER, Sort.NUMERALS})
NUMBERS: Final = frozenset({Sort.NUMBER})
MOST_COMPARED: Final = 3
COUNTED: Final = frozenset({Sort.NUMBER, Sort.MOMENT, Sort.ANY})
NODESETS: Final = frozenset({Sort.NODES, Sort.NUMERALS})
NUMERAL_TYPES: Final = frozenset({"int", "integer", "decimal"})

Place = tuple[str, ...]
"""Where the steps of a path have come to: names below the form."""


@dataclass(frozen=True, slots=True)
class Written:
    """A part of an expression, written anew."""

    text: str
    sort: Sort
    place: Place | None = None
    """Of a nodeset: where in the form its nodes stand; None outside of it."""


@dataclass(slots=True)
class _Reading:
    """What one expression is read with, and what is found in it."""

    context: Place
    nodes: Mapping[FormPath, str]
    references: set[FormPath] = field(default_factory=set)
    indexed: set[FormPath] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where relative paths begin, and whether that is within brackets.

    `within_index` says that what is read is one instance of many, chosen by its place.
    """

    place: Place | None
    predicate: bool = False
    within_index: bool = False


def rewrite(
    source: str, *, context: FormPath, nodes: Mapping[FormPath, str], item: bool = False
) -> Expression:
    """An expression as we evaluate it for the node at `context`.

    `nodes` says of every node of the form what its bind's type is ("int", "date", "string"...),
    or "group" or "repeat". `item` reads what stands in the brackets of a choice filter: names are
    columns of the choice, `current()` is the question. Raises LogicRefused with a sentence.
    """
    place = tuple(context.split("/")) if context else ()
    reading = _Reading(place, nodes)
    scope = _Scope(None, predicate=True) if item else _Scope(place)
    try:
        written = _write(parse(source), scope, reading)
    except RecursionError:
        raise LogicRefused("The expression is too long. Split it into calculations") from None
    whole = f"root/item[{written.text}]" if item else written.text
    compiled(whole)
    return Expression(
        source=source.strip(),
        rewritten=written.text,
        references=frozenset(reading.references | reading.indexed),
        indexed=frozenset(reading.indexed - reading.references),
    )


def _write(tree: Tree, scope: _Scope, reading: _Reading) -> Written:
    match tree:
        case Number(text):
            return Written(text, Sort.NUMBER)
        case Literal(text):
            return Written(quoted(text), Sort.TEXT)
        case Call():
            return _call(tree, scope, reading)
        case Path():
            return _path(tree, scope, reading)
        case Negative(operand):
            inner = _as_number(_write(operand, scope, reading))
            return Written(f"-({inner})", Sort.NUMBER)
        case Chain():
            return _chain(tree, scope, reading)


def quoted(text: str) -> str:
    """A text as a literal; none holds both kinds of quotation marks."""
    return f'"{text}"' if "'" in text else f"'{text}'"


def _as_number(written: Written) -> str:
    if written.sort in NUMERIC or written.sort is Sort.CONDITION:
        return written.text
    return f"{AS_NUMBER.rewritten}({written.text})"


def _chain(chain: Chain, scope: _Scope, reading: _Reading) -> Written:
    operands = [_write(tree, scope, reading) for tree in (chain.first, *(t for _, t in chain.rest))]
    operators = [operator for operator, _ in chain.rest]
    if operators[0] == "|":
        return _union(operands)
    if operators[0] in JOINED:
        return Written(_joined([one.text for one in operands], operators), Sort.CONDITION)
    if operators[0] in COMPARED or operators[0] in EQUALLED:
        return _compared(operands, operators)
    return Written(_joined([_as_number(one) for one in operands], operators), Sort.NUMBER)


def _joined(operands: list[str], operators: list[str]) -> str:
    rest = (
        f" {operator} {operand}" for operator, operand in zip(operators, operands[1:], strict=True)
    )
    return f"({operands[0]}{''.join(rest)})"


def _union(sides: list[Written]) -> Written:
    if any(side.sort not in NODESETS for side in sides):
        raise LogicRefused("“|” joins questions only; for conditions write “or”")
    return Written(_joined([side.text for side in sides], ["|"] * (len(sides) - 1)), Sort.NODES)


def _compared(operands: list[Written], operators: list[str]) -> Written:
    if len(operators) > MOST_COMPARED:
        raise LogicRefused("Join comparisons by “and”: ${age} > 5 and ${age} < 9")
    result = operands[0]
    for operator, operand in zip(operators, operands[1:], strict=True):
        result = Written(_comparison(operator, result, operand), Sort.CONDITION)
    return result


def _comparison(operator: str, left: Written, right: Written) -> str:
    """A comparison; by our own functions where one side may be a date."""
    sorts = {left.sort, right.sort}
    plain = f"({left.text} {operator} {right.text})"
    if operator in COMPARED:
        return plain if sorts <= NUMERIC else f"x:{COMPARED[operator]}({left.text}, {right.text})"
    if sorts <= NUMERIC or Sort.CONDITION in sorts or not sorts & COUNTED:
        return plain
    sides = (_as_number(side) if side.sort is Sort.MOMENT else side.text for side in (left, right))
    return f"x:{EQUALLED[operator]}({', '.join(sides)})"


def _call(call: Call, scope: _Scope, reading: _Reading) -> Written:
    function = _function(call, scope)
    if special := SPECIAL.get(call.name):
        return special(call, scope, reading)
    arguments = _arguments(call, function, scope, reading)
    text = f"{function.rewritten}({', '.join(one.text for one in arguments)})"
    return Written(text, _sort(function, arguments), arguments[0].place if arguments else None)


def _function(call: Call, scope: _Scope) -> Function:
    """The function that is called; LogicRefused for one that we do not have, or not so."""
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise LogicRefused(f"{call.name}() is not evaluated here; {_instead_of(call.name)}")
    given = len(call.arguments)
    if not function.least <= given <= function.most:
        raise LogicRefused(f"{call.name}() has {given} values in its brackets; {_takes(function)}")
    if call.name in {"position", "last"} and not given and not scope.predicate:
        raise LogicRefused(f"{call.name}() means nothing outside of [ ]; use position(..) instead")
    return function


def _instead_of(name: str) -> str:
    if name in ADVICE:
        return ADVICE[name]
    close = get_close_matches(name, FUNCTIONS, n=1, cutoff=0.7)
    return (
        f"use {close[0]}() instead" if close else "use a function of docs/decisions/0010-logic.md"
    )


def _takes(function: Function) -> str:
    if function.least == function.most:
        return f"it takes {function.least}"
    if function.most == MANY:
        return f"it takes {function.least} or more"
    return f"it takes {function.least} to {function.most}"


def _arguments(call: Call, function: Function, scope: _Scope, reading: _Reading) -> list[Written]:
    found = []
    for place, tree in enumerate(call.arguments):
        indexed = scope.within_index or (call.name == "indexed-repeat" and place == 0)
        written = _write(tree, replace(scope, within_index=indexed), reading)
        if place in function.nodes and written.sort not in NODESETS:
            raise LogicRefused(f"{call.name}() needs a question, for example ${{name}}")
        if function.body is None and function.name in {"floor", "ceiling"}:
            written = Written(_as_number(written), Sort.NUMBER)
        found.append(written)
    return found


def _sort(function: Function, arguments: list[Written]) -> Sort:
    """What a call gives; of if(), what both of its branches give."""
    if function.name != "if":
        return function.returns
    sorts = {one.sort for one in arguments[1:]}
    for whole, sort in ((NUMBERS, Sort.NUMBER), (NODESETS, Sort.NODES)):
        if sorts <= whole:
            return sort
    return sorts.pop() if len(sorts) == 1 else Sort.ANY


def _current(_: Call, scope: _Scope, reading: _Reading) -> Written:
    _refer(reading.context, scope, reading)
    return Written("$current", _sort_at(reading.context, reading), reading.context)


def _choice_name(call: Call, scope: _Scope, reading: _Reading) -> Written:
    """The label of a choice; the second value is a path written as a text."""
    value, path = call.arguments
    if not isinstance(path, Literal):
        raise LogicRefused("jr:choice-name() takes the question in quotation marks: '${name}'")
    place = _write(parse(path.text), scope, replace(reading, references=set())).place
    if not place:
        raise LogicRefused(f"jr:choice-name() finds no question at “{path.text.strip()}”")
    inner = _write(value, scope, reading).text
    return Written(f"x:choice-name({inner}, {quoted('/'.join(place))})", Sort.TEXT)


def _instance(call: Call, scope: _Scope, _: _Reading) -> Written:
    """A list of choices; not within brackets, where it would be read for every node."""
    name = call.arguments[0]
    if scope.predicate:
        raise LogicRefused(
            "instance() is not evaluated within [ ] or a choice_filter; "
            "put it into a calculation, and name that"
        )
    if not isinstance(name, Literal):
        raise LogicRefused("instance() takes the name of a list of choices in quotation marks")
    return Written(f"x:instance({quoted(name.text)})", Sort.NODES)


def _regex(call: Call, scope: _Scope, reading: _Reading) -> Written:
    value, pattern = call.arguments
    if isinstance(pattern, Literal):
        check_pattern(pattern.text)
    written = [_write(tree, scope, reading).text for tree in (value, pattern)]
    return Written(f"x:regex({', '.join(written)})", Sort.CONDITION)


def _position(call: Call, scope: _Scope, reading: _Reading) -> Written:
    if not call.arguments:
        return Written("position()", Sort.NUMBER)
    arguments = _arguments(call, FUNCTIONS["position"], scope, reading)
    return Written(f"x:position({arguments[0].text})", Sort.NUMBER)


SPECIAL: Final[Mapping[str, Callable[[Call, _Scope, _Reading], Written]]] = {
    "current": _current,
    "jr:choice-name": _choice_name,
    "instance": _instance,
    "regex": _regex,
    "position": _position,
}


def _path(path: Path, scope: _Scope, reading: _Reading) -> Written:
    text, place, steps = _head(path, scope, reading)
    indexed = scope.within_index
    texts = [text] if text else []
    for step in steps:
        place = _move(place, step, reading)
        indexed = indexed or bool(step.predicates)
        texts.append(step.name + _predicates(step.predicates, place, reading))
    if place is not None:
        _refer(place, replace(scope, within_index=indexed), reading)
    return Written("/".join(texts), _sort_at(place, reading), place)


def _head(
    path: Path, scope: _Scope, reading: _Reading
) -> tuple[str, Place | None, tuple[Step, ...]]:
    """What a path begins with: its text, the place it stands for and the steps that follow."""
    if path.head is None:
        return "", scope.place, path.steps
    if isinstance(path.head, str):
        root = path.steps[0]
        if root.name in {".", ".."} or root.predicates:
            raise LogicRefused("A path from the root begins with the name of the form: /data/name")
        return "$root" if scope.predicate else "/*", (), path.steps[1:]
    if path.head == Call("current", ()) and not path.predicates:
        return "$current", reading.context, path.steps
    head = _write(path.head, scope, reading)
    if head.sort not in NODESETS:
        raise LogicRefused("“/” and “[ ]” follow questions only, not a value")
    return head.text + _predicates(path.predicates, head.place, reading), head.place, path.steps


def _move(place: Place | None, step: Step, reading: _Reading) -> Place | None:
    """Where a step leads; None where that is outside of the form or no one place."""
    if place is None or step.name == ".":
        return place
    if step.name == "..":
        if not place:
            raise LogicRefused("“..” leads out of the form; write ${name}")
        return place[:-1]
    if step.name == "*":
        start = "".join(f"{name}/" for name in place)
        reading.references.update(path for path in reading.nodes if path.startswith(start))
        return None
    return (*place, step.name)


def _predicates(predicates: tuple[Tree, ...], place: Place | None, reading: _Reading) -> str:
    scope = _Scope(place, predicate=True)
    return "".join(f"[{_write(tree, scope, reading).text}]" for tree in predicates)


def _refer(place: Place, scope: _Scope, reading: _Reading) -> None:
    """Note that a node is read; refuse one that the form does not have."""
    path = "/".join(place)
    if not path:
        return
    if path not in reading.nodes:
        raise LogicRefused(f"There is no question “{path}” in the form; write ${{name}}")
    (reading.indexed if scope.within_index else reading.references).add(path)


def _sort_at(place: Place | None, reading: _Reading) -> Sort:
    numeral = place is not None and reading.nodes.get("/".join(place)) in NUMERAL_TYPES
    return Sort.NUMERALS if numeral else Sort.NODES
