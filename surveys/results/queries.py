"""Releases of surveys, and the surveys that have one."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.errors import NotFound
from surveys.models import Survey, SurveyRelease


def release_of(session: Session, *, survey_id: UUID) -> SurveyRelease | None:
    """What was published of a survey."""
    return session.scalar(sa.select(SurveyRelease).where(SurveyRelease.survey_id == survey_id))


def release_at(session: Session, *, slug: str) -> tuple[Survey, SurveyRelease]:
    """A survey with its published results, by its public address; NotFound without."""
    found = session.execute(
        sa.select(Survey, SurveyRelease)
        .join(SurveyRelease, SurveyRelease.survey_id == Survey.id)
        .where(Survey.slug == slug)
    ).first()
    if found is None:
        raise NotFound
    return found[0], found[1]
