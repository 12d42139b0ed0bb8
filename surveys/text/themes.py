"""What texts are about, by the codebook of `codebook.toml`. A first proposal; people decide."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from surveys.text.masking import mask
from surveys.text.reading import clauses, words_of
from surveys.text.tone import says_nothing


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: its code, its name, and the patterns that propose it."""

    code: str
    name: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Uncoded:
    """Of `base` texts that say something, `count` have no theme; their frequent words."""

    count: int
    base: int
    words: tuple[tuple[str, int], ...]

    @property
    def rate(self) -> float | None:
        """The share without a theme, from 0 to 1; None where no text says something."""
        return self.count / self.base if self.base else None


WORDS_SHOWN: Final = 20
TEXTS_WITH_A_WORD: Final = 2
_MASK: Final = re.compile(r"\[[^\]]*\]")


@cache
def codebook() -> tuple[Theme, ...]:
    """All themes, in their order."""
    return tuple(
        Theme(theme["code"], theme["name"], _patterns(theme["patterns"]))
        for theme in _file()["themes"]
    )


def themes_of(text: str) -> tuple[str, ...]:
    """The codes of the themes that `text` touches, in the codebook's order."""
    plain = "\n".join(" ".join(clause.words) for clause in clauses(text))
    return tuple(theme.code for theme in codebook() if _pattern(theme).search(plain))


def uncoded(texts: Iterable[str]) -> Uncoded:
    """How many texts have no theme, and their frequent words; texts that say nothing are left out.

    Words are counted once a text, from the masked text, when at least two texts have them.
    """
    said = [text for text in texts if not says_nothing(text)]
    without = [text for text in said if not themes_of(text)]
    return Uncoded(len(without), len(said), _frequent(without))


def uncoded_words(texts: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """The frequent words of texts without any theme, and the number of texts that have each."""
    return uncoded(texts).words


def _frequent(texts: Iterable[str]) -> tuple[tuple[str, int], ...]:
    passed_over = _passed_over()
    counts = Counter(
        word
        for text in texts
        for word in dict.fromkeys(words_of(_MASK.sub(" ", mask(text))))
        if word.isalpha() and word not in passed_over
    )
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(pair for pair in ordered if pair[1] >= TEXTS_WITH_A_WORD)[:WORDS_SHOWN]


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("codebook.toml").read_text(encoding="utf-8"))


@cache
def _passed_over() -> frozenset[str]:
    return frozenset(_file()["passed_over"].split())


def _patterns(listed: str) -> tuple[str, ...]:
    return tuple(" ".join(pattern.split()) for pattern in listed.split(",") if pattern.strip())


@cache
def _pattern(theme: Theme) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{_expression(pattern)}\b" for pattern in theme.patterns))


def _expression(pattern: str) -> str:
    """A pattern of the codebook as a regular expression."""
    expression = ""
    for part in pattern.split():
        if part == "..":
            expression += r"(?:\w+ ){0,3}"
        else:
            words = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in part.split("|"))
            expression += rf"(?:{words}) "
    return expression.rstrip()
