"""Functions of texts."""

import base64
import binascii
import hashlib
import math
import uuid
from collections.abc import Mapping
from typing import Final

from surveys.instrument.logic.patterns import matches
from surveys.instrument.logic.signature import MANY, Function, Sort
from surveys.instrument.logic.values import SPACE, Value, as_number, as_text, texts

HASHES: Final[Mapping[str, str]] = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
LONGEST_ID: Final = 1_000


def _substr(_: object, value: Value, start: Value, end: Value = math.inf) -> str:
    """From `start` to before `end`, from 0; negative ones count from the end."""
    text = as_text(value)
    first, last = (_place(one, len(text)) for one in (start, end))
    return text[first:last]


def _place(value: Value, length: int) -> int:
    number = as_number(value)
    if math.isnan(number):
        return 0
    place = length if math.isinf(number) else math.trunc(number)
    return min(max(place + length if place < 0 else place, 0), length)


def _before(_: object, value: Value, mark: Value) -> str:
    found, middle, _after = as_text(value).partition(as_text(mark) or "\0")
    return found if middle else ""


def _after(_: object, value: Value, mark: Value) -> str:
    text, separator = as_text(value), as_text(mark)
    return text.partition(separator)[2] if separator else text


def _translate(_: object, value: Value, letters: Value, others: Value) -> str:
    replacements = as_text(others)
    table: dict[int, str] = {}
    for place, letter in enumerate(as_text(letters)):
        table.setdefault(ord(letter), replacements[place : place + 1])
    return as_text(value).translate(table)


def _digest(_: object, value: Value, algorithm: Value, encoding: Value = "base64") -> str:
    name = HASHES.get(as_text(algorithm))
    if name is None:
        return ""
    found = hashlib.new(name, as_text(value).encode(), usedforsecurity=False).digest()
    return found.hex() if as_text(encoding) == "hex" else base64.b64encode(found).decode()


def _decoded(_: object, value: Value) -> str:
    try:
        found = base64.b64decode(as_text(value), validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""
    return "".join(letter for letter in found if letter.isprintable() or letter in SPACE)


def _uuid(_: object, length: Value = math.nan) -> str:
    number = as_number(length)
    if math.isnan(number):
        return str(uuid.uuid4())
    wanted = int(min(max(number, 0), LONGEST_ID))
    return "".join(str(uuid.uuid4()) for _ in range(wanted // 36 + 1))[:wanted]


def _coalesce(_: object, *values: Value) -> str:
    return next(filter(None, map(as_text, values)), "")


FUNCTIONS: Final = (
    Function("string", Sort.TEXT, 1, 1, lambda _, value: as_text(value)),
    Function("concat", Sort.TEXT, 0, MANY, lambda _, *values: "".join(texts(values))),
    Function(
        "join", Sort.TEXT, 1, MANY, lambda _, glue, *values: as_text(glue).join(texts(values))
    ),
    Function("coalesce", Sort.TEXT, 2, MANY, _coalesce),
    Function("substr", Sort.TEXT, 2, 3, _substr),
    Function("substring-before", Sort.TEXT, 2, 2, _before),
    Function("substring-after", Sort.TEXT, 2, 2, _after),
    Function("string-length", Sort.NUMBER, 1, 1, lambda _, value: float(_length(as_text(value)))),
    Function("normalize-space", Sort.TEXT, 1, 1, lambda _, value: " ".join(as_text(value).split())),
    Function("translate", Sort.TEXT, 3, 3, _translate),
    Function(
        "contains", Sort.CONDITION, 2, 2, lambda _, value, part: as_text(part) in as_text(value)
    ),
    Function(
        "starts-with",
        Sort.CONDITION,
        2,
        2,
        lambda _, value, part: as_text(value).startswith(as_text(part)),
    ),
    Function(
        "ends-with",
        Sort.CONDITION,
        2,
        2,
        lambda _, value, part: as_text(value).endswith(as_text(part)),
    ),
    Function(
        "regex",
        Sort.CONDITION,
        2,
        2,
        lambda _, value, pattern: matches(as_text(pattern), as_text(value)),
    ),
    Function("digest", Sort.TEXT, 2, 3, _digest),
    Function("base64-decode", Sort.TEXT, 1, 1, _decoded),
    Function("uuid", Sort.TEXT, 0, 1, _uuid),
)


def _length(text: str) -> int:
    """The length of a text in UTF-16 units, as every device that fills in forms counts."""
    return len(text) + sum(letter > "\uffff" for letter in text)
