"""One respondent's answers as a document that expressions read."""

import copy
import re
from collections.abc import Mapping
from typing import Final

from surveys.instrument.logic.program import Program
from surveys.instrument.logic.values import Node as Element
from surveys.instrument.model import Address, Path

MOST_INSTANCES: Final = 100
MOST_IN_ALL: Final = 1_000
"""Instances of repeats that are evaluated; more are not asked."""
UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Document:
    """Elements by address. It begins with one instance of every repeat, and blank."""

    def __init__(self, program: Program) -> None:
        self.root: Element = copy.deepcopy(program.skeleton)
        elements = self.root.iter()
        next(elements)
        self.elements: dict[Address, Element] = dict(zip(program.addresses, elements, strict=True))
        self.addresses: dict[Path, list[Address]] = {
            path: [address] for path, address in zip(program.paths, program.addresses, strict=True)
        }
        self.counts: dict[Address, int] = {}
        self._below: Mapping[Path, tuple[tuple[Path, str], ...]] = program.below
        self._left = MOST_IN_ALL

    def spread(self, path: Path, repeat: Address, wanted: int) -> int:
        """Make so many instances of a repeat that has its first one; how many there are then."""
        count = max(0, min(wanted, MOST_INSTANCES, self._left))
        self._left -= count
        self.counts[repeat] = count
        first = self.elements[f"{repeat}[1]"]
        if count == 0:
            self._drop(path, f"{repeat}[1]", first)
        last = first
        for position in range(2, count + 1):
            added = copy.deepcopy(first)
            last.addnext(added)
            self._register(path, f"{repeat}[{position}]", added)
            last = added
        return count

    def _register(self, path: Path, address: Address, element: Element) -> None:
        for (below, suffix), inner in zip(self._below[path], element.iter(), strict=True):
            self.elements[address + suffix] = inner
            self.addresses[below].append(address + suffix)

    def _drop(self, path: Path, address: Address, element: Element) -> None:
        above = element.getparent()
        if above is not None:
            above.remove(element)
        for below, suffix in self._below[path]:
            del self.elements[address + suffix]
            self.addresses[below].remove(address + suffix)

    def write(self, address: Address, value: str) -> None:
        """Set the value of a question; letters that no document can hold are left out."""
        element = self.elements[address]
        try:
            element.text = value or None
        except ValueError:
            element.text = UNWRITABLE.sub("", value) or None

    def read(self, address: Address) -> str:
        """The value of a question as expressions see it."""
        return self.elements[address].text or ""
