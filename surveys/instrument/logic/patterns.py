r"""Patterns of forms, matched in bounded time.

`regex` reads the patterns that Java and so ODK Collect reads (`\p{L}`, possessive quantifiers)
and is the one engine among Python's that can be stopped; RE2, which need not be, reads neither
backward references nor looking ahead.
"""

from functools import lru_cache
from typing import Final

import regex

from surveys.instrument.logic.syntax import LogicRefused

LONGEST_PATTERN: Final = 1_000
SECONDS: Final = 0.05


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> "regex.Pattern[str] | None":
    if len(pattern) > LONGEST_PATTERN:
        return None
    try:
        return regex.compile(pattern, regex.VERSION0)
    except (regex.error, RecursionError, OverflowError):
        return None


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text is as the pattern says; no where it takes too long to tell."""
    compiled = _compiled(pattern)
    if compiled is None:
        return False
    try:
        return compiled.fullmatch(text, timeout=SECONDS) is not None
    except TimeoutError:
        return False


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that cannot be read."""
    if _compiled(pattern) is None:
        raise LogicRefused(
            f"regex() cannot read the pattern “{pattern[:80]}”; "
            f"write one of at most {LONGEST_PATTERN} characters, for example '[0-9]{{5}}'"
        )
