"""What an export reads."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.models import ResponseState, SurveyResponse
from surveys.responses.documents import Tree
from surveys.responses.exports.tables import Given
from surveys.responses.queries import Within, counting


def responses_to_export(
    session: Session, *, survey_id: UUID, within: Within, texts: bool
) -> Sequence[Given]:
    """The responses that count, by their random key; what was written only where it is wanted."""
    columns = (
        SurveyResponse.id,
        SurveyResponse.version_id,
        SurveyResponse.language,
        SurveyResponse.channel,
        SurveyResponse.district_code,
        SurveyResponse.answered_on,
        SurveyResponse.demonstration,
        SurveyResponse.answers,
    )
    wanted = (*columns, SurveyResponse.texts) if texts else columns
    rows = session.execute(
        sa.select(*wanted).where(*counting(survey_id, within)).order_by(SurveyResponse.id)
    )
    return [Given(*row[:7], _tree(row[7]), _tree(row[8]) if texts else {}) for row in rows]


def withdrawn_since(session: Session, *, survey_id: UUID, given: Sequence[Given]) -> set[UUID]:
    """Which of these were taken back after they were read."""
    gone = session.scalars(
        sa.select(SurveyResponse.id)
        .where(
            SurveyResponse.survey_id == survey_id,
            SurveyResponse.state == ResponseState.WITHDRAWN,
        )
        .order_by(SurveyResponse.id)
    )
    return set(gone) & {one.id for one in given}


def _tree(found: object) -> Tree:
    return found if isinstance(found, dict) else {}
