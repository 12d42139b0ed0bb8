"""The translations that are shipped, as an officer reads them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

from babel import Locale
from babel.messages import Catalog
from babel.messages.mofile import read_mo

from engagement.core.rendering import EMERGENCY

ENGLISH: Final = "en"
EMERGENCY_MARKS: Final = frozenset[object]({EMERGENCY, EMERGENCY.encode()})
"""Babel gives the contexts of a compiled catalogue as bytes."""
REGIONS: Final[Mapping[str, str]] = {"en": "en_GB", "pt": "pt_PT"}
"""The country whose dates and numbers a language takes, where the language alone says another."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A text and its translation; plural forms one after the other."""

    texts: tuple[str, ...]
    translations: tuple[str, ...]
    emergency: bool

    def holds(self, words: str) -> bool:
        """Whether the text or its translation contains these words."""
        return any(words in one.casefold() for one in (*self.texts, *self.translations))


@dataclass(frozen=True)
class Language:
    """A language that public pages can be read in."""

    code: str
    file: Path | None = None

    @classmethod
    def found(cls, code: str, folder: Path) -> Self | None:
        """The language of a compiled catalogue below `folder`; None when there is none."""
        file = folder / code / "LC_MESSAGES" / "messages.mo"
        return cls(code, file) if file.is_file() else None

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """What the catalogue says; read when it is first asked for."""
        if self.file is None:
            return ()
        with self.file.open("rb") as file:
            return tuple(_entries(read_mo(file)))

    @property
    def locale(self) -> str:
        """What Babel calls it."""
        return REGIONS.get(self.code, self.code)

    @property
    def tag(self) -> str:
        """What `lang` and `hreflang` call it."""
        return self.code if self.code == ENGLISH else self.locale.replace("_", "-")

    @cached_property
    def name(self) -> str:
        """Its own name for itself."""
        return str(Locale.parse(self.code).get_language_name(self.code)).capitalize()

    @cached_property
    def english_name(self) -> str:
        """Its English name."""
        return str(Locale.parse(self.code).get_language_name(ENGLISH))

    @cached_property
    def sha256(self) -> str:
        """Names the content of the catalogue, whatever wrote the file."""
        content = [[one.emergency, one.texts, one.translations] for one in self.entries]
        return sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _entries(catalogue: Catalog) -> Iterator[Entry]:
    entries = (
        Entry(_forms(one.id), _forms(one.string), emergency=one.context in EMERGENCY_MARKS)
        for one in catalogue
        if one.id
    )
    yield from sorted(entries, key=lambda one: (one.emergency, one.texts))


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())
