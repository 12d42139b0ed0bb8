"""Publishing the results of a survey: once, after closing, for the whole survey."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, require
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.clock import london_date
from engagement.core.errors import Rejected
from engagement.disclosure.policy import SDC_1
from engagement.disclosure.questions import least_base
from surveys.estimate.shares import Distribution
from surveys.models import Survey, SurveyRelease, SurveyState
from surveys.responses.coding import Coded, coded
from surveys.responses.reach import districts_of
from surveys.results.events import KIND, ResultEvent
from surveys.results.figures import Figure, figures
from surveys.results.frozen import Asked, Facts, Measured, frozen_file, hash_of
from surveys.results.queries import release_of

POLICY: Final = SDC_1
SENSITIVE_ROLES: Final = frozenset({"ethnicity", "disability", "health", "religion", "orientation"})
"""Questions about the person that are sensitive by rule 5, whatever the form says."""


@dataclass(frozen=True, slots=True)
class About:
    """Who publishes, in the words of the partnership file."""

    partnership: str
    controller: str


def obstacle_to(session: Session, survey: Survey, *, people: int, now: datetime) -> str | None:
    """Why nothing can be published now, in one sentence; None when it can."""
    if release_of(session, survey_id=survey.id) is not None:
        return "The results are published already. They stay as they are."
    if closed_on(survey, now) is None:
        return "The survey is still open. Results are published after it has closed."
    least = least_base(POLICY, sensitive=False, young=survey.for_under_18s)
    if people < least:
        return f"{people} people answered. Nothing is published of fewer than {least}."
    return None


def closed_on(survey: Survey, now: datetime) -> date | None:
    """The London day on which it closed; None while it takes answers, or never did."""
    if survey.state in (SurveyState.CLOSED, SurveyState.ARCHIVED):
        return survey.closed_on or (london_date(survey.closes_at) if survey.closes_at else None)
    if survey.state is SurveyState.LIVE and survey.closes_at and survey.closes_at <= now:
        return london_date(survey.closes_at)
    return None


def file_of(survey: Survey, responses: Coded, *, about: About, now: datetime) -> bytes:
    """The file that would be published today; ValueError while nothing may be."""
    closed = closed_on(survey, now)
    if closed is None:
        raise ValueError("The survey is still open")
    found = figures(responses)
    facts = Facts(
        title=survey.title,
        purpose=survey.purpose,
        partnership=about.partnership,
        controller=about.controller,
        opened_on=london_date(survey.opens_at) if survey.opens_at else None,
        closed_on=closed,
        people=len(responses),
        young=survey.for_under_18s,
        left_out=tuple(one.title for one in found if not _is_figure(one)),
        demonstration=survey.demonstration,
    )
    return frozen_file(
        facts,
        [_asked(one, one.distribution, responses) for one in found if one.distribution],
        [_measured(one) for one in found if one.numbers is not None],
        made_on=london_date(now),
        policy=POLICY,
    )


def publish_results(
    session: Session, *, survey: Survey, about: About, actor: Actor, now: datetime
) -> SurveyRelease:
    """Freeze the results; Rejected says why not, NotAllowed is for other districts' officers."""
    require(actor, Action.PUBLISH_RESULTS, districts_of(survey))
    responses = coded(session, survey_id=survey.id)
    obstacle = obstacle_to(session, survey, people=len(responses), now=now)
    if obstacle:
        raise Rejected(obstacle)
    content = file_of(survey, responses, about=about, now=now)
    row = SurveyRelease(
        survey_id=survey.id,
        made_on=london_date(now),
        content=content,
        sha256=hash_of(content),
        policy=f"{POLICY.name} version {POLICY.version}",
        made_by=actor.id,
        demonstration=survey.demonstration,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Rejected("The results are published already. They stay as they are.") from None
    detail = {"survey": survey.title, "policy": row.policy}
    record(
        session,
        actor=actor,
        action=ResultEvent.PUBLISHED,
        kind=KIND,
        subject=survey.id,
        now=now,
        detail=detail,
    )
    return row


def _asked(one: Figure, shares: Distribution, responses: Coded) -> Asked:
    role = responses.variables[one.name].question.role
    sensitive = one.sensitive or role in SENSITIVE_ROLES
    return Asked(one.name, one.title, one.heading, shares, sensitive)


def _measured(one: Figure) -> Measured:
    median = one.numbers.median if one.numbers else None
    return Measured(one.name, one.title, median, one.n, one.sensitive)


def _is_figure(one: Figure) -> bool:
    return one.distribution is not None or one.numbers is not None
