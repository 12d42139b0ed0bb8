"""What evaluating an instrument needs that is the same for every respondent; made once."""

import weakref
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from lxml import etree

from surveys.instrument.logic.order import order_of, parent_of
from surveys.instrument.logic.values import Node as Element
from surveys.instrument.model import (
    Choice,
    Instrument,
    Node,
    Path,
    Question,
    Words,
)

ROOT: Final = "data"
XFORMS: Final = "{http://www.w3.org/2002/xforms}"


class Program:
    """The order, the empty document and the lists of one instrument."""

    def __init__(self, instrument: Instrument) -> None:
        """Raise LogicRefused where questions wait for each other."""
        self.nodes: Mapping[Path, Node] = instrument.by_path
        self.order = order_of(instrument)
        self.repeats = tuple(repeat.path for repeat in instrument.repeats)
        self.language = instrument.default_language
        self._xform = instrument.xform
        self.skeleton = etree.Element(ROOT)
        self._grow(self.skeleton, instrument.children)
        self.paths = tuple(self.nodes)
        """In the order of the skeleton's elements, the root left out."""

    def _grow(self, above: Element, nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            element = etree.SubElement(above, node.name)
            if not isinstance(node, Question):
                self._grow(element, node.children)

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """The address of the first instance of every path, in the order of the document."""
        return tuple(self._first(path) for path in self.paths)

    def _first(self, path: Path) -> str:
        parent = parent_of(path)
        start = f"{self._first(parent)}/" if parent else ""
        position = "[1]" if path in self.repeats else ""
        return f"{start}{path.rpartition('/')[2]}{position}"

    @cached_property
    def below(self) -> Mapping[Path, tuple[tuple[Path, str], ...]]:
        """Of every repeat its paths, itself first, with what follows the address of an instance."""
        first = dict(zip(self.paths, self.addresses, strict=True))
        return {
            repeat: tuple(
                (path, first[path].removeprefix(first[repeat]))
                for path in self.paths
                if path == repeat or path.startswith(f"{repeat}/")
            )
            for repeat in self.repeats
        }

    @cached_property
    def lists(self) -> Mapping[str, Element]:
        """The lists of choices, as the form has them beside its questions."""
        root = etree.fromstring(self._xform.encode()) if self._xform else etree.Element("none")
        found = {}
        for element in root.iter(f"{XFORMS}instance"):
            if name := element.get("id"):
                found[name] = _without_namespace(element)
        return found

    @cached_property
    def item_places(self) -> Mapping[str, Mapping[Element, int]]:
        """The place of every choice in its list."""
        return {
            name: {item: place for place, item in enumerate(root.iterfind("root/item"))}
            for name, root in self.lists.items()
        }

    @cached_property
    def choices_by_name(self) -> Mapping[Path, Mapping[str, Choice]]:
        """The choices of every select."""
        return {
            path: {choice.name: choice for choice in reversed(node.choices.all)}
            for path, node in self.nodes.items()
            if isinstance(node, Question) and node.choices
        }

    def items(self, name: str) -> Element | None:
        """The element that holds a list of choices."""
        return self.lists.get(name)

    def label(self, path: str, choice: str, language: str) -> str:
        """What a choice of a question is called; blank for none."""
        found = self.choices_by_name.get(path, {}).get(choice)
        return plain(found.label, language or self.language, self.language) if found else ""


def plain(words: Words, language: str, default: str) -> str:
    """The text of words that hold no values."""
    return "".join(p for p in words.pieces(language, default) if isinstance(p, str))


def _without_namespace(element: Element) -> Element:
    copied = etree.Element(etree.QName(element).localname)
    copied.text = element.text
    for child in element.iterchildren(tag=etree.Element):
        copied.append(_without_namespace(child))
    return copied


class _Programs:
    """A program for as long as its instrument lives."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[weakref.ref[Instrument], Program]] = {}

    def of(self, instrument: Instrument) -> Program:
        key = id(instrument)
        found = self._kept.get(key)
        if found is not None and found[0]() is instrument:
            return found[1]
        program = Program(instrument)
        forget = weakref.ref(instrument, lambda gone: self._forget(key, gone))
        self._kept[key] = (forget, program)
        return program

    def _forget(self, key: int, gone: "weakref.ref[Instrument]") -> None:
        found = self._kept.get(key)
        if found is not None and found[0] is gone:
            del self._kept[key]


_programs = _Programs()


def program_of(instrument: Instrument) -> Program:
    """The program of an instrument; LogicRefused where its questions wait for each other."""
    return _programs.of(instrument)


def check_order(instrument: Instrument) -> None:
    """Refuse an instrument whose questions wait for each other."""
    order_of(instrument)
