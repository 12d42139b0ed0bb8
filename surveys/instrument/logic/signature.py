"""What is known of a function before it is called: how many arguments, and what comes back."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from surveys.instrument.logic.values import Value


class Sort(StrEnum):
    """What a part of an expression gives, as far as reading it tells."""

    NUMBER = "number"
    CONDITION = "condition"
    TEXT = "text"
    MOMENT = "moment"
    """A date or a date and time, written as text, counted as days."""
    NODES = "nodes"
    NUMERALS = "numerals"
    """Nodes that hold numbers or nothing: no date can be among them."""
    ANY = "any"


MANY: Final = 1_000

Body: TypeAlias = Callable[..., Value]


@dataclass(frozen=True, slots=True)
class Function:
    """A function: `body` is ours, or None where XPath's own does what ODK means.

    `nodes` says which arguments must be nodesets, by position.
    """

    name: str
    returns: Sort
    least: int
    most: int
    body: Body | None = None
    nodes: frozenset[int] = frozenset()

    @property
    def rewritten(self) -> str:
        """The name that the evaluated expression calls."""
        return f"x:{self.name.partition(':')[2] or self.name}" if self.body else self.name
