"""Releases of surveys, and the surveys that have one."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.errors import NotFound
from surveys.models import Survey, SurveyRelease, SurveyVersion, VersionState


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


def published_surveys(
    session: Session, *, demonstration: bool
) -> Sequence[tuple[Survey, SurveyRelease]]:
    """Surveys whose results the public can read, the newest first."""
    rows = session.execute(
        sa.select(Survey, SurveyRelease)
        .join(SurveyRelease, SurveyRelease.survey_id == Survey.id)
        .where(sa.or_(Survey.demonstration.is_(False), sa.literal(demonstration)))
        .order_by(SurveyRelease.made_on.desc(), Survey.title)
    ).all()
    return [(row[0], row[1]) for row in rows]


def published_versions(session: Session, *, survey_id: UUID) -> Sequence[UUID]:
    """The versions of a survey that people answered, the newest first."""
    return session.scalars(
        sa.select(SurveyVersion.id)
        .where(
            SurveyVersion.survey_id == survey_id,
            SurveyVersion.state == VersionState.PUBLISHED,
        )
        .order_by(SurveyVersion.number.desc())
    ).all()
