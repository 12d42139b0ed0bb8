"""What officers ask of surveys: which there are, their versions and links, how many answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from engagement.accounts.models import Organisation
from engagement.core.errors import NotFound
from surveys.instrument.model import Instrument
from surveys.instrument.notices import FormRefused
from surveys.models import (
    ResponseState,
    Survey,
    SurveyLink,
    SurveyResponse,
    SurveyVersion,
    VersionState,
)
from surveys.responses.instruments import instrument_for

Within = frozenset[str] | None
"""The districts whose responses an officer may count, None for the whole county."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A survey as the list shows it."""

    survey: Survey
    organisation: str
    responses: int


@dataclass(frozen=True, slots=True)
class Trial:
    """A response that an officer sent to try a survey."""

    id: UUID
    number: int
    version: int
    answered_on: date
    language: str
    answers: int


def surveys(session: Session, *, within: Within) -> Sequence[Listed]:
    """Every survey by title, with how many responses count."""
    counted = sa.and_(
        SurveyResponse.survey_id == Survey.id,
        SurveyResponse.state == ResponseState.COUNTED,
        SurveyResponse.test.is_(False),
        sa.true() if within is None else SurveyResponse.district_code.in_(sorted(within)),
    )
    number = sa.select(sa.func.count()).select_from(SurveyResponse).where(counted).correlate(Survey)
    rows = session.execute(
        sa.select(Survey, Organisation.name, number.scalar_subquery())
        .join(Organisation, Organisation.id == Survey.organisation_id)
        .order_by(sa.func.lower(Survey.title), Survey.id)
    )
    return [Listed(survey, organisation, count) for survey, organisation, count in rows]


def survey(session: Session, *, survey_id: UUID) -> Survey:
    """One survey; NotFound when there is none."""
    found = session.get(Survey, survey_id)
    if found is None:
        raise NotFound
    return found


def organisation_of(session: Session, *, survey: Survey) -> str:
    """The name of the organisation whose survey it is."""
    return session.get_one(Organisation, survey.organisation_id).name


def versions(session: Session, *, survey_id: UUID) -> Sequence[SurveyVersion]:
    """Its versions, the newest first, without what is large in them."""
    found = sa.select(SurveyVersion).where(SurveyVersion.survey_id == survey_id)
    large = (defer(SurveyVersion.xform), defer(SurveyVersion.sheets))
    return session.scalars(found.options(*large).order_by(SurveyVersion.number.desc())).all()


def version(session: Session, *, survey_id: UUID, number: int) -> SurveyVersion:
    """One version by its number; NotFound when there is none."""
    found = session.scalars(
        sa.select(SurveyVersion)
        .where(SurveyVersion.survey_id == survey_id, SurveyVersion.number == number)
        .order_by(SurveyVersion.id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def newest_version(
    session: Session, *, survey_id: UUID, state: VersionState | None = None, before: int = 0
) -> SurveyVersion | None:
    """The newest version of all, of one state, or before another one."""
    found = sa.select(SurveyVersion).where(SurveyVersion.survey_id == survey_id)
    if state is not None:
        found = found.where(SurveyVersion.state == state)
    if before:
        found = found.where(SurveyVersion.number < before)
    return session.scalars(found.order_by(SurveyVersion.number.desc()).limit(1)).one_or_none()


def readable(session: Session, version: SurveyVersion | None) -> Instrument | None:
    """The instrument of a version; None where there is none, or it cannot be read."""
    if version is None:
        return None
    try:
        return instrument_for(session, version.id)
    except FormRefused:
        return None


def links(session: Session, *, survey_id: UUID) -> Sequence[SurveyLink]:
    """Its links: those that are good first, then by name."""
    return session.scalars(
        sa.select(SurveyLink)
        .where(SurveyLink.survey_id == survey_id)
        .order_by(SurveyLink.ended_on.is_not(None), SurveyLink.name, SurveyLink.id)
    ).all()


def trials(session: Session, *, survey_id: UUID) -> Sequence[Trial]:
    """Test responses, numbered by day; within a day in no order that tells anything."""
    rows = session.execute(
        sa.select(SurveyResponse, SurveyVersion.number)
        .join(SurveyVersion, SurveyVersion.id == SurveyResponse.version_id)
        .where(SurveyResponse.survey_id == survey_id, SurveyResponse.test.is_(True))
        .order_by(SurveyResponse.answered_on, SurveyResponse.id)
    )
    return [
        Trial(one.id, place, number, one.answered_on, one.language, _answers(one))
        for place, (one, number) in enumerate(rows, start=1)
    ]


def _answers(response: SurveyResponse) -> int:
    """How many columns of its two documents hold something."""
    columns = {
        name
        for part in (response.answers, response.texts)
        if isinstance(part, dict)
        for name in part
    }
    return len(columns)
