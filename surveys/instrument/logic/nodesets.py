"""Functions of nodesets: repeats, lists of choices, places."""

import math
from typing import Final, Protocol

from surveys.instrument.logic.places import area, length
from surveys.instrument.logic.running import running
from surveys.instrument.logic.shuffle import shuffled
from surveys.instrument.logic.signature import MANY, Function, Sort
from surveys.instrument.logic.values import Node, Value, as_number, as_text, text_of_node, texts


class Context(Protocol):
    """What lxml tells a function."""

    context_node: Node


def _nodes(value: Value) -> list[Node]:
    return value if isinstance(value, list) else []


def _count_non_empty(_: object, nodes: Value) -> float:
    return float(sum(text_of_node(node) != "" for node in _nodes(nodes)))


def _position(_: object, nodes: Value) -> float:
    """The place of a repeat's instance among its like, from 1."""
    found = _nodes(nodes)
    if not found:
        return math.nan
    node = found[0]
    return 1.0 + sum(1 for _ in node.itersiblings(node.tag, preceding=True))


def _indexed_repeat(_: object, nodes: Value, *pairs: Value) -> list[Node]:
    """The nodes within the instances that the pairs of repeat and place name, outer ones first."""
    found = _nodes(nodes)
    inside: set[Node] | None = None
    by_depth = sorted(
        zip(pairs[::2], pairs[1::2], strict=False), key=lambda pair: _depth(_nodes(pair[0]))
    )
    for repeat, place in by_depth:
        chosen = _instance(_nodes(repeat), as_number(place), inside)
        if chosen is None:
            return []
        inside = {chosen}
    return [node for node in found if inside is None or _is_within(node, inside)]


def _instance(repeats: list[Node], place: float, inside: set[Node] | None) -> Node | None:
    within = [node for node in repeats if inside is None or _is_within(node, inside)]
    if math.isnan(place) or place != math.trunc(place) or not 1 <= place <= len(within):
        return None
    return within[int(place) - 1]


def _depth(nodes: list[Node]) -> int:
    return sum(1 for _ in nodes[0].iterancestors()) if nodes else 0


def _is_within(node: Node, outer: set[Node]) -> bool:
    return node in outer or any(above in outer for above in node.iterancestors())


def _instance_root(_: object, name: Value) -> list[Node]:
    lists = running().lists
    root = lists.items(as_text(name)) if lists else None
    return [] if root is None else [root]


def _once(context: Context, value: Value) -> str:
    return text_of_node(context.context_node) or as_text(value)


def _randomize(_: object, nodes: Value, seed: Value | None = None) -> list[Node]:
    return shuffled(_nodes(nodes), seed)


def _area(_: object, *places: Value) -> float:
    return area(list(texts(places)))


def _distance(_: object, *places: Value) -> float:
    return length(list(texts(places)))


FIRST: Final = frozenset({0})

FUNCTIONS: Final = (
    Function("count", Sort.NUMBER, 1, 1, nodes=FIRST),
    Function("current", Sort.NODES, 0, 0),
    Function("last", Sort.NUMBER, 0, 0),
    Function("position", Sort.NUMBER, 0, 1, _position, nodes=FIRST),
    Function("name", Sort.TEXT, 1, 1, nodes=FIRST),
    Function("local-name", Sort.TEXT, 1, 1, nodes=FIRST),
    Function("count-non-empty", Sort.NUMBER, 1, 1, _count_non_empty, nodes=FIRST),
    Function(
        "indexed-repeat", Sort.NODES, 3, MANY, _indexed_repeat, nodes=frozenset({0, 1, 3, 5, 7, 9})
    ),
    Function("instance", Sort.NODES, 1, 1, _instance_root),
    Function("randomize", Sort.NODES, 1, 2, _randomize, nodes=FIRST),
    Function("once", Sort.TEXT, 1, 1, _once),
    Function("area", Sort.NUMBER, 1, 1, _area),
    Function("distance", Sort.NUMBER, 1, MANY, _distance),
)
