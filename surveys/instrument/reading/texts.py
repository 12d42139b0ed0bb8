"""The texts of a form in all its languages, with the values that they show."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from surveys.instrument.model import Expression, Language, Path, Words
from surveys.instrument.reading.expressions import Reading
from surveys.instrument.reading.parsing import XFORMS, Element, tag_of

DEFAULT: Final = "default"
"""The language of a form that names none."""
MISSING: Final = "-"
"""What pyxform writes where a translation is missing."""
LABEL: Final = ""
"""The form of a text that is read; others are "image", "guidance"..."""

_ITEXT: Final = re.compile(r"jr:itext\(\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)")
_IMAGES: Final = "jr://images/"

Pieces: TypeAlias = tuple[str | Expression, ...]
Values: TypeAlias = Mapping[Language, Element]


@dataclass(frozen=True, slots=True)
class Texts:
    """The translations of a form: by identity and form, then by language."""

    languages: tuple[Language, ...]
    default: Language
    values: Mapping[tuple[str, str], Values]

    def of(self, text_id: str, form: str = LABEL) -> Values:
        """What stands under an identity."""
        return self.values.get((text_id, form), {})


def texts_of(model: Element) -> Texts:
    """The translations of a model; one language without a name where it has none."""
    values: dict[tuple[str, str], dict[Language, Element]] = {}
    languages: list[Language] = []
    default = ""
    for translation in model.iterfind(f"{XFORMS}itext/{XFORMS}translation"):
        language = translation.get("lang") or DEFAULT
        languages.append(language)
        default = language if translation.get("default") else default
        for text in translation.iterfind(f"{XFORMS}text"):
            for value in text.iterfind(f"{XFORMS}value"):
                key = (text.get("id") or "", value.get("form") or LABEL)
                values.setdefault(key, {})[language] = value
    languages = languages or [DEFAULT]
    default = default or languages[0]
    ordered = (default, *(one for one in languages if one != default))
    return Texts(ordered, default, values)


def itext_id(reference: str | None) -> str | None:
    """The identity that a reference to a text names."""
    match = _ITEXT.fullmatch((reference or "").strip())
    return (match.group(1) or match.group(2) or "") if match else None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Words from texts, for the nodes at which they stand."""

    texts: Texts
    reading: Reading

    def label(self, control: Element, child: str, path: Path) -> Words | None:
        """The label or hint of a control, translated or not."""
        element = control.find(f"{XFORMS}{child}")
        if element is None:
            return None
        identity = itext_id(element.get("ref"))
        if identity is not None:
            return self.translated(identity, path, child)
        pieces = self._pieces(element, path, child)
        return Words({self.texts.default: pieces}) if pieces else None

    def message(self, attribute: str | None, path: Path, column: str) -> Words | None:
        """A message of a bind: a reference to a text, or the text itself."""
        identity = itext_id(attribute)
        if identity is not None:
            return self.translated(identity, path, column)
        text = (attribute or "").strip()
        return Words({self.texts.default: (text,)}) if text else None

    def translated(self, identity: str, path: Path, column: str, form: str = LABEL) -> Words | None:
        """The words under an identity; a translation that is missing is none."""
        by_language = {}
        for language, value in self.texts.of(identity, form).items():
            pieces = self._pieces(value, path, column)
            kept = column == "label" and language == self.texts.default
            if pieces and (kept or pieces != (MISSING,)):
                by_language[language] = pieces
        return Words(by_language) if by_language else None

    def image(self, control: Element, path: Path) -> Words | None:
        """The names of the pictures beside a label."""
        element = control.find(f"{XFORMS}label")
        identity = itext_id(element.get("ref")) if element is not None else None
        return self.image_of(identity, path) if identity is not None else None

    def image_of(self, identity: str, path: Path) -> Words | None:
        """The names of the pictures under an identity."""
        words = self.translated(identity, path, "image", "image")
        return _each(words, _file_name) if words else None

    def guidance(self, control: Element, path: Path) -> Words | None:
        """The further hint of a control."""
        element = control.find(f"{XFORMS}hint")
        identity = itext_id(element.get("ref")) if element is not None else None
        if identity is None:
            return None
        return self.translated(identity, path, "guidance_hint", "guidance")

    def _pieces(self, element: Element, path: Path, column: str) -> Pieces:
        """Text and values in their order, without the space that stands around all of it."""
        pieces: list[str | Expression] = [element.text or ""]
        for child in element:
            if tag_of(child) == "output":
                source = child.get("value") or child.get("ref") or ""
                pieces.append(self.reading.expression(source, path, column))
            else:
                self.reading.flaw(path, column, f"A text holds “{tag_of(child)}”. Take it out.")
            pieces.append(child.tail or "")
        return _trimmed(pieces)


def _trimmed(pieces: list[str | Expression]) -> Pieces:
    first, last = pieces[0], pieces[-1]
    if isinstance(first, str):
        pieces[0] = first.lstrip()
    if isinstance(last, str):
        pieces[-1] = last.rstrip() if len(pieces) > 1 else last.strip()
    return tuple(piece for piece in pieces if piece != "")


def _each(words: Words, change: Callable[[str], str]) -> Words:
    return Words(
        {
            language: tuple(change(one) if isinstance(one, str) else one for one in pieces)
            for language, pieces in words.by_language.items()
        }
    )


def _file_name(address: str) -> str:
    return address.removeprefix(_IMAGES)
