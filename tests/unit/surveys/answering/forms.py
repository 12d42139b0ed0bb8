"""Instruments made by hand, for tests of what follows from them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from surveys.instrument.model import (
    Address,
    Bind,
    Choice,
    Choices,
    Expression,
    Group,
    Instrument,
    Node,
    Question,
    Repeat,
    Words,
)


def say(text: str) -> Words:
    return Words({"default": (text,)})


def question(path: str, kind: str = "text", **changes: object) -> Question:
    name = path.rpartition("/")[2]
    values: dict[str, object] = {"label": say(f"{name}?"), "column": name}
    return Question(kind=kind, name=name, path=path, **values | changes)  # type: ignore[arg-type]


def group(path: str, *children: Node, label: str = "", look: str = "") -> Group:
    name = path.rpartition("/")[2]
    words = say(label) if label else None
    return Group(
        name=name,
        path=path,
        label=words,
        children=children,
        appearance=frozenset(look.split()),
    )


def repeat(path: str, *children: Node, counted: bool = False) -> Repeat:
    count = Expression("2", "2") if counted else None
    name = path.rpartition("/")[2]
    return Repeat(name=name, path=path, label=say(name), children=children, count=count)


def form(*children: Node, style: str = "pages") -> Instrument:
    return Instrument(
        title="A form",
        form_id="form",
        version="1",
        languages=("default",),
        default_language="default",
        children=children,
        xform=f'<h:html><h:head></h:head><h:body class="{style}"></h:body></h:html>',
    )


def yes_no() -> Choices:
    return Choices("yes_no", (Choice("yes", say("Yes")), Choice("no", say("No"))))


READ_ONLY = Bind(readonly=True)


@dataclass
class Said:
    """Which nodes are relevant, and how often repeats are asked."""

    counts: dict[Address, int] = field(default_factory=dict)
    hidden: Callable[[Address], bool] = lambda _address: False

    def is_relevant(self, address: Address) -> bool:
        return not self.hidden(address)

    def count(self, address: Address) -> int:
        return self.counts.get(address, 1)
