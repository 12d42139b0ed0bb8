"""In which order questions are evaluated, so that each finds what it reads already there."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias

from surveys.instrument.logic.syntax import LogicRefused
from surveys.instrument.model import Expression, Instrument, Node, Path, Question, Repeat

Graph: TypeAlias = Mapping[Path, frozenset[Path]]
"""Every node with those that come before it."""


def order_of(instrument: Instrument) -> tuple[tuple[Path, ...], ...]:
    """The paths of a form in the order of evaluation; LogicRefused where they go round in circles.

    Paths that stand together read each other's earlier instances of one repeat, and are evaluated
    instance by instance.
    """
    whole = _graph(instrument, with_indexed=True)
    try:
        return tuple((path,) for path in TopologicalSorter(whole).static_order())
    except CycleError:
        return _by_instance(instrument, whole)


def parent_of(path: Path) -> Path:
    """The path of the group or repeat around a node; "" for the form."""
    return path.rpartition("/")[0]


def _graph(instrument: Instrument, *, with_indexed: bool) -> Graph:
    known = instrument.by_path
    return {
        path: frozenset(
            before for before in _before(node, with_indexed=with_indexed) if before in known
        )
        for path, node in known.items()
    }


def _before(node: Node, *, with_indexed: bool) -> set[Path]:
    """What a node waits for. A calculation may read its own earlier value."""
    found = {parent_of(node.path)}
    if isinstance(node, Question):
        found |= _read((node.bind.calculate,), with_indexed=with_indexed) - {node.path}
        filtered = node.choices.filter if node.choices else None
        found |= _read((filtered,), with_indexed=with_indexed)
    if isinstance(node, Repeat):
        found |= _read((node.count,), with_indexed=with_indexed)
    return found | _read((node.bind.relevant,), with_indexed=with_indexed)


def _read(expressions: Iterable[Expression | None], *, with_indexed: bool) -> set[Path]:
    found: set[Path] = set()
    for expression in filter(None, expressions):
        found |= expression.references
        if not with_indexed:
            found -= expression.indexed
    return found


def _by_instance(instrument: Instrument, whole: Graph) -> tuple[tuple[Path, ...], ...]:
    """The order where circles go through other instances of a repeat only."""
    firm = _graph(instrument, with_indexed=False)
    try:
        places = {path: place for place, path in enumerate(TopologicalSorter(firm).static_order())}
    except CycleError as error:
        circle = [str(path) for path in error.args[1]]
        raise LogicRefused(
            f"These wait for each other and can never be known: {' → '.join(circle)}"
        ) from None
    together = _components(whole)
    for members in set(together.values()):
        if len(members) > 1 and not _in_one_repeat(instrument, members):
            raise LogicRefused(
                f"These wait for each other and can never be known: {', '.join(sorted(members))}"
            )
    outer = TopologicalSorter(
        {
            together[path]: {together[one] for one in before} - {together[path]}
            for path, before in _merged(whole, together).items()
        }
    )
    return tuple(tuple(sorted(group, key=places.__getitem__)) for group in outer.static_order())


def _merged(whole: Graph, together: Mapping[Path, frozenset[Path]]) -> Graph:
    """The graph in which each member of a group waits for what any of them waits for."""
    return {
        path: frozenset().union(*(whole[member] for member in together[path])) for path in whole
    }


def _in_one_repeat(instrument: Instrument, members: frozenset[Path]) -> bool:
    return bool(common_repeat(instrument, members)) and all(
        isinstance(instrument.by_path[path], Question) for path in members
    )


def common_repeat(instrument: Instrument, members: Iterable[Path]) -> Path:
    """The innermost repeat around all of these; "" for none."""
    around = [
        repeat.path
        for repeat in instrument.repeats
        if all(path.startswith(f"{repeat.path}/") for path in members)
    ]
    return max(around, key=len, default="")


def _components(graph: Graph) -> dict[Path, frozenset[Path]]:
    """For each node those that wait for it and for which it waits (Kosaraju)."""
    back: dict[Path, set[Path]] = {path: set() for path in graph}
    for path, before in graph.items():
        for one in before:
            back[one].add(path)
    finished: list[Path] = []
    seen: set[Path] = set()
    for path in graph:
        finished += _reached(path, graph, seen)
    found: dict[Path, frozenset[Path]] = {}
    taken: set[Path] = set()
    for path in reversed(finished):
        members = frozenset(_reached(path, back, taken))
        found |= dict.fromkeys(members, members)
    return found


def _reached(start: Path, graph: Mapping[Path, Iterable[Path]], seen: set[Path]) -> list[Path]:
    """What is reached from a node and was not seen before, each after what is reached from it."""
    if start in seen:
        return []
    seen.add(start)
    found: list[Path] = []
    waiting = [(start, iter(graph[start]))]
    while waiting:
        path, following = waiting[-1]
        fresh = next((one for one in following if one not in seen), None)
        if fresh is None:
            found.append(path)
            waiting.pop()
        else:
            seen.add(fresh)
            waiting.append((fresh, iter(graph[fresh])))
    return found
