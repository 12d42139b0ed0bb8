"""What officers do to a survey: make it, describe it, publish, close, archive or delete it.

A survey goes DRAFT -> LIVE -> CLOSED -> ARCHIVED and never back: what was closed stays closed,
since its results may be out. A draft can be deleted. There is one function for each move; every
other move is Rejected.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.accounts.models import Officer
from engagement.accounts.permissions import Action, reach, require
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.clock import london_date
from engagement.core.errors import NotFound, Rejected
from engagement.core.partnership import Partnership
from engagement.core.seal import Json
from surveys.models import (
    Survey,
    SurveyResponse,
    SurveyState,
    SurveyVersion,
    VersionState,
)
from surveys.responses.opening import Opening, opening_of
from surveys.studio.checks import checked
from surveys.studio.events import KIND, SurveyEvent
from surveys.studio.queries import links, newest_version, readable
from surveys.studio.questionnaire import Questionnaire
from surveys.studio.slugs import numbered, slug_of, why_not

MOST_SAME_TITLES: Final = 200
NOT_A_DRAFT: Final = "This survey was published, so what people were told stays as it is."
ADDRESS_TAKEN: Final = "Another survey has this address. Choose another one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a survey says about itself. `districts` None is the whole county."""

    title: str
    purpose: str = ""
    privacy_notice: str = ""
    themes: tuple[str, ...] = ()
    controller: str
    districts: frozenset[str] | None = None
    sensitive: bool = False
    for_under_18s: bool = False
    slug: str = ""


def make_survey(
    session: Session,
    *,
    facts: Facts,
    questionnaire: Questionnaire,
    actor: Actor,
    now: datetime,
    demonstration: bool = False,
) -> Survey:
    """A draft of the actor's organisation and districts, with its first version.

    Its address is made from the title; of two with one title the second gets a number. What a
    made-up officer makes is made up, and goes with the demonstration.
    """
    within = reach(actor, Action.MANAGE_SURVEYS)
    facts = replace(facts, districts=within if facts.districts is None else facts.districts)
    require(actor, Action.MANAGE_SURVEYS, facts.districts)
    if actor.organisation_id is None:
        raise Rejected("A survey needs an organisation.")
    made = Survey(
        id=uuid4(),
        state=SurveyState.DRAFT,
        organisation_id=actor.organisation_id,
        created_on=london_date(now),
        demonstration=demonstration or _made_up(session, actor),
    )
    _describe(made, facts)
    _insert(session, made, slug_of(facts.title))
    session.add(version_from(questionnaire, made.id, 1))
    session.flush()
    note(session, made, SurveyEvent.MADE, actor, now)
    return made


def change_survey(
    session: Session, *, survey_id: UUID, facts: Facts, actor: Actor, now: datetime
) -> Survey:
    """Describe a draft anew; Rejected once it was published, or for an address that is taken."""
    survey = locked(session, survey_id, actor)
    require(actor, Action.MANAGE_SURVEYS, facts.districts)
    _only(survey, SurveyState.DRAFT, NOT_A_DRAFT)
    wrong = why_not(facts.slug)
    if wrong:
        raise Rejected(wrong, "slug")
    try:
        with session.begin_nested():
            _describe(survey, facts)
            survey.slug = facts.slug
    except IntegrityError:
        raise Rejected(ADDRESS_TAKEN, "slug") from None
    note(session, survey, SurveyEvent.CHANGED, actor, now)
    return survey


def set_hours(
    session: Session,
    *,
    survey_id: UUID,
    opens_at: datetime | None,
    closes_at: datetime | None,
    actor: Actor,
    now: datetime,
) -> Survey:
    """Set when a draft opens and closes; of a live survey the closing, and the opening to come.

    Rejected for a survey that is over: what was closed stays closed.
    """
    survey = locked(session, survey_id, actor)
    live = survey.state is not SurveyState.DRAFT
    if live and still_live(survey, now) is Opening.OPEN and opens_at != survey.opens_at:
        raise Rejected("It is open already, so the opening stays as it is", "opens_on")
    if opens_at is not None and closes_at is not None and opens_at >= closes_at:
        raise Rejected("It must close after it opens", "closes_on")
    if closes_at is not None and closes_at <= now:
        raise Rejected("Choose a closing time that is still to come", "closes_on")
    survey.opens_at, survey.closes_at = opens_at, closes_at
    session.flush()
    note(session, survey, SurveyEvent.HOURS_SET, actor, now)
    return survey


def publish_survey(
    session: Session, *, survey_id: UUID, partnership: Partnership, actor: Actor, now: datetime
) -> Survey:
    """DRAFT to LIVE, with its version; Rejected says the first thing that stands in the way."""
    survey = locked(session, survey_id, actor)
    _only(survey, SurveyState.DRAFT, "This survey was published already.")
    version = newest_version(session, survey_id=survey.id)
    instrument = readable(session, version)
    found = checked(
        survey,
        instrument,
        links=links(session, survey_id=survey.id),
        partnership=partnership,
        now=now,
    )
    if version is None or found.problems:
        raise Rejected(f"{found.problems[0]}.")
    publish_row(version, now)
    survey.state = SurveyState.LIVE
    session.flush()
    note(session, survey, SurveyEvent.PUBLISHED, actor, now)
    return survey


def close_survey(session: Session, *, survey_id: UUID, actor: Actor, now: datetime) -> Survey:
    """LIVE to CLOSED, now; one whose time is over is closed on the day that it was."""
    survey = locked(session, survey_id, actor)
    _only(survey, SurveyState.LIVE, "Only a survey that was published and not closed can close.")
    survey.state, survey.closed_on = SurveyState.CLOSED, _over_since(survey, now)
    session.flush()
    note(session, survey, SurveyEvent.CLOSED, actor, now)
    return survey


def archive_survey(session: Session, *, survey_id: UUID, actor: Actor, now: datetime) -> Survey:
    """CLOSED, or LIVE after its closing time, to ARCHIVED."""
    survey = locked(session, survey_id, actor)
    if not is_over(survey, now):
        raise Rejected("Only a survey that is closed can be archived.")
    survey.state, survey.closed_on = SurveyState.ARCHIVED, _over_since(survey, now)
    session.flush()
    note(session, survey, SurveyEvent.ARCHIVED, actor, now)
    return survey


def delete_survey(session: Session, *, survey_id: UUID, actor: Actor, now: datetime) -> None:
    """Delete a draft with its versions, links and test responses."""
    survey = locked(session, survey_id, actor)
    _only(survey, SurveyState.DRAFT, "Only a draft can be deleted.")
    session.execute(sa.delete(SurveyResponse).where(SurveyResponse.survey_id == survey.id))
    detail = {"title": survey.title}
    session.expunge(survey)
    session.execute(sa.delete(Survey).where(Survey.id == survey_id))
    record(
        session,
        actor=actor,
        action=SurveyEvent.DELETED,
        kind=KIND,
        subject=survey_id,
        now=now,
        detail=detail,
    )


def delete_trials(
    session: Session, *, survey_id: UUID, chosen: Collection[UUID], actor: Actor, now: datetime
) -> int:
    """Delete some test responses of a survey, and nothing that is not one; how many there were."""
    survey = locked(session, survey_id, actor)
    gone = sa.delete(SurveyResponse).where(
        SurveyResponse.survey_id == survey.id,
        SurveyResponse.test.is_(True),
        SurveyResponse.id.in_(list(chosen)),
    )
    number = len(session.execute(gone.returning(SurveyResponse.id)).all())
    if number:
        note(session, survey, SurveyEvent.TESTS_DELETED, actor, now, number=number)
    return number


def locked(session: Session, survey_id: UUID, actor: Actor) -> Survey:
    """A survey that the actor may manage, its row locked; NotFound, NotAllowed."""
    survey = session.get(Survey, survey_id, with_for_update=True, populate_existing=True)
    if survey is None:
        raise NotFound
    require(actor, Action.MANAGE_SURVEYS, survey.scope)
    return survey


def version_from(questionnaire: Questionnaire, survey_id: UUID, number: int) -> SurveyVersion:
    """A draft version of a survey."""
    return SurveyVersion(
        id=uuid4(),
        survey_id=survey_id,
        number=number,
        state=VersionState.DRAFT,
        sheets=questionnaire.stored_sheets(),
        xform=questionnaire.xform,
        sha256=questionnaire.sha256,
        notices=questionnaire.stored_notices(),
    )


def publish_row(version: SurveyVersion, now: datetime) -> None:
    """From now on the version stays as it is."""
    version.state, version.published_on = VersionState.PUBLISHED, london_date(now)


def is_over(survey: Survey, now: datetime) -> bool:
    """Whether a survey took answers once and does not any more, and was not put away."""
    live = {SurveyState.LIVE, SurveyState.CLOSED}
    return survey.state in live and opening_of(survey, now) is Opening.CLOSED


def still_live(survey: Survey, now: datetime) -> Opening:
    """How open a live survey is; Rejected for one that is a draft or over."""
    _only(survey, SurveyState.LIVE, "Only a live survey can be changed in this way.")
    opening = opening_of(survey, now)
    if opening is Opening.CLOSED:
        raise Rejected("Its closing time is over, and a survey that is closed stays closed.")
    return opening


def note(
    session: Session,
    survey: Survey,
    event: SurveyEvent,
    actor: Actor,
    now: datetime,
    **detail: Json,
) -> None:
    """Record what was done to a survey, with its title."""
    record(
        session,
        actor=actor,
        action=event,
        kind=KIND,
        subject=survey.id,
        now=now,
        detail={"title": survey.title} | detail,
    )


def _only(survey: Survey, state: SurveyState, message: str) -> None:
    if survey.state is not state:
        raise Rejected(message)


def _over_since(survey: Survey, now: datetime) -> date:
    """The day on which it closed: an earlier closing, its closing time, or today."""
    if survey.closed_on is not None:
        return survey.closed_on
    ended = survey.closes_at
    return london_date(ended if ended is not None and ended <= now else now)


def _made_up(session: Session, actor: Actor) -> bool:
    officer = session.get(Officer, actor.id) if actor.id else None
    return officer is not None and officer.demonstration


def _describe(survey: Survey, facts: Facts) -> None:
    """Everything but the address, which the constraint decides about."""
    survey.title = facts.title
    survey.purpose = facts.purpose
    survey.privacy_notice = facts.privacy_notice
    survey.themes = [*facts.themes]
    survey.controller = facts.controller
    survey.districts = None if facts.districts is None else [*sorted(facts.districts)]
    survey.sensitive = facts.sensitive
    survey.for_under_18s = facts.for_under_18s


def _insert(session: Session, survey: Survey, slug: str) -> None:
    """Add a survey under the first address that is free."""
    for number in range(1, MOST_SAME_TITLES + 1):
        survey.slug = numbered(slug, number)
        try:
            with session.begin_nested():
                session.add(survey)
        except IntegrityError:
            continue
        return
    raise Rejected("Very many surveys have this title. Give it another one")
