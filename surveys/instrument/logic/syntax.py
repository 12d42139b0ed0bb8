"""XPath 1.0 read into a tree: what forms write, and no more.

The grammar is closed since 1999, so it is read here in one pass; what is written anew from the tree
is compiled by libxml2 before a form is published, which is the second judge of it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

LONGEST: Final = 8_000
DEEPEST: Final = 50
DEEPEST_PREDICATE: Final = 2
MOST_NESTED: Final = 3
"""Brackets within brackets: each goes through a repeat for every instance of another."""


class LogicRefused(ValueError):
    """An expression that we do not evaluate; the message says why and what to write instead."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written."""

    text: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text between quotation marks."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments."""

    name: str
    arguments: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step down (a name or `*`), up (`..`) or nowhere (`.`), and what narrows it."""

    name: str
    predicates: tuple["Tree", ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the context (`head` is None), from the root (`/`) or from what a call gives."""

    head: "Tree | str | None"
    steps: tuple[Step, ...]
    predicates: tuple["Tree", ...] = ()
    """Of the head itself, where it is a call."""


@dataclass(frozen=True, slots=True)
class Negative:
    """A minus before a value."""

    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands of operators that bind equally, in the order of the text."""

    first: "Tree"
    rest: tuple[tuple[str, "Tree"], ...]


Tree: TypeAlias = Number | Literal | Call | Path | Negative | Chain

NAME = r"[^\W\d][\w.\-]*"
TOKEN: Final = re.compile(
    rf"""\s*(?:
      (?P<literal>"[^"]*"|'[^']*')
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<operator>!=|<=|>=|//|::|\.\.|[()\[\],@/|+\-=<>*.$])
    | (?P<name>{NAME}(?::(?!:)(?:{NAME}|\*))?)
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
BEFORE_OPERAND: Final = frozenset(
    ("", "@", "::", "(", "[", ",", "$", "/", "//", "|", "+", "-", "*", "and", "or", "div", "mod")
) | {"=", "!=", "<", "<=", ">", ">="}
WORDS: Final = frozenset({"and", "or", "div", "mod"})
LEVELS: Final = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
AXES: Final[Mapping[str, str | None]] = {"child": None, "self": ".", "parent": ".."}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an expression: its kind (an operator is its own kind) and its text."""

    kind: str
    text: str


def tokens_of(source: str) -> list[Token]:
    """The words of an expression, the end as a last one."""
    found: list[Token] = []
    place, before = 0, ""
    while not found or found[-1].kind != "end":
        match = TOKEN.match(source, place)
        if match is None:
            raise LogicRefused(
                f"“{source[place : place + 20].strip()}” cannot be read as an expression"
            )
        place = match.end()
        token = _token(match, is_operand=before in BEFORE_OPERAND)
        found.append(token)
        before = token.kind
    return found


def _token(match: re.Match[str], *, is_operand: bool) -> Token:
    kind = match.lastgroup or ""
    text = match.group(kind)
    if kind == "operator":
        return Token("wildcard" if text == "*" and is_operand else text, text)
    if kind == "name" and text in WORDS and not is_operand:
        return Token(text, text)
    return Token(kind, text)


def parse(source: str) -> Tree:
    """The tree of an expression; LogicRefused where it is none, or is too long or too deep."""
    if len(source) > LONGEST:
        raise LogicRefused(
            f"The expression has {len(source)} characters; at most {LONGEST} are evaluated. "
            "Split it into calculations"
        )
    return _Parser(tokens_of(source)).whole()


class _Parser:
    """Reads tokens from left to right; every method leaves the place after what it read."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0
        self._predicates = 0
        self._nested = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self, kind: str) -> Token | None:
        if self._next.kind != kind:
            return None
        self._place += 1
        return self._tokens[self._place - 1]

    def _expect(self, kind: str) -> Token:
        token = self._take(kind)
        if token is None:
            found = f"“{self._next.text}”" if self._next.text else "the end"
            raise LogicRefused(f"The expression has {found} where “{kind}” is expected")
        return token

    def whole(self) -> Tree:
        tree = self._expression()
        self._expect("end")
        return tree

    def _expression(self) -> Tree:
        return self._deeper(lambda: self._level(0))

    def _deeper(self, read: Callable[[], Tree]) -> Tree:
        self._depth += 1
        if self._depth > DEEPEST:
            raise LogicRefused(
                f"The expression is nested more than {DEEPEST} deep. Split it into calculations"
            )
        tree = read()
        self._depth -= 1
        return tree

    def _level(self, level: int) -> Tree:
        """A chain of operators of this level or above; comparisons bind to the left."""
        if level == len(LEVELS):
            return self._unary()
        first = self._level(level + 1)
        rest: list[tuple[str, Tree]] = []
        while self._next.kind in LEVELS[level]:
            operator = self._next.kind
            self._place += 1
            rest.append((operator, self._level(level + 1)))
        return Chain(first, tuple(rest)) if rest else first

    def _unary(self) -> Tree:
        if self._take("-"):
            return Negative(self._deeper(self._unary))
        first = self._path()
        rest: list[tuple[str, Tree]] = []
        while self._take("|"):
            rest.append(("|", self._path()))
        return Chain(first, tuple(rest)) if rest else first

    def _path(self) -> Tree:
        if self._next.kind in {"/", "//"}:
            self._refuse_descendants()
            self._expect("/")
            return Path("/", self._steps())
        if self._is_primary():
            primary = self._primary()
            predicates = self._read_predicates()
            steps = self._steps() if self._slash() else ()
            return Path(primary, steps, predicates) if predicates or steps else primary
        return Path(None, self._steps())

    def _is_primary(self) -> bool:
        token, after = self._next, self._tokens[min(self._place + 1, len(self._tokens) - 1)]
        if token.kind == "name":
            return after.kind == "(" and token.text not in {"node", "text"}
        return token.kind in {"(", "literal", "number", "$"}

    def _primary(self) -> Tree:
        if self._take("$"):
            raise LogicRefused(f"${self._next.text} is unknown; a question is written ${{name}}")
        if token := self._take("literal"):
            return Literal(token.text[1:-1])
        if token := self._take("number"):
            return Number(token.text)
        if self._take("("):
            tree = self._expression()
            self._expect(")")
            return tree
        return self._call()

    def _call(self) -> Call:
        name = self._expect("name").text
        self._expect("(")
        arguments: list[Tree] = []
        while not self._take(")"):
            if arguments:
                self._expect(",")
            arguments.append(self._expression())
        return Call(name, tuple(arguments))

    def _refuse_descendants(self) -> None:
        if self._next.kind == "//":
            raise LogicRefused("“//” is not evaluated; write the whole path, or ${name}")

    def _slash(self) -> bool:
        self._refuse_descendants()
        return self._take("/") is not None

    def _steps(self) -> tuple[Step, ...]:
        steps = [self._step()]
        while self._slash():
            steps.append(self._step())
        return tuple(steps)

    def _step(self) -> Step:
        for name in (".", ".."):
            if self._take(name):
                return Step(name, self._read_predicates())
        if self._take("wildcard"):
            return Step("*", self._read_predicates())
        if self._take("@"):
            raise LogicRefused("Attributes (@) are not evaluated; only questions have values")
        name = self._expect("name").text
        name = self._after_axis(name) if self._take("::") else name
        if name in {"node", "text"} and self._take("("):
            raise LogicRefused(f"{name}() is not evaluated; a question's value is its own text")
        if ":" in name:
            raise LogicRefused(f"“{name}” is no name of a question; write ${{name}}")
        return Step(name, self._read_predicates())

    def _after_axis(self, axis: str) -> str:
        if axis not in AXES:
            raise LogicRefused(
                f"The axis “{axis}::” is not evaluated; write the path, or ${{name}}"
            )
        named = self._take("wildcard") or self._expect("name")
        if named.text == "node" and self._take("("):
            self._expect(")")
            return AXES[axis] or "*"
        if AXES[axis]:
            raise LogicRefused(f"After “{axis}::” only node() is evaluated")
        return named.text

    def _read_predicates(self) -> tuple[Tree, ...]:
        found: list[Tree] = []
        while self._take("["):
            self._predicates += 1
            self._nested += self._predicates == DEEPEST_PREDICATE
            if self._predicates > DEEPEST_PREDICATE or self._nested > MOST_NESTED:
                raise LogicRefused(
                    f"Brackets are nested more than {DEEPEST_PREDICATE} deep, or more than "
                    f"{MOST_NESTED} times. Put the inner ones into calculations"
                )
            found.append(self._expression())
            self._predicates -= 1
            self._expect("]")
        return tuple(found)
