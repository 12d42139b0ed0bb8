"""What a public draft is made of: a sealed text that travels in a form, and codes to be kept.

The page carries the draft and nothing else keeps it, so there is no session and no cookie.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from typing import Any, Final

from engagement.core.seal import SealBroken, open_bytes, seal_bytes

LIFETIME: Final = timedelta(days=7)
CODE_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that reads like a figure."""
CODE_GROUPS: Final = 3
GROUP_CHARACTERS: Final = 4
"""3 groups of 4 of 32 characters: 60 bits."""

_MISREAD: Final = str.maketrans("OIL", "011")


class DraftBroken(Exception):
    """The draft is missing, altered, too large, or its key is gone."""


class DraftExpired(DraftBroken):
    """The draft was right, but is older than LIFETIME."""


class DraftTooLarge(DraftBroken):
    """The draft would be larger than what we take back."""


def new_code() -> str:
    """A random code that people can copy: a receipt, a saved draft."""
    groups = (
        "".join(secrets.choice(CODE_ALPHABET) for _ in range(GROUP_CHARACTERS))
        for _ in range(CODE_GROUPS)
    )
    return "-".join(groups)


def read_code(text: str) -> str | None:
    """A code as people type it, as it was made; None when it cannot be one.

    Small letters, spaces and missing or other dashes do no harm; O is read as 0, I and L as 1.
    """
    letters = "".join(filter(str.isalnum, text.upper())).translate(_MISREAD)
    if len(letters) != CODE_GROUPS * GROUP_CHARACTERS or not set(letters) <= set(CODE_ALPHABET):
        return None
    starts = range(0, len(letters), GROUP_CHARACTERS)
    return "-".join(letters[start : start + GROUP_CHARACTERS] for start in starts)


def seal_plain(context: str, plain: object, *, most: int) -> str:
    """What JSON can say, as text for a hidden input of `most` characters; DraftTooLarge."""
    packed = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    text = urlsafe_b64encode(seal_bytes(context, packed)).decode()
    if len(text) > most:
        raise DraftTooLarge
    return text


def open_plain(context: str, text: str, *, most: int) -> Any:
    """What was sealed into a hidden input; DraftBroken for anything else."""
    if len(text) > most:
        raise DraftBroken
    try:
        sealed = urlsafe_b64decode(text.encode())
        plain = json.loads(open_bytes(context, sealed))
    except (SealBroken, ValueError) as error:
        raise DraftBroken from error
    if urlsafe_b64encode(sealed).decode() != text:  # another spelling of the same bytes
        raise DraftBroken
    return plain
