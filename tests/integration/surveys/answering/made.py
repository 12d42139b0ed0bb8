"""The survey of these tests: an ordinary one in English and Polish, published and open."""

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from surveys.models import Survey, SurveyLink, SurveyVersion, VersionState
from tests.integration.surveys import making

ORDINARY = Path(__file__).with_name("ordinary.md").read_text(encoding="utf-8")
"""Skipping, rules, a page of several questions."""


def survey(session: Session, form: str = ORDINARY, **changes: Any) -> Survey:
    """A survey with one published version, live and without hours, committed."""
    facts = {"slug": "how-safe-we-feel", "sensitive": True}
    return making.survey(session, form, **facts | changes)


def version(
    session: Session,
    survey_id: UUID,
    form: str = ORDINARY,
    *,
    number: int = 1,
    state: VersionState = VersionState.PUBLISHED,
) -> SurveyVersion:
    """One more version of a survey, committed."""
    return making.version(session, survey_id, form, number=number, state=state)


def link(session: Session, survey_id: UUID, **changes: Any) -> SurveyLink:
    """A link of an event in Lincoln, committed."""
    return making.link(session, survey_id, **{"code": "7K2MPX4Q"} | changes)
