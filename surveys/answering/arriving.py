"""Whether somebody may go on: the survey, its version and its hours, before anything is shown."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import Session

from engagement.core import clock
from engagement.core.db import reading
from engagement.core.drafts import DraftBroken
from engagement.core.errors import NotFound
from surveys.answering.draft import Draft, open_draft
from surveys.answering.queries import offer, offer_of_version
from surveys.answering.sitting import Sitting
from surveys.instrument.model import Instrument
from surveys.models import Survey, SurveyResponse
from surveys.responses.instruments import instrument_for
from surveys.responses.opening import Opening, opening_of


class NotOpen(Exception):
    """The survey takes no answers now; what was answered so far goes with it."""

    def __init__(self, survey: Survey, opening: Opening, sitting: Sitting | None = None) -> None:
        super().__init__(opening)
        self.survey = survey
        self.opening = opening
        self.sitting = sitting


class VersionGone(Exception):
    """The questions that were answered are not asked any more."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("version gone")
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey that is open, and its questions of today."""

    survey: Survey
    version_id: UUID
    instrument: Instrument
    test: bool = False


def asked_at(slug: str, now: datetime) -> Asked:
    """The survey at a public address; NotFound or NotOpen."""
    with reading() as session:
        found = offer(session, slug=slug)
        if found is None:
            raise NotFound
        opening = opening_of(found.survey, now)
        if opening is Opening.UNKNOWN or (found.version_id is None and opening is Opening.OPEN):
            raise NotFound
        if opening is not Opening.OPEN or found.version_id is None:
            raise NotOpen(found.survey, opening)
        return Asked(found.survey, found.version_id, instrument_for(session, found.version_id))


def previewed(version_id: UUID) -> Asked:
    """The survey of a version that an officer tries, whatever its state."""
    with reading() as session:
        found = offer_of_version(session, version_id=version_id, drafts=True)
        if found is None:
            raise NotFound
        return Asked(found.survey, version_id, instrument_for(session, version_id), test=True)


def taken_up(slug: str) -> Sitting:
    """The draft that was sent, on the questions that it answers.

    DraftBroken or DraftExpired, VersionGone, or NotOpen with everything that was typed.
    """
    now = clock.now()
    draft = open_draft(request.form.get("draft", ""), clock.london_date(now))
    with reading() as session:
        found = offer_of_version(session, version_id=draft.version, drafts=draft.test)
        if found is None or found.version_id is None:
            raise VersionGone(draft)
        if found.survey.id != draft.survey or found.survey.slug != slug:
            raise DraftBroken
        sitting = Sitting(found.survey, instrument_for(session, draft.version), draft, now)
        opening = opening_of(found.survey, now)
        if opening is not Opening.OPEN and not draft.test and not _sent_before(session, draft):
            raise NotOpen(found.survey, opening, sitting.taking(request.form))
    return sitting


def _sent_before(session: Session, draft: Draft) -> bool:
    """Whether this draft was stored already: then it gets its receipt again, closed or not."""
    found = sa.select(SurveyResponse.id).where(
        SurveyResponse.survey_id == draft.survey, SurveyResponse.submission == str(draft.id)
    )
    return session.execute(found.order_by(SurveyResponse.id)).first() is not None
