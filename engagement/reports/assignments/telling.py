"""Telling organisations by mail that something waits for them: counts and a link, never a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.accounts.models import Officer
from engagement.accounts.permissions import Action, holds, reach
from engagement.core.actor import Actor
from engagement.core.clock import LONDON, london_date
from engagement.core.mail import queue_mail, was_mailed
from engagement.core.partnership import Partnership
from engagement.reports.assignments.queries import counts_given
from engagement.reports.assignments.withdrawals import count_of_copies

KIND: Final = "reports-waiting"
GIVEN: Final = "/reports/given/"
WITHDRAWN: Final = "/reports/withdrawn/"


@dataclass(frozen=True, slots=True)
class News:
    """What waits for one officer's organisation, in that officer's districts."""

    waiting: int
    overdue: int
    withdrawn: int

    def __bool__(self) -> bool:
        return bool(self.waiting or self.overdue or self.withdrawn)


def officers_to_tell(session: Session) -> Sequence[UUID]:
    """Everybody with an open account who answers for an organisation."""
    officers = session.execute(
        sa.select(Officer.id, Officer.organisation_id, Officer.roles, Officer.districts)
        .where(Officer.active)
        .order_by(Officer.id)
    ).all()
    return [
        id
        for id, organisation_id, roles, districts in officers
        if holds(Actor(id, "", organisation_id, roles, districts), Action.ANSWER_ASSIGNMENT)
    ]


def tell_officer(
    session: Session, *, officer_id: UUID, partnership: Partnership, base_url: str, now: datetime
) -> bool:
    """Queue today's mail for an officer; False when there is nothing to say, or it was said."""
    officer = session.get_one(Officer, officer_id)
    news = news_for(session, actor=officer.actor(), partnership=partnership, now=now)
    morning = datetime.combine(london_date(now), time(), LONDON)
    if not news or was_mailed(session, kind=KIND, to=officer.email, since=morning):
        return False
    queue_mail(
        session,
        kind=KIND,
        to=officer.email,
        subject=subject_of(news),
        body=body_of(news, partnership.name, base_url),
        now=now,
    )
    return True


def news_for(session: Session, *, actor: Actor, partnership: Partnership, now: datetime) -> News:
    """What waits for the actor's organisation, as far as the actor may see it."""
    if actor.organisation_id is None:
        return News(0, 0, 0)
    counts = counts_given(
        session,
        organisation_id=actor.organisation_id,
        within=reach(actor, Action.ANSWER_ASSIGNMENT),
        targets=partnership.targets,
        today=london_date(now),
    )
    withdrawn = (
        count_of_copies(session, organisation_id=actor.organisation_id)
        if holds(actor, Action.CONFIRM_WITHDRAWAL)
        else 0
    )
    return News(counts.waiting, counts.overdue, withdrawn)


def subject_of(news: News) -> str:
    """What the mail is about, in a few words."""
    if news.waiting or news.overdue:
        return "Reports are waiting for your organisation"
    return "Please delete your copies of withdrawn reports"


def body_of(news: News, name: str, base_url: str) -> str:
    """The mail: how many reports wait, and where to read them after signing in."""
    lines = [f"This is about reports to {name} that your organisation was given."]
    if news.waiting:
        lines.append(_many(news.waiting, "is waiting", "are waiting") + " for your answer.")
    if news.overdue:
        lines.append(_many(news.overdue, "is overdue", "are overdue") + ".")
    if news.waiting or news.overdue:
        lines.append(f"Sign in to see them: {base_url}{GIVEN}")
    if news.withdrawn:
        withdrawn = _many(news.withdrawn, "was withdrawn", "were withdrawn")
        lines.append(
            f"{withdrawn} by who sent it. Please delete your copies and confirm it: "
            f"{base_url}{WITHDRAWN}"
        )
    lines.append("You get this mail at most once a day, and only while something waits.")
    return "\n\n".join(lines)


def _many(number: int, one: str, more: str) -> str:
    return f"1 report {one}" if number == 1 else f"{number:,} reports {more}"
