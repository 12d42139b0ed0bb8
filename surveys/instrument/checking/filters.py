"""The columns that a choice filter reads."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from surveys.instrument.logic.syntax import (
    Call,
    Chain,
    Negative,
    Path,
    Tree,
    parse,
)


def unknown_columns(source: str, columns: AbstractSet[str]) -> list[str]:
    """The names in a filter that are no column of the list, which would offer nothing at all."""
    named = dict.fromkeys(_named(parse(source)))
    return [name for name in named if name not in columns]


def _named(tree: Tree) -> Iterator[str]:
    """The relative names outside of brackets: those are columns of a choice."""
    match tree:
        case Path(head=None, steps=(step, *_)):
            if step.name not in {".", "..", "*"}:
                yield step.name
        case Call(arguments=arguments):
            for argument in arguments:
                yield from _named(argument)
        case Negative(operand):
            yield from _named(operand)
        case Chain(first, rest):
            yield from _named(first)
            for _, operand in rest:
                yield from _named(operand)
