"""The expressions of a form: each read for the node at which it stands; what is wrong is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.instrument.logic import LogicRefused, rewrite
from surveys.instrument.model import Expression, Path
from surveys.instrument.notices import Notice

NOTHING = Expression("", "''")
"""In place of what could not be read, in an instrument that is never given out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a form needs everywhere.

    `nodes` says the type of every bind, or "group" or "repeat".
    """

    nodes: Mapping[Path, str]
    flaws: list[Notice] = field(default_factory=list)

    def expression(
        self, source: str, context: Path, column: str, *, item: bool = False
    ) -> Expression:
        """An expression as it is evaluated for the node at `context`."""
        try:
            return rewrite(source, context=context, nodes=self.nodes, item=item)
        except LogicRefused as error:
            self.flaw(context, column, f"{error}.")
            return NOTHING

    def maybe(self, source: str | None, context: Path, column: str) -> Expression | None:
        """An expression where one is written."""
        return self.expression(source, context, column) if source and source.strip() else None

    def flaw(self, path: Path, column: str, text: str) -> None:
        """Keep one thing that is wrong."""
        self.flaws.append(Notice("survey", None, text, path=path, column=column))
