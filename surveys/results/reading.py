"""The texts of one question as officers read them: masked, with themes and tone, filtered."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from surveys.responses.queries import texts_of
from surveys.results.forms import NOT_CODED
from surveys.results.tones import tones_of
from surveys.text.themes import themes_of

Within = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Comment:
    """One text: masked words, the codes of its themes, its tone, and whether an officer gave it."""

    response_id: UUID
    place: str
    text: str
    themes: tuple[str, ...]
    tone: str | None
    overridden: bool


def comments(
    session: Session, *, survey_id: UUID, column: str, within: Within
) -> Sequence[Comment]:
    """Every text of a question that the officer may read, in an order that tells nothing."""
    tones = tones_of(session, survey_id=survey_id)
    found = []
    for one in texts_of(session, survey_id=survey_id, column=column, within=within):
        tone = tones.get((one.response_id, one.place))
        found.append(
            Comment(
                one.response_id,
                one.place,
                one.text,
                themes_of(one.text),
                tone.tone if tone else None,
                overridden=bool(tone and tone.override),
            )
        )
    return found


def narrowed(found: Sequence[Comment], *, theme: str, tone: str, word: str) -> Sequence[Comment]:
    """Those with a theme (or without any), a tone, and words, as far as each is asked for."""
    return [
        one
        for one in found
        if (not theme or theme in (one.themes or (NOT_CODED,)))
        and (not tone or one.tone == tone)
        and (not word or word.casefold() in one.text.casefold())
    ]
