"""Making and ending the links of a survey."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, require
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.clock import london_date
from engagement.core.errors import NotFound, Rejected
from surveys.models import LinkChannel, Survey, SurveyLink, SurveyState
from surveys.responses.opening import Opening, opening_of
from surveys.studio.commands import locked
from surveys.studio.events import LINK_KIND, SurveyEvent

ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Small letters and figures that are not taken for one another: people type them from a poster."""
CHARACTERS: Final = 7
TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """What a link should be; its district becomes that of its responses."""

    name: str
    channel: LinkChannel
    district_code: str | None


def make_link(
    session: Session, *, survey_id: UUID, plan: LinkPlan, actor: Actor, now: datetime
) -> SurveyLink:
    """A new link of a survey that is not over; Rejected for a district that it is not asked in."""
    survey = locked(session, survey_id, actor)
    over = survey.state is not SurveyState.DRAFT and opening_of(survey, now) is Opening.CLOSED
    if over:
        raise Rejected("The survey is closed, so nobody can come to it by a link.")
    if survey.scope is not None and plan.district_code not in {None, *survey.scope}:
        raise Rejected("Choose a district in which the survey is asked", "district")
    link = SurveyLink(id=uuid4(), survey_id=survey.id, used=0, **asdict(plan))
    _insert(session, link)
    _note(session, survey, link, event=SurveyEvent.LINK_MADE, actor=actor, now=now)
    return link


def end_link(session: Session, *, link_id: UUID, actor: Actor, now: datetime) -> SurveyLink:
    """Nobody comes by the link from now on; ended twice nothing changes."""
    link = session.get(SurveyLink, link_id, with_for_update=True, populate_existing=True)
    if link is None:
        raise NotFound
    survey = session.get_one(Survey, link.survey_id)
    require(actor, Action.MANAGE_SURVEYS, survey.scope)
    if link.ended_on is None:
        link.ended_on = london_date(now)
        session.flush()
        _note(session, survey, link, event=SurveyEvent.LINK_ENDED, actor=actor, now=now)
    return link


def _insert(session: Session, link: SurveyLink) -> None:
    """Add a link under a code that is free; of 31^7 the first one nearly always is."""
    for _try in range(TRIES):
        link.code = "".join(secrets.choice(ALPHABET) for _ in range(CHARACTERS))
        try:
            with session.begin_nested():
                session.add(link)
        except IntegrityError:
            continue
        return
    raise Rejected("No address could be found for the link. Try again.")


def _note(
    session: Session,
    survey: Survey,
    link: SurveyLink,
    *,
    event: SurveyEvent,
    actor: Actor,
    now: datetime,
) -> None:
    record(
        session,
        actor=actor,
        action=event,
        kind=LINK_KIND,
        subject=link.id,
        now=now,
        detail={"title": survey.title, "channel": link.channel.value},
    )
