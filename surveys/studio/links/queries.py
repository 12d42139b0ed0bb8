"""Reading one link of a survey."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engagement.core.errors import NotFound
from surveys.models import Survey, SurveyLink


@dataclass(frozen=True, slots=True)
class Led:
    """A link and the survey that it leads to."""

    link: SurveyLink
    survey: Survey


def link(session: Session, *, link_id: UUID) -> Led:
    """One link; NotFound when there is none."""
    found = session.get(SurveyLink, link_id)
    if found is None:
        raise NotFound
    return Led(found, session.get_one(Survey, found.survey_id))
