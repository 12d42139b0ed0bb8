"""What the components of questions draw: plain data, ready made, so that a page is quick."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

from surveys.instrument.kinds.values import Sent
from surveys.instrument.model import Address

INPUT: Final = "q:"
"""Begins the name of every input of a question."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A choice that is offered, in the reader's language. `image` is the address of a picture."""

    name: str
    text: Markup | str
    image: str = ""
    exclusive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How one question stands on a page: what its kind cannot know by itself.

    `title` and `hint` are words with everything put in, made safe by `surveys.instrument.markdown`.
    `typed` is what its inputs hold. `error` is translated, `wrong` names the inputs it is about.
    `heading` makes the label the page's h1. `lang` is the tag of the words' language where it is
    not the page's, `error_lang` the same of the error. `reveals` is drawn below a choice and shown
    with it: the text of an "other".
    """

    address: Address
    title: Markup | str
    hint: Markup | str = ""
    offered: Sequence[Offered] = ()
    typed: Sent = field(default_factory=dict)
    error: str = ""
    wrong: frozenset[str] = frozenset()
    heading: bool = False
    lang: str = ""
    error_lang: str = ""
    image: str = ""
    reveals: "Reveal | None" = None


@dataclass(frozen=True, slots=True)
class Reveal:
    """A question that is drawn below one choice of another, and shown with it."""

    choice: str
    shown: "Shown"


@dataclass(frozen=True, slots=True)
class Item:
    """A choice as its component draws it.

    `divided` puts the "or" before it. `place` is that of a ranking, 0 where it has none yet.
    """

    id: str
    value: str
    text: Markup | str
    checked: bool = False
    image: str = ""
    exclusive: bool = False
    divided: bool = False
    reveals: "Shown | None" = None
    place: int = 0
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One input of several: `key` says which ("day"), the component names it."""

    key: str
    id: str
    name: str
    value: str = ""
    width: int = 2
    wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One question as its component draws it: templates/components/questions/<macro>.html."""

    macro: str
    id: str
    name: str
    title: Markup | str
    hint: Markup | str = ""
    error: str = ""
    value: str = ""
    choices: tuple[Item, ...] = ()
    parts: tuple[Part, ...] = ()
    heading: bool = False
    lang: str = ""
    error_lang: str = ""
    image: str = ""
    scale: int = 0
    """How many of the choices are a scale."""
    width: int = 0
    rows: int = 5
    inputmode: str = ""
    spellcheck: bool = True
    says: str = ""
    """What the component adds to the hint: an example (of a "date"), or the bounds ("between")."""
    bounds: tuple[str, str] = ("", "")

    @property
    def size(self) -> str:
        """Of its label."""
        return "l" if self.heading else "m"

    @property
    def values(self) -> tuple[str, ...]:
        """What its choices send, in their order."""
        return tuple(one.value for one in self.choices)

    @property
    def described_by(self) -> str:
        """The ids of the hint and the error, for aria-describedby."""
        ids = [
            f"{self.id}-hint" if self.hint or self.says else "",
            f"{self.id}-error" if self.error else "",
        ]
        return " ".join(filter(None, ids))

    @property
    def first_input_id(self) -> str:
        """Where a link from the error summary lands: the first wrong input, else the first."""
        parts = [one.id for one in self.parts if one.wrong]
        wrong = parts or [one.id for one in self.choices if one.wrong]
        if wrong:
            return wrong[0]
        return self.parts[0].id if self.parts and self.macro == "date" else self.id


def id_of(address: Address) -> str:
    """The id of a question's first input: `household[2]/age` gives q-household-2-age.

    No two addresses share one: a hyphen within a name is doubled.
    """
    return "q-" + address.replace("-", "--").replace("/", "-").replace("[", "-").replace("]", "")


def name_of(address: Address, part: str = "") -> str:
    """The name of an input: of a question, or of one part of it."""
    return f"{INPUT}{address}:{part}" if part else f"{INPUT}{address}"


def shown(macro: str, view: View, **more: object) -> Shown:
    """A question as its component draws it; `more` is what its kind adds."""
    return Shown(
        macro=macro,
        id=id_of(view.address),
        name=name_of(view.address),
        title=view.title,
        hint=view.hint,
        error=view.error,
        heading=view.heading,
        lang=view.lang,
        error_lang=view.error_lang,
        image=view.image,
        **more,  # type: ignore[arg-type]
    )


def items_of(view: View, *, divided: bool = True) -> tuple[Item, ...]:
    """The choices; the first has the question's own id.

    An "or" stands before those that go with no other, where they come last.
    """
    id, chosen = id_of(view.address), set(view.typed.get("", ()))
    divider = scale_of(view.offered) if divided else 0
    reveal = view.reveals
    return tuple(
        Item(
            id=f"{id}-{number + 1}" if number else id,
            value=one.name,
            text=one.text,
            checked=one.name in chosen,
            image=one.image,
            exclusive=one.exclusive,
            divided=0 < number == divider,
            reveals=reveal.shown if reveal and reveal.choice == one.name else None,
        )
        for number, one in enumerate(view.offered)
    )


def scale_of(offered: Sequence[Offered]) -> int:
    """How many choices stand before those at the end that go with no other."""
    count = len(offered)
    while count and offered[count - 1].exclusive:
        count -= 1
    return count


def parts_of(view: View, widths: dict[str, int]) -> tuple[Part, ...]:
    """The inputs of a question in their order, each with what was typed into it."""
    id = id_of(view.address)
    whole = bool(view.error) and not view.wrong
    return tuple(
        Part(
            key=key,
            id=f"{id}-{key}",
            name=name_of(view.address, key),
            value=next(iter(view.typed.get(key, ())), ""),
            width=width,
            wrong=whole or key in view.wrong,
        )
        for key, width in widths.items()
    )
