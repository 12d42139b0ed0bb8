"""What a browser sent, as texts that can be kept: no control characters, no overrides."""

import re
import unicodedata
from typing import Final

from surveys.instrument.kinds.values import Sent

# Control characters, half-pairs and what is no character: no keyboard types them, XML and
# PostgreSQL refuse them. Marks that turn the direction of a line make a text read otherwise than
# it is stored.
UNWRITABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
BREAK: Final = re.compile("\r\n?|\u2028|\u2029")


def line(text: str) -> str:
    """`text` on one line, without what cannot be kept or doubled spaces, in Unicode form C."""
    return " ".join(unicodedata.normalize("NFC", UNWRITABLE.sub("", text)).split())


def lines(text: str) -> str:
    """`text` with its line breaks as newlines, without what cannot be kept, in Unicode form C."""
    broken = BREAK.sub("\n", text)
    return unicodedata.normalize("NFC", UNWRITABLE.sub("", broken)).strip()


def first(sent: Sent, part: str = "") -> str:
    """The first text sent for one input, on one line."""
    return line(next(iter(sent.get(part, ())), ""))


def every(sent: Sent, part: str = "") -> list[str]:
    """Every text sent for one input, each on one line, blank ones too."""
    return [line(one) for one in sent.get(part, ())]


def digits(text: str) -> str:
    """Digits of every script, and the minus sign of print, as a keyboard types them here."""
    plain = text.replace("\N{MINUS SIGN}", "-")
    return "".join(
        str(unicodedata.decimal(one)) if not one.isascii() and one.isdecimal() else one
        for one in plain
    )
