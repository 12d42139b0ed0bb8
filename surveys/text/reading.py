"""A text as clauses of plain words: "I DON’T go-out!" is one clause, "i do not go out"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"[^\W_]+(?:'[^\W_]+)?|[:;]-?[()]|[\U0001f300-\U0001faff\u2639\u263a\u2764]"
    r"|[.!?;:\n]+|,|[()–—]| - "
)
_SMILE: Final = re.compile(r"[:;]-?[()]")
_JOINED: Final = re.compile(r"(?<=[^\W_])[-/_](?=[^\W_])")
_STRETCHED: Final = re.compile(r"([a-z])\1{2,}")
_DROPPED: Final = ("'s", "'ve", "'re", "'m", "'ll")
_SHORTENED: Final = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_WITHOUT_APOSTROPHE: Final = {
    **{
        f"{verb}nt": (verb, "not")
        for verb in (
            *("is", "are", "was", "were", "do", "does", "did", "has", "have", "had"),
            *("could", "would", "should", "must", "need"),
        )
    },
    "cant": ("can", "not"),
    "cannot": ("can", "not"),
    "wont": ("will", "not"),
    "aint": ("is", "not"),
    "dosent": ("does", "not"),
    "doesent": ("does", "not"),
    "havnt": ("have", "not"),
    "noone": ("no", "one"),
    "ive": ("i",),
    "im": ("i",),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """Words up to a mark of punctuation, and whether a sentence begins with them."""

    words: tuple[str, ...]
    begins: bool


def clauses(text: str) -> Iterator[Clause]:
    """The clauses of `text`, without empty ones."""
    words: list[str] = []
    begins = True
    for token in _TOKEN.findall(_plain(text)):
        if token[0] not in ".!?;:\n,()–— " or _SMILE.fullmatch(token):
            words.extend(_words(token))
            continue
        if words:
            yield Clause(tuple(words), begins)
            begins = False
        begins = begins or token[0] in ".!?;\n"
        words = []
    if words:
        yield Clause(tuple(words), begins)


def words_of(text: str) -> tuple[str, ...]:
    """All words of `text` as clauses have them."""
    return tuple(word for clause in clauses(text) for word in clause.words)


def _plain(text: str) -> str:
    text = text.lower().replace("’", "'").replace("‘", "'").replace("`", "'")
    return _STRETCHED.sub(r"\1\1", _JOINED.sub(" ", text))


def _words(token: str) -> tuple[str, ...]:
    if token in _WITHOUT_APOSTROPHE:
        return _WITHOUT_APOSTROPHE[token]
    if token.endswith("n't"):
        verb = token[:-3]
        return _SHORTENED.get(verb, verb), "not"
    if token.endswith("'d"):
        return token.removesuffix("'d"), "would"
    for ending in _DROPPED:
        if token.endswith(ending):
            return (token.removesuffix(ending),)
    return (token.replace("'", ""),)
