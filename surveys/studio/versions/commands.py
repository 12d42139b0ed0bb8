"""A new version of a questionnaire: kept as a draft, published, or removed."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.core.actor import Actor
from engagement.core.errors import Rejected
from surveys.models import Survey, SurveyResponse, SurveyState, SurveyVersion, VersionState
from surveys.studio.commands import locked, note, publish_row, still_live, version_from
from surveys.studio.events import SurveyEvent
from surveys.studio.queries import newest_version, readable
from surveys.studio.questionnaire import Questionnaire


def keep_version(
    session: Session,
    *,
    survey_id: UUID,
    questionnaire: Questionnaire,
    actor: Actor,
    now: datetime,
) -> SurveyVersion:
    """Keep a questionnaire as the draft version of a survey that is a draft or live.

    A draft version that is there already is written over, and the test responses to it go. Rejected
    for the questions that are asked already, and for a survey that is over.
    """
    survey = locked(session, survey_id, actor)
    if survey.state is not SurveyState.DRAFT:
        still_live(survey, now)
    newest = newest_version(session, survey_id=survey_id)
    if newest is not None and newest.sha256 == questionnaire.sha256:
        raise Rejected("These are the questions that it has already", "file")
    number = newest.number if newest else 0
    made = version_from(questionnaire, survey_id, number + 1)
    if newest is not None and newest.state is VersionState.DRAFT:
        _forget_trials(session, newest)
        newest.sheets, newest.xform = made.sheets, made.xform
        newest.sha256, newest.notices = made.sha256, made.notices
        made = newest
    else:
        session.add(made)
    session.flush()
    note(session, survey, SurveyEvent.VERSION_KEPT, actor, now, number=made.number)
    return made


def publish_version(session: Session, *, survey_id: UUID, actor: Actor, now: datetime) -> Survey:
    """Ask the questions of the draft version of a live survey from now on.

    Rejected when there is none, when it asks children for no age, or when the survey is over.
    """
    survey = locked(session, survey_id, actor)
    still_live(survey, now)
    version = _draft(session, survey_id)
    instrument = readable(session, version)
    if instrument is None:
        raise Rejected("The questionnaire cannot be read any more. Upload it again.")
    if survey.for_under_18s and instrument.with_role("age-band") is None:
        raise Rejected("People under 18 may answer, so one question must ask for the age band.")
    publish_row(version, now)
    session.flush()
    note(session, survey, SurveyEvent.VERSION_PUBLISHED, actor, now, number=version.number)
    return survey


def remove_version(session: Session, *, survey_id: UUID, actor: Actor, now: datetime) -> Survey:
    """Delete the draft version of a live survey with the test responses to it."""
    survey = locked(session, survey_id, actor)
    if survey.state is SurveyState.DRAFT:
        raise Rejected("A draft needs its questionnaire: upload another one, or delete the draft.")
    version = _draft(session, survey_id)
    _forget_trials(session, version)
    number = version.number
    session.delete(version)
    session.flush()
    note(session, survey, SurveyEvent.VERSION_REMOVED, actor, now, number=number)
    return survey


def _draft(session: Session, survey_id: UUID) -> SurveyVersion:
    found = newest_version(session, survey_id=survey_id, state=VersionState.DRAFT)
    if found is None:
        raise Rejected("There is no new version. Somebody else may have published or removed it.")
    return found


def _forget_trials(session: Session, version: SurveyVersion) -> None:
    gone = sa.delete(SurveyResponse).where(SurveyResponse.version_id == version.id)
    session.execute(gone.where(SurveyResponse.test.is_(True)))
