"""The end of a survey's public address, made from its title."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 80
"""Characters, as the table has them."""
READABLE: Final = 60
"""Characters of an address that we make ourselves, without the number that tells two apart."""
RESERVED: Final = frozenset({"answer", "by", "preview", "receipt", "saved"})
"""Addresses of the public pages that are no survey's."""
_FORM: Final = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
_BETWEEN: Final = re.compile("[^a-z0-9]+")


def slug_of(title: str) -> str:
    """Small letters, figures and hyphens from a title, cut at a word; "survey" when none is left.

    >>> slug_of("Łódź Road: how safe is it?")
    'odz-road-how-safe-is-it'
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = _BETWEEN.sub("-", plain.replace("'", "")).strip("-")
    if len(slug) > READABLE:
        slug = slug[: READABLE + 1].rpartition("-")[0] or slug[:READABLE]
    return f"survey-{slug}" if slug in RESERVED else slug or "survey"


def numbered(slug: str, number: int) -> str:
    """The same for another survey with the same title."""
    return slug if number == 1 else f"{slug}-{number}"


def why_not(slug: str) -> str:
    """What is wrong with an address that somebody typed; nothing when it can be used."""
    if len(slug) > LONGEST or not _FORM.fullmatch(slug):
        return (
            "Use small letters, figures and single hyphens, "
            f"such as how-safe-we-feel, {LONGEST} characters at most"
        )
    return "This word is an address of ours. Choose another one" if slug in RESERVED else ""
