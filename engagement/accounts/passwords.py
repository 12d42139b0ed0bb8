"""Passwords: how they are hashed, and which are too well known. No rules of composition."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engagement.core.errors import Rejected

SHORTEST: Final = 12
LONGEST: Final = 256

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""Argon2id, 19 MiB, two passes, one lane: OWASP's minimum, about 25 ms on a small server."""

NOBODY: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$Hvc71jg3P7ShJAUaaCwIkA"
    "$0G15UpczLx1PT5vwKtP4MMS8IMLk/fO5njbgwBWRp+I"
)
"""A hash that no password has, so that an unknown account costs the same time as a known one."""

_SWAPS: Final = str.maketrans("013457@$!|", "oieastasil")
_ROWS: Final = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
)
_RUN: Final = 4
_FEW_DIGITS: Final = 8
_REPEATS: Final = re.compile(r"(.)\1{3,}|(..)\2{2,}|(.{3})\3{2,}")
_TAIL: Final = "0123456789 !?.,-_#*+&%$@"


def hash_password(password: str) -> str:
    """The Argon2id hash to store; takes about 25 ms, so never inside a write transaction."""
    return _HASHER.hash(_normal(password))


def password_matches(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; the same work is done when nothing is stored."""
    try:
        _HASHER.verify(stored or NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def check_new_password(password: str, *, about: tuple[str, ...] = ()) -> None:
    """Rejected when a password is too short, too long, or one that guessers try first.

    `about` are words that are known of the officer: the address, the name, the organisation.
    """
    plain = _normal(password)
    if len(plain) < SHORTEST:
        raise Rejected(
            f"Use at least {SHORTEST} characters: three or four random words do well.", "password"
        )
    if len(plain) > LONGEST:
        raise Rejected(f"Use {LONGEST} characters or fewer.", "password")
    if is_common(plain, about=about):
        raise Rejected(
            "This password is one of those that are guessed first. "
            "Choose another: three or four random words do well.",
            "password",
        )


def is_common(password: str, *, about: tuple[str, ...] = ()) -> bool:
    """Whether a password is one or two well-known words, rows of the keyboard or repeats.

    Digits and signs around the words do not save it, nor do swapped letters (p4ssw0rd).
    """
    plain = _normal(password).casefold()
    words = _common_words() | {word for text in about for word in _words(text)}
    known = re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
    swapped = plain.rstrip(_TAIL).translate(_SWAPS)
    digits = "".join(filter(str.isdigit, _REPEATS.sub(" ", plain)))
    return len(_without_rows(digits)) <= _FEW_DIGITS and any(
        _is_spent(reading, known) for reading in (plain, swapped)
    )


def _is_spent(text: str, known: re.Pattern[str]) -> bool:
    """Whether next to nothing is left once known words, rows and repeats are taken away."""
    text = _REPEATS.sub(" ", text)
    letters = "".join(filter(str.isalpha, text))
    if len(set(known.findall(letters))) > 2:
        return False
    left = _without_rows(known.sub(" ", _without_rows(letters)))
    return len(left.replace(" ", "")) <= 2


def _without_rows(text: str) -> str:
    """A text without the parts, four long or more, that run along a row in either direction."""
    kept, start = [], 0
    while start < len(text):
        end = start + _RUN
        if text[start:end] not in _runs() or end > len(text):
            kept.append(text[start])
            start += 1
            continue
        while end < len(text) and text[end - _RUN + 1 : end + 1] in _runs():
            end += 1
        start = end
    return "".join(kept)


@cache
def _runs() -> frozenset[str]:
    """Every four neighbours of a row, forwards and backwards."""
    both = [row for one in _ROWS for row in (one, one[::-1])]
    return frozenset(row[i : i + _RUN] for row in both for i in range(len(row) - _RUN + 1))


@cache
def _common_words() -> frozenset[str]:
    text = files(__package__).joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.split("\n") if line and not line.startswith("#"))


def _words(text: str) -> Iterator[str]:
    """The words of an address or a name that are long enough to matter."""
    return (word for word in re.split(r"[^a-z]+", text.casefold()) if len(word) >= _RUN)


def _normal(password: str) -> str:
    """The same characters however a keyboard composed them."""
    return unicodedata.normalize("NFKC", password)
