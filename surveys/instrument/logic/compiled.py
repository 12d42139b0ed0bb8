"""Expressions compiled by libxml2, once in a thread."""

import re
import threading
from dataclasses import dataclass
from typing import Any, Final, cast

from lxml import etree

from surveys.instrument.logic.functions import FUNCTIONS
from surveys.instrument.logic.numerals import COMPARISONS
from surveys.instrument.logic.signature import Body
from surveys.instrument.logic.syntax import LogicRefused
from surveys.instrument.logic.values import Node, Value

OURS: Final = "urn:safer-engagement:logic"
CALLED: Final = re.compile(r"\bx:([a-z][a-z0-9-]*)\(")
BODIES: Final[dict[str, Body]] = {
    function.rewritten.removeprefix("x:"): function.body
    for function in (*FUNCTIONS.values(), *COMPARISONS)
    if function.body
}
MOST: Final = 20_000
"""Expressions that a thread keeps compiled; beyond that it starts anew."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """One expression, ready to evaluate for a node.

    Only the functions that it calls are registered with it: lxml hands them all to libxml2 at every
    evaluation, and 60 of them cost more than evaluating.
    """

    xpath: etree.XPath
    wants_current: bool
    wants_root: bool

    def __call__(self, node: Node, current: Node, root: Node) -> Value:
        """The value for a node; `current` is the question that asks, `root` all answers."""
        variables: dict[str, Any] = {}
        if self.wants_current:
            variables["current"] = [current]
        if self.wants_root:
            variables["root"] = [root]
        return cast("Value", self.xpath(node, **variables))


class _Kept(threading.local):
    def __init__(self) -> None:
        self.compiled: dict[str, Compiled] = {}


_kept = _Kept()


def compiled(rewritten: str) -> Compiled:
    """A rewritten expression, compiled; LogicRefused where libxml2 cannot read it.

    Each thread has its own: an expression of lxml holds a lock while it evaluates.
    """
    found = _kept.compiled.get(rewritten)
    if found is None:
        if len(_kept.compiled) >= MOST:
            _kept.compiled.clear()
        found = _kept.compiled[rewritten] = _compile(rewritten)
    return found


def _compile(rewritten: str) -> Compiled:
    called = {name for name in CALLED.findall(rewritten) if name in BODIES}
    try:
        xpath = etree.XPath(
            rewritten,
            namespaces={"x": OURS},
            extensions={(OURS, name): BODIES[name] for name in called},
            smart_strings=False,
        )
    except etree.XPathError as error:
        raise LogicRefused(f"The expression cannot be read: {error}") from error
    return Compiled(xpath, "$current" in rewritten, "$root" in rewritten)
