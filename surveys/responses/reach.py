"""Which surveys an officer's districts reach: those asked in one of them at least."""

from uuid import UUID

from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, reach
from engagement.core.actor import Actor
from engagement.core.errors import NotAllowed, NotFound
from surveys.models import Survey


def survey_with_id(session: Session, *, survey_id: UUID) -> Survey:
    """A survey by its key; NotFound for others."""
    found = session.get(Survey, survey_id)
    if found is None:
        raise NotFound
    return found


def reached_survey(session: Session, *, survey_id: UUID, actor: Actor, action: Action) -> Survey:
    """A survey of whose responses the actor may see some at least.

    NotAllowed where it is asked in none of the actor's districts. Of a survey of the whole county
    everybody with the action sees their own districts' responses.
    """
    survey = survey_with_id(session, survey_id=survey_id)
    within, asked_in = reach(actor, action), districts_of(survey)
    if within is not None and asked_in is not None and not asked_in & within:
        raise NotAllowed(f"{action} in {sorted(asked_in)}")
    return survey


def districts_of(survey: Survey) -> frozenset[str] | None:
    """Where a survey is asked; None for the whole county."""
    named = survey.districts
    return frozenset(str(one) for one in named) if isinstance(named, list) else None
