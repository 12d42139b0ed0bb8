"""The lists of choices of a form, and what a select takes of them."""

import re
from dataclasses import dataclass, field
from typing import Final

from surveys.instrument.model import Choice, Choices, Path, Words
from surveys.instrument.reading.expressions import Reading
from surveys.instrument.reading.parsing import XFORMS, Element, tag_of
from surveys.instrument.reading.texts import Speaker

NAMED: Final = re.compile(
    r"instance\(\s*(?:'(?P<single>[^']+)'|\"(?P<double>[^\"]+)\")\s*\)/root/item\s*"
)
RANDOMISED: Final = re.compile(r"randomize\(\s*(?P<rest>.*)\)\s*", re.DOTALL)
OWN: Final = frozenset({"name", "label", "itextId"})


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a model, each read once."""

    items: dict[str, tuple[Element, ...]]
    outside: tuple[str, ...]
    """Lists that stand in other files."""
    speaker: Speaker
    reading: Reading
    _read: dict[str, tuple[Choice, ...]] = field(default_factory=dict)

    def choices(self, name: str) -> tuple[Choice, ...]:
        """The choices of a list."""
        if name not in self._read:
            self._read[name] = tuple(self._choice(item) for item in self.items[name])
        return self._read[name]

    def of(self, control: Element, path: Path) -> Choices:
        """The choices that a control offers."""
        itemset = control.find(f"{XFORMS}itemset")
        nodeset = (itemset.get("nodeset") if itemset is not None else None) or ""
        randomised = RANDOMISED.fullmatch(nodeset.strip())
        text = randomised.group("rest") if randomised else nodeset.strip()
        named = NAMED.match(text)
        name = (named.group("single") or named.group("double")) if named else ""
        if named is None or name not in self.items:
            self.reading.flaw(path, "type", "Its choices come from elsewhere than a list.")
            return Choices("", ())
        filtered, rest = _bracketed(text[named.end() :].strip())
        seed = rest.lstrip(" ,") if randomised else ""
        return Choices(
            list_name=name,
            all=self.choices(name),
            filter=self.reading.expression(filtered, path, "choice_filter", item=True)
            if filtered
            else None,
            randomised=randomised is not None,
            seed=self.reading.maybe(seed, path, "parameters"),
        )

    def _choice(self, item: Element) -> Choice:
        cells = {tag_of(cell): (cell.text or "") for cell in item}
        identity = cells.get("itextId")
        if identity is None:
            text = cells.get("label", "").strip()
            label = Words({self.speaker.texts.default: (text,)} if text else {})
            image = None
        else:
            label = self.speaker.translated(identity, "", "label") or Words({})
            image = self.speaker.image_of(identity, "")
        columns = {name: text for name, text in cells.items() if name not in OWN}
        return Choice(cells.get("name", ""), label, image, columns)


def lists_of(model: Element, speaker: Speaker, reading: Reading) -> Lists:
    """The lists beside the answers."""
    items, outside = {}, []
    for instance in model.iterfind(f"{XFORMS}instance"):
        name = instance.get("id")
        if name is None:
            continue
        if instance.get("src"):
            outside.append(name)
        items[name] = tuple(instance.iterfind(f"{XFORMS}root/{XFORMS}item"))
    return Lists(items, tuple(outside), speaker, reading)


def _bracketed(text: str) -> tuple[str, str]:
    """What stands in the brackets that a text begins with, and what follows them."""
    if not text.startswith("["):
        return "", text
    depth, quote = 0, ""
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "[]":
            depth += 1 if letter == "[" else -1
            if not depth:
                return text[1:place], text[place + 1 :]
    return text[1:], ""
