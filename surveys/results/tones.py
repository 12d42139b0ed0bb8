"""The tone of texts: scored once by a job, read and overridden by officers. Indicative only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, require
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.db import insert_into
from engagement.core.errors import NotFound
from surveys.models import ResponseState, Survey, SurveyResponse, SurveyTone
from surveys.responses.queries import Written, all_texts
from surveys.results.events import KIND, ResultEvent
from surveys.text.tone import Tone, score_tone

CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class ToneOf:
    """The tone of one text: what the machine found, and what an officer said instead."""

    scored: str | None
    override: str | None

    @property
    def tone(self) -> str | None:
        """The officer's word, else the machine's; None for a text that says nothing."""
        return self.override or self.scored


def surveys_with_texts(session: Session) -> Sequence[UUID]:
    """Surveys that hold texts which nobody has scored."""
    scored = sa.select(SurveyTone.response_id)
    return session.scalars(
        sa.select(SurveyResponse.survey_id)
        .where(
            SurveyResponse.state == ResponseState.COUNTED,
            SurveyResponse.texts.is_not(None),
            SurveyResponse.test.is_(False),
            SurveyResponse.id.not_in(scored),
        )
        .distinct()
        .order_by(SurveyResponse.survey_id)
    ).all()


def unscored(session: Session, *, survey_id: UUID) -> Sequence[Written]:
    """The texts of a survey that have no tone yet."""
    rows = session.execute(
        sa.select(SurveyTone.response_id, SurveyTone.place)
        .join(SurveyResponse, SurveyResponse.id == SurveyTone.response_id)
        .where(SurveyResponse.survey_id == survey_id)
        .order_by(SurveyTone.response_id, SurveyTone.place)
    )
    done = {(response_id, place) for response_id, place in rows}
    return [
        one
        for one in all_texts(session, survey_id=survey_id)
        if (one.response_id, one.place) not in done
    ]


def scored(texts: Sequence[Written]) -> list[dict[str, object]]:
    """Rows of SurveyTone for these texts."""
    rows: list[dict[str, object]] = []
    for one in texts:
        found = score_tone(one.text)
        rows.append(
            {
                "response_id": one.response_id,
                "place": one.place,
                "score": found.score if found else None,
                "tone": found.tone.value if found else None,
            }
        )
    return rows


def keep_tones(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Store tones; of what was withdrawn meanwhile nothing is kept, what is there already stays."""
    ids = {row["response_id"] for row in rows}
    counted = set(
        session.scalars(
            sa.select(SurveyResponse.id)
            .where(SurveyResponse.id.in_(ids), SurveyResponse.state == ResponseState.COUNTED)
            .order_by(SurveyResponse.id)
            .with_for_update()
        )
    )
    left = [row for row in rows if row["response_id"] in counted]
    if left:
        session.execute(insert_into(session, SurveyTone).on_conflict_do_nothing(), left)


def tones_of(session: Session, *, survey_id: UUID) -> Mapping[tuple[UUID, str], ToneOf]:
    """The tone of each text of a survey, by response and place."""
    rows = session.execute(
        sa.select(SurveyTone.response_id, SurveyTone.place, SurveyTone.tone, SurveyTone.override)
        .join(SurveyResponse, SurveyResponse.id == SurveyTone.response_id)
        .where(SurveyResponse.survey_id == survey_id)
        .order_by(SurveyTone.response_id, SurveyTone.place)
    )
    return {(id, place): ToneOf(tone, override) for id, place, tone, override in rows}


def set_tone(
    session: Session,
    *,
    survey: Survey,
    response_id: UUID,
    place: str,
    tone: Tone | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Override the tone of a text, or take the override back (None); NotFound for no such text."""
    row = session.get(SurveyResponse, response_id)
    if row is None or row.survey_id != survey.id or row.state is not ResponseState.COUNTED:
        raise NotFound
    require(actor, Action.READ_SURVEY_TEXTS, row.district_code)
    found = session.get(SurveyTone, (response_id, place))
    if found is None:
        raise NotFound
    found.override = tone.value if tone else None
    found.overridden_by = actor.id if tone else None
    record(
        session,
        actor=actor,
        action=ResultEvent.TONE_SET,
        kind=KIND,
        subject=survey.id,
        now=now,
        detail={"tone": tone.value if tone else "as scored"},
    )
