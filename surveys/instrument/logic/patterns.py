r"""Patterns of forms, matched in bounded time and memory.

RE2 takes time in proportion to the text, whatever the pattern, and refuses a pattern that grows too
large. Python's own engine, and `regex` with a timeout, take seconds and gigabytes to compile
`((((a{100}){100}){100}){100}){100}`. What RE2 does not read (looking ahead or behind, references
backward) is refused when a form is read.
"""

from functools import lru_cache
from typing import Final

import re2

from surveys.instrument.logic.syntax import LogicRefused

LONGEST_PATTERN: Final = 1_000
MEMORY: Final = 1 << 20


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY
    return options


_OPTIONS: Final = _options()


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> "re2._Regexp | None":
    if len(pattern) > LONGEST_PATTERN:
        return None
    try:
        return re2.compile(pattern, _OPTIONS)
    except (re2.error, UnicodeEncodeError):
        return None


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text is as the pattern says; no where that cannot be read."""
    compiled = _compiled(pattern)
    return compiled is not None and compiled.fullmatch(text) is not None


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that cannot be read."""
    if _compiled(pattern) is None:
        raise LogicRefused(
            f"regex() cannot read the pattern “{pattern[:80]}”; write one of at most "
            f"{LONGEST_PATTERN} characters without (?= ), (?! ), (?<= ) or \\1, "
            "for example '[0-9]{5}'"
        )
