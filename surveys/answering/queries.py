"""What the pages ask of the database: one cheap statement for a request."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.db import Base
from surveys.models import (
    Survey,
    SurveyLink,
    SurveyRelease,
    SurveyState,
    SurveyVersion,
    VersionState,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A survey and the version that is asked; None before one was published, or when it is gone."""

    survey: Survey
    version_id: UUID | None


def offer(session: Session, *, slug: str) -> Offer | None:
    """The survey at a public address with its newest published version."""
    row = session.execute(_NEWEST, {"slug": slug}).first()
    return Offer(_survey(row), row.version_id) if row else None


def offer_of_version(session: Session, *, version_id: UUID, drafts: bool = False) -> Offer | None:
    """The survey of a version; the version only while it is published, or with `drafts`."""
    row = session.execute(_OF_VERSION, {"version": version_id}).first()
    if row is None:
        return None
    published = row.version_state is VersionState.PUBLISHED
    return Offer(_survey(row), version_id if drafts or published else None)


def live_surveys(session: Session) -> Sequence[Offer]:
    """Every survey that is live, by title, each with its newest published version."""
    newest = (
        sa.select(SurveyVersion.survey_id, sa.func.max(SurveyVersion.number).label("number"))
        .where(SurveyVersion.state == VersionState.PUBLISHED)
        .group_by(SurveyVersion.survey_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(Survey, SurveyVersion.id)
        .join(newest, newest.c.survey_id == Survey.id)
        .join(
            SurveyVersion,
            sa.and_(SurveyVersion.survey_id == Survey.id, SurveyVersion.number == newest.c.number),
        )
        .where(Survey.state == SurveyState.LIVE)
        .order_by(Survey.title, Survey.id)
    )
    return [Offer(survey, version_id) for survey, version_id in rows]


def surveys_told(session: Session) -> Sequence[Survey]:
    """Surveys whose results everybody can read, the newest first."""
    return session.scalars(
        sa.select(Survey)
        .join(SurveyRelease, SurveyRelease.survey_id == Survey.id)
        .order_by(SurveyRelease.made_on.desc(), Survey.title, Survey.id)
    ).all()


def link_with(session: Session, *, code: str) -> SurveyLink | None:
    """The link at the end of whose address this code stands, however large it is typed."""
    found = sa.select(SurveyLink).where(sa.func.lower(SurveyLink.code) == code.lower())
    return session.scalars(found.order_by(SurveyLink.id)).first()


def slug_of(session: Session, *, survey_id: UUID) -> str | None:
    """The public address of a survey."""
    return session.scalars(sa.select(Survey.slug).where(Survey.id == survey_id)).one_or_none()


def _survey(row: sa.Row[Any]) -> Survey:
    """A survey that belongs to no session: rows are read twice as quickly as entities."""
    return Survey(**dict(zip(_FACTS, row, strict=False)))


_SURVEYS: Final = Base.metadata.tables[Survey.__tablename__]
_VERSIONS: Final = Base.metadata.tables[SurveyVersion.__tablename__]
_FACTS: Final = tuple(_SURVEYS.c.keys())
_NEWEST: Final = (
    sa.select(_SURVEYS, _VERSIONS.c.id.label("version_id"))
    .outerjoin(
        _VERSIONS,
        sa.and_(
            _VERSIONS.c.survey_id == _SURVEYS.c.id, _VERSIONS.c.state == VersionState.PUBLISHED
        ),
    )
    .where(_SURVEYS.c.slug == sa.bindparam("slug"))
    .order_by(_VERSIONS.c.number.desc())
    .limit(1)
)
_OF_VERSION: Final = (
    sa.select(_SURVEYS, _VERSIONS.c.state.label("version_state"))
    .join(_VERSIONS, _VERSIONS.c.survey_id == _SURVEYS.c.id)
    .where(_VERSIONS.c.id == sa.bindparam("version"))
    .order_by(_SURVEYS.c.id)
)
"""Built once: the public's pages ask these at every request."""
