"""The draft: what has been typed so far, sealed, carried by the page and kept nowhere else."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import takewhile
from typing import Final, Self, TypeAlias
from uuid import UUID, uuid4

from engagement.core.seal import SealBroken, open_bytes, seal_bytes

CONTEXT: Final = "reports.draft"
MOST_CHARACTERS: Final = 16 * 1024
LIFETIME: Final = timedelta(days=7)
CODE_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that reads like a figure."""
CODE_GROUPS: Final = 3
GROUP_CHARACTERS: Final = 4
"""3 groups of 4 of 32 characters: 60 bits."""

_MISREAD: Final = str.maketrans("OIL", "011")

Typed: TypeAlias = Mapping[str, tuple[str, ...]]
"""The inputs of one step by name, as they were typed, cleaned and clipped."""


class DraftBroken(Exception):
    """The draft is missing, altered, too large, or its key is gone."""


class DraftExpired(DraftBroken):
    """The draft was right, but is older than LIFETIME."""


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
        groups = (
            "".join(secrets.choice(CODE_ALPHABET) for _ in range(GROUP_CHARACTERS))
            for _ in range(CODE_GROUPS)
        )
        return cls(uuid4(), "-".join(groups), today, {}, began=began, link=link)

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


def read_code(text: str) -> str | None:
    """A receipt code as people type it, as it was made; None when it cannot be one.

    Small letters, spaces and missing or other dashes do no harm; O is read as 0, I and L as 1.
    """
    letters = "".join(filter(str.isalnum, text.upper())).translate(_MISREAD)
    if len(letters) != CODE_GROUPS * GROUP_CHARACTERS or not set(letters) <= set(CODE_ALPHABET):
        return None
    starts = range(0, len(letters), GROUP_CHARACTERS)
    return "-".join(letters[start : start + GROUP_CHARACTERS] for start in starts)


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
    packed = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    text = urlsafe_b64encode(seal_bytes(CONTEXT, packed)).decode()
    if len(text) > MOST_CHARACTERS:
        raise DraftBroken
    return text


def open_draft(text: str, today: date) -> Draft:
    """The draft in a hidden input; DraftBroken or DraftExpired."""
    if len(text) > MOST_CHARACTERS:
        raise DraftBroken
    try:
        sealed = urlsafe_b64decode(text.encode())
        packed = json.loads(open_bytes(CONTEXT, sealed))
    except (SealBroken, ValueError) as error:
        raise DraftBroken from error
    if urlsafe_b64encode(sealed).decode() != text:  # another spelling of the same bytes
        raise DraftBroken
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
