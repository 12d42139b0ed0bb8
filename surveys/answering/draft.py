"""The draft of a response: what was answered so far, sealed, carried by the page alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Self, TypeAlias
from uuid import UUID, uuid4

from engagement.core.drafts import (
    LIFETIME,
    DraftBroken,
    DraftExpired,
    new_code,
    open_plain,
    seal_plain,
)
from surveys.instrument.model import Address, Language, Record

CONTEXT: Final = "surveys.draft"
MOST_CHARACTERS: Final = 256 * 1024
CHECK: Final = "check"
SECTIONS: Final = "sections"
"""Places in the draft beside the keys of pages: all answers, and the list of sections."""

Typed: TypeAlias = Mapping[str, tuple[str, ...]]
"""The inputs of one question by the last part of their names, as they were typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One response in the making. Its id and receipt code are made with it.

    `record` holds what was answered, `typed` the inputs of questions whose answers cannot be taken
    as they are, and of places, so that nothing typed is lost. `at` is the key of the page that is
    open, `done` names the pages that were passed. `link` is the code of the link by which the
    person came; `test` says that an officer tries the survey; `saved` is the code under which the
    draft waits on the server.
    """

    survey: UUID
    version: UUID
    language: Language
    made_on: date
    id: UUID = field(default_factory=uuid4)
    code: str = field(default_factory=new_code)
    record: Record = field(default_factory=Record)
    typed: Mapping[Address, Typed] = field(default_factory=dict)
    at: str = ""
    done: tuple[str, ...] = ()
    link: str = ""
    test: bool = False
    saved: str = ""

    def opened(self, key: str) -> Self:
        """The draft with a page open."""
        return replace(self, at=key)

    def passed(self, key: str) -> Self:
        """The draft with a page passed."""
        return self if key in self.done else replace(self, done=(*self.done, key))

    def without(self, keys: Iterable[str]) -> Self:
        """The draft as before these pages were passed; what was answered there stays answered."""
        gone = set(keys)
        return replace(self, done=tuple(key for key in self.done if key not in gone))


def seal_draft(draft: Draft) -> str:
    """The draft as text for a hidden input; DraftTooLarge when we would not take it back."""
    plain = {
        "id": draft.id.hex,
        "code": draft.code,
        "survey": draft.survey.hex,
        "version": draft.version.hex,
        "language": draft.language,
        "made": draft.made_on.isoformat(),
        "values": draft.record.values,
        "counts": draft.record.counts,
        "typed": draft.typed,
        "at": draft.at,
        "done": draft.done,
        "link": draft.link,
        "test": draft.test,
        "saved": draft.saved,
    }
    return seal_plain(CONTEXT, plain, most=MOST_CHARACTERS)


def open_draft(text: str, today: date) -> Draft:
    """The draft in a hidden input; DraftBroken or DraftExpired."""
    draft = _draft(open_plain(CONTEXT, text, most=MOST_CHARACTERS))
    if today - draft.made_on > LIFETIME:
        raise DraftExpired
    return draft


def resumed(text: str, today: date) -> Draft:
    """A draft that was kept on the server, good for its days in the page once more."""
    draft = _draft(open_plain(CONTEXT, text, most=MOST_CHARACTERS))
    return replace(draft, made_on=today)


def _draft(plain: dict[str, Any]) -> Draft:
    typed = {
        address: {part: tuple(values) for part, values in inputs.items()}
        for address, inputs in plain["typed"].items()
    }
    try:
        return Draft(
            id=UUID(plain["id"]),
            code=plain["code"],
            survey=UUID(plain["survey"]),
            version=UUID(plain["version"]),
            language=plain["language"],
            made_on=date.fromisoformat(plain["made"]),
            record=Record(plain["values"], plain["counts"]),
            typed=typed,
            at=plain["at"],
            done=tuple(plain["done"]),
            link=plain["link"],
            test=plain["test"],
            saved=plain["saved"],
        )
    except (KeyError, ValueError) as error:  # of a version of the service to come
        raise DraftBroken from error
