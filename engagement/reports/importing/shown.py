"""What of a stranger's file may stand in a message: short, printable, in quotation marks."""

from collections.abc import Iterable
from typing import Final

LONGEST: Final = 60
MOST: Final = 30


def shown(text: str) -> str:
    """A piece of the file in quotation marks, without control characters, cut when it is long."""
    plain = "".join(char if char.isprintable() else "?" for char in text[: LONGEST + 1])
    return f"'{plain[:LONGEST]}…'" if len(text) > LONGEST else f"'{plain}'"


def listed(names: Iterable[str]) -> str:
    """Several pieces of the file, with commas; the first MOST of them."""
    every = [shown(name) for name in names]
    more = f" and {len(every) - MOST} more" if len(every) > MOST else ""
    return ", ".join(every[:MOST]) + more
