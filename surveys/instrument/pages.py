"""Which pages a questionnaire has for one respondent, in which order, and what stands on each.

One question is one page, unless a group asks for one page (`field-list`, `table-list`). A note
stands on the page of the next question of its group, or on one of its own where none follows. A
place has a page to itself, for its map. Repeats whose number the person says end with a page that
offers another one. Only what is relevant now is there, so the pages change with the answers.

A form that says `hub` in the `style` of its settings sheet is answered section by section: every
labelled group at its top level is one, in any order. What stands before the first of them is asked
before the sections are shown; what stands between two belongs to the one before. Without `hub` the
pages follow each other, which is what skip logic across sections expects.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from surveys.instrument.kinds import KINDS
from surveys.instrument.model import (
    Address,
    Group,
    Instrument,
    Node,
    Path,
    Question,
    Repeat,
    Words,
    walk,
)

NOTE: Final = "note"
TEXT: Final = "text"
OTHER: Final = "other"
"""The choice whose text stands with it; pyxform makes both of `or_other`."""
PLACE: Final = "geopoint"
HUB: Final = "hub"
MORE: Final = "+"
"""Ends the key of the page that offers another instance of a repeat."""
MOST_INSTANCES: Final = 50
"""Instances of a repeat that a person may add by hand."""


class Relevance(Protocol):
    """What the pages ask of an evaluation."""

    def is_relevant(self, address: Address) -> bool:
        """Whether a node is asked now."""

    def count(self, address: Address) -> int:
        """How many instances a repeat has."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for an answer, in its place."""

    question: Question
    address: Address


@dataclass(frozen=True, slots=True)
class Item:
    """A node in its place: a question, a note, a heading, a matrix, an instance of a repeat.

    `other` is the text that belongs to the choice "other" of a question, and stands with it.
    """

    node: Node
    address: Address
    other: Asked | None = None

    @property
    def label(self) -> Words | None:
        """Its words."""
        return self.node.label


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `key` names it as long as its questions are asked.

    `items` are what stands on it, in order; a matrix is one item. `group` is the group that is this
    page. `within` are the labelled groups and repeats around it, the outermost first. `more` is the
    repeat of which another instance is offered.
    """

    key: str
    items: tuple[Item, ...]
    within: tuple[Item, ...] = ()
    section: Path = ""
    group: Item | None = None
    more: Item | None = None

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The questions that wait for an answer."""
        return tuple(one for item in self.items for one in _asked_in(item))

    @property
    def addresses(self) -> frozenset[Address]:
        """Where they stand."""
        return frozenset(one.address for one in self.asked)

    @property
    def is_place(self) -> bool:
        """Whether it asks for a place on a map."""
        return any(one.question.kind == PLACE for one in self.asked)


def pages_of(instrument: Instrument, relevance: Relevance, first: Path = "") -> tuple[Page, ...]:
    """All pages that are relevant now; the one that asks the question `first` leads them."""
    walker = _Walker(relevance)
    walker.go(instrument.children, "", ())
    walker.flush(())
    leading = [page for page in walker.pages if first and _asks(page, first)]
    if not leading:
        return tuple(walker.pages)
    return (
        *(replace(page, section="") for page in leading),
        *(page for page in walker.pages if page not in leading),
    )


def is_hub(instrument: Instrument) -> bool:
    """Whether the form wants to be answered section by section."""
    start = instrument.xform.find("<h:body")
    tag = instrument.xform[start : instrument.xform.find(">", start)] if start >= 0 else ""
    style = tag.partition('class="')[2].partition('"')[0]
    return HUB in style.split() and len(sections_of(instrument)) > 1


def sections_of(instrument: Instrument) -> tuple[Group, ...]:
    """The labelled groups at the top of the form."""
    return tuple(one for one in instrument.children if isinstance(one, Group) and one.label)


def all_asked(pages: Sequence[Page]) -> Iterator[Asked]:
    """Every question of these pages that waits for an answer."""
    for page in pages:
        yield from page.asked


def questions_asked(instrument: Instrument) -> int:
    """How many questions the form could ask, each repeat counted once."""
    return sum(1 for one in instrument.questions if waits(one))


def waits(question: Question) -> bool:
    """Whether a question waits for an answer; what is only to be read does not."""
    return KINDS[question.kind].asks and not question.bind.readonly


def _stands(question: Question) -> bool:
    """Whether it can be seen at all: a note, or a question, also one only to be read."""
    return question.kind == NOTE or KINDS[question.kind].asks


def _asks(page: Page, path: Path) -> bool:
    return any(one.question.path == path for one in page.asked)


def _asked_in(item: Item) -> Iterator[Asked]:
    if isinstance(item.node, Question):
        if waits(item.node):
            yield Asked(item.node, item.address)
        if item.other:
            yield item.other
    elif isinstance(item.node, Group) and item.node.table_list:
        for child in item.node.children:
            if isinstance(child, Question) and waits(child):
                yield Asked(child, f"{item.address}/{child.name}")


def _with_others(nodes: Sequence[Node]) -> Iterator[tuple[Node, Question | None]]:
    """Nodes; the text that belongs to the choice "other" of a question comes with that question."""
    left = list(nodes)
    while left:
        node = left.pop(0)
        following = left[0] if left else None
        if _is_other(node, following):
            left.pop(0)
            yield node, following if isinstance(following, Question) else None
        else:
            yield node, None


def _is_other(node: Node, following: Node | None) -> bool:
    """Whether a text is asked exactly where "other" was chosen just before it."""
    if not (isinstance(node, Question) and isinstance(following, Question)):
        return False
    if following.kind != TEXT or not waits(following) or not waits(node) or not node.choices:
        return False
    relevant = following.bind.relevant
    asks = f"selected(../{node.name},'{OTHER}')"
    return relevant is not None and relevant.source.replace(" ", "") == asks


class _Walker:
    """Walks the form once; `notes` wait for the page of the next question."""

    def __init__(self, relevance: Relevance) -> None:
        self.relevance = relevance
        self.pages: list[Page] = []
        self.notes: list[Item] = []
        self.section = ""

    def go(self, nodes: Sequence[Node], prefix: Address, within: tuple[Item, ...]) -> None:
        """The pages of these nodes, whose addresses begin with `prefix`."""
        for node, other in _with_others(nodes):
            address = f"{prefix}{node.name}"
            if not self.relevance.is_relevant(address):
                continue
            if isinstance(node, Question):
                asked = Asked(other, f"{prefix}{other.name}") if other else None
                self._question(Item(node, address, asked), node, within)
            elif isinstance(node, Repeat):
                self._repeat(node, address, within)
            else:
                if not prefix and node.label:
                    self.flush(within)
                    self.section = node.path
                self._group(Item(node, address), node, within)

    def flush(self, within: tuple[Item, ...]) -> None:
        """Notes that no question follows get a page of their own."""
        if self.notes:
            self._add(self.notes[0].address, (), within)

    def _question(self, item: Item, question: Question, within: tuple[Item, ...]) -> None:
        if waits(question):
            self._add(item.address, (item,), within)
        elif _stands(question):
            self.notes.append(item)

    def _group(self, item: Item, group: Group, within: tuple[Item, ...]) -> None:
        if group.field_list and not _has_repeat(group):
            self._one_page(item, within)
            return
        inner = (*within, item) if group.label else within
        self.go(group.children, f"{item.address}/", inner)
        if group.label:
            self.flush(inner)

    def _one_page(self, item: Item, within: tuple[Item, ...]) -> None:
        items = tuple(self._together(item, top=True))
        places = [one for one in items if _is_place(one)]
        rest = tuple(one for one in items if one not in places)
        if any(True for one in rest for _ in _asked_in(one)):
            self._add(item.address, rest, within, group=item)
        else:
            self.notes += rest
        inner = (*within, item) if item.label else within
        for place in places:
            self._add(place.address, (place,), inner)

    def _together(self, item: Item, *, top: bool = False) -> Iterator[Item]:
        """What a page of a group holds: nested groups give headings, a matrix stays one item."""
        node = item.node
        if not self.relevance.is_relevant(item.address):
            return
        if isinstance(node, Question):
            if _stands(node):
                yield item
        elif isinstance(node, Group) and node.table_list and self._is_matrix(node, item.address):
            yield item
        else:
            if node.label and not top:
                yield item
            for child, other in _with_others(node.children):
                asked = Asked(other, f"{item.address}/{other.name}") if other else None
                yield from self._together(Item(child, f"{item.address}/{child.name}", asked))

    def _is_matrix(self, group: Group, address: Address) -> bool:
        """Whether all its rows are asked, so that it can be drawn as a matrix."""
        return all(
            isinstance(child, Question)
            and waits(child)
            and child.choices is not None
            and self.relevance.is_relevant(f"{address}/{child.name}")
            for child in group.children
        )

    def _repeat(self, repeat: Repeat, address: Address, within: tuple[Item, ...]) -> None:
        for number in range(1, self.relevance.count(address) + 1):
            instance = Item(repeat, f"{address}[{number}]")
            inner = (*within, instance)
            self.go(repeat.children, f"{instance.address}/", inner)
            self.flush(inner)
        if repeat.count is None:
            self._add(f"{address}{MORE}", (), within, more=Item(repeat, address))

    def _add(
        self,
        key: str,
        items: tuple[Item, ...],
        within: tuple[Item, ...],
        *,
        group: Item | None = None,
        more: Item | None = None,
    ) -> None:
        page = Page(key, (*self.notes, *items), within, self.section, group, more)
        self.pages.append(page)
        self.notes = []


def _has_repeat(group: Group) -> bool:
    return any(isinstance(node, Repeat) for node in walk(group.children))


def _is_place(item: Item) -> bool:
    return isinstance(item.node, Question) and item.node.kind == PLACE and waits(item.node)
