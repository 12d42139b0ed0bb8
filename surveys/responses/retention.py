"""How responses go: drafts after days, words before answers, in the end everything.

The time of a response runs from its day. What was made up stays until the demonstration is removed.
"""

from datetime import date
from typing import Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from engagement.core.retention import RetentionRule
from surveys.models import SavedDraft, SurveyResponse


def count_drafts(session: Session, *, before: date) -> int:
    """Drafts that were saved last before a day."""
    due = sa.select(sa.func.count()).select_from(SavedDraft).where(SavedDraft.saved_on < before)
    return session.scalar(due) or 0


def destroy_drafts(session: Session, *, before: date, limit: int) -> int:
    """Delete them."""
    due = sa.select(SavedDraft.id).where(SavedDraft.saved_on < before)
    some = due.order_by(SavedDraft.id).limit(limit)
    gone = sa.delete(SavedDraft).where(SavedDraft.id.in_(some)).returning(SavedDraft.id)
    return len(session.execute(gone).all())


def count_texts(session: Session, *, before: date) -> int:
    """Responses from before a day with words or places."""
    due = sa.select(sa.func.count()).select_from(SurveyResponse).where(_with_texts(before))
    return session.scalar(due) or 0


def destroy_texts(session: Session, *, before: date, limit: int) -> int:
    """Clear the words, the places, and the hash that was made with them."""
    due = sa.select(SurveyResponse.id).where(_with_texts(before))
    some = due.order_by(SurveyResponse.id).limit(limit)
    cleared = sa.update(SurveyResponse).where(SurveyResponse.id.in_(some))
    emptied = cleared.values(texts=None, body_hash=None).returning(SurveyResponse.id)
    return len(session.execute(emptied.execution_options(synchronize_session=False)).all())


def count_responses(session: Session, *, before: date) -> int:
    """Responses from before a day, also tests and what was taken back."""
    due = sa.select(sa.func.count()).select_from(SurveyResponse).where(_over(before))
    return session.scalar(due) or 0


def destroy_responses(session: Session, *, before: date, limit: int) -> int:
    """Delete them; the tone of their texts goes with them."""
    due = sa.select(SurveyResponse.id).where(_over(before))
    some = due.order_by(SurveyResponse.id).limit(limit)
    gone = sa.delete(SurveyResponse).where(SurveyResponse.id.in_(some))
    return len(session.execute(gone.returning(SurveyResponse.id)).all())


def _over(before: date) -> sa.ColumnElement[bool]:
    return sa.and_(SurveyResponse.answered_on < before, SurveyResponse.demonstration.is_(False))


def _with_texts(before: date) -> sa.ColumnElement[bool]:
    return sa.and_(_over(before), SurveyResponse.texts.is_not(None))


RULES: Final = (
    RetentionRule(
        kind="drafts",
        what=_l("Half-filled surveys that somebody saved"),
        counted_from=_l("the day on which they were saved last"),
        due=count_drafts,
        destroy=destroy_drafts,
    ),
    RetentionRule(
        kind="survey-texts",
        what=_l("What people wrote in surveys, and places they gave"),
        counted_from=_l("the day of the response"),
        due=count_texts,
        destroy=destroy_texts,
        left=_l(
            "the answers that were chosen from lists, numbers and dates, and the tone of texts"
        ),
    ),
    RetentionRule(
        kind="survey-responses",
        what=_l("Responses to surveys"),
        counted_from=_l("the day of the response"),
        due=count_responses,
        destroy=destroy_responses,
        left=_l("the survey, and results that were published; no counts of their own"),
    ),
)
