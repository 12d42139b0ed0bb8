"""The draft: what has been typed so far, sealed, carried by the page and kept nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Final, Self, TypeAlias
from uuid import UUID, uuid4

from engagement.core.drafts import LIFETIME, DraftExpired, new_code, open_plain, seal_plain

CONTEXT: Final = "reports.draft"
MOST_CHARACTERS: Final = 16 * 1024

Typed: TypeAlias = Mapping[str, tuple[str, ...]]
"""The inputs of one step by name, as they were typed, cleaned and clipped."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One report in the making. Its id and receipt code are made with it.

    `typed` holds the inputs of each step also when they are wrong, so that going back loses
    nothing; `done` names the steps that were passed. `began` (seconds since 1970) is when its first
    page was shown: looked at once, when the report is sent, and never stored. `link` is the token
    of the link for a class or an event by which the person came.
    """

    id: UUID
    code: str
    made_on: date
    typed: Mapping[str, Typed]
    done: tuple[str, ...] = ()
    began: int = 0
    link: str = ""

    @classmethod
    def new(cls, today: date, *, began: int = 0, link: str = "") -> Self:
        """An empty draft with a random id and receipt code."""
        return cls(uuid4(), new_code(), today, {}, began=began, link=link)

    def of(self, step: str) -> Typed:
        """What was typed at a step."""
        return self.typed.get(step, {})

    def with_typed(self, step: str, typed: Typed) -> Self:
        """The draft with a step's inputs replaced."""
        return replace(self, typed={**self.typed, step: typed})

    def without(self, step: str) -> Self:
        """The draft with nothing typed at a step."""
        return replace(
            self, typed={name: said for name, said in self.typed.items() if name != step}
        )

    def with_done(self, step: str) -> Self:
        """The draft with a step passed."""
        return self if step in self.done else replace(self, done=(*self.done, step))

    def back_at(self, step: str, order: Sequence[str]) -> Self:
        """The draft as before `step` was passed; what was typed from there on stays typed."""
        before = set(takewhile(lambda name: name != step, order))
        return replace(self, done=tuple(name for name in self.done if name in before))


def seal_draft(draft: Draft) -> str:
    """The draft as text for a hidden input; DraftBroken when we would not take it back."""
    plain = {
        "id": draft.id.hex,
        "code": draft.code,
        "made": draft.made_on.isoformat(),
        "typed": draft.typed,
        "done": draft.done,
        "began": draft.began,
        "link": draft.link,
    }
    return seal_plain(CONTEXT, plain, most=MOST_CHARACTERS)


def open_draft(text: str, today: date) -> Draft:
    """The draft in a hidden input; DraftBroken or DraftExpired."""
    packed = open_plain(CONTEXT, text, most=MOST_CHARACTERS)
    made_on = date.fromisoformat(packed["made"])
    if today - made_on > LIFETIME:
        raise DraftExpired
    typed = {
        step: {name: tuple(values) for name, values in inputs.items()}
        for step, inputs in packed["typed"].items()
    }
    return Draft(
        UUID(packed["id"]),
        packed["code"],
        made_on,
        typed,
        tuple(packed["done"]),
        packed.get("began", 0),  # a draft of the version before has neither
        packed.get("link", ""),
    )
