"""The lexicon: entries of one or more words, what each does, and which of them fits a place."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Final

GAP: Final = ".."
GAP_WORDS: Final = 3
SHORTEST_STEM: Final = 2


class Kind(StrEnum):
    """What an entry does; the names of the groups of `lexicon.toml`."""

    TONE = "tone"
    WANTED = "wanted"
    NEGATOR = "negators"
    BOOSTER = "boosters"
    UNREAL = "unreal"
    TURN = "turns"
    CONCESSION = "concessions"
    LINK = "links"
    BREAK = "breaks"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Entry:
    """What was found: its kind, and its weight (tone, wanted) or factor (boosters), else 0."""

    kind: Kind
    weight: float = 0.0


@dataclass(slots=True)
class _Node:
    """The words that may follow those on the way here."""

    exact: dict[str, "_Node"]
    stems: dict[str, "_Node"]
    gap: "_Node | None" = None
    entry: Entry | None = None

    @classmethod
    def empty(cls) -> "_Node":
        return cls({}, {})

    def step(self, part: str) -> "_Node":
        """The node after `part` of an entry, made when it is not there."""
        if part == GAP:
            self.gap = self.gap or _Node.empty()
            return self.gap
        if part.endswith("*"):
            return self.stems.setdefault(part[:-1], _Node.empty())
        return self.exact.setdefault(part, _Node.empty())

    def after(self, word: str) -> "Iterator[_Node]":
        """The nodes that `word` leads to: the word itself first, then the longest stem."""
        if word in self.exact:
            yield self.exact[word]
        if self.stems:
            for length in range(len(word), SHORTEST_STEM, -1):
                if word[:length] in self.stems:
                    yield self.stems[word[:length]]


class Lexicon:
    """Entries by their words."""

    def __init__(self) -> None:
        self._root = _Node.empty()

    def add(self, pattern: str, entry: Entry) -> None:
        """Add every reading of `pattern`; raises ValueError for what already has an entry."""
        for parts in product(*(part.split("|") for part in pattern.split())):
            node = self._root
            for part in parts:
                node = node.step(part)
            if node.entry is not None:
                raise ValueError(f"The lexicon has two entries for “{' '.join(parts)}”")
            node.entry = entry

    def longest(self, words: Sequence[str], start: int) -> tuple[Entry, int] | None:
        """The entry that takes most words from `start`, and the place after its last word."""
        best: tuple[Entry, int] | None = None
        for entry, end in _matches(self._root, words, start):
            if best is None or end > best[1]:
                best = entry, end
        return best


def _matches(node: _Node, words: Sequence[str], place: int) -> Iterator[tuple[Entry, int]]:
    if node.entry is not None:
        yield node.entry, place
    if place < len(words):
        for following in node.after(words[place]):
            yield from _matches(following, words, place + 1)
    if node.gap is not None:
        for skipped in range(GAP_WORDS + 1):
            yield from _matches(node.gap, words, place + skipped)


def entries() -> Iterator[tuple[str, Entry]]:
    """Every pattern of `lexicon.toml` with its entry, in the file's order."""
    text = files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8")
    for name, groups in tomllib.loads(text).items():
        for group in groups:
            entry = Entry(Kind(name), float(group.get("weight", group.get("factor", 0))))
            for pattern in group["entries"].replace("\n", " ").split(","):
                if pattern.strip():
                    yield pattern.strip(), entry


@cache
def lexicon() -> Lexicon:
    """The lexicon of `lexicon.toml`, read once."""
    made = Lexicon()
    for pattern, entry in entries():
        made.add(pattern, entry)
    return made
