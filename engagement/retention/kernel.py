"""Rules for what the kernel keeps: mails that have ended, and jobs that have."""

from datetime import date
from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Session

from engagement.core.jobs import Job, JobState
from engagement.core.mail import forget_mail, old_mail
from engagement.core.retention import RetentionRule, start_of


def count_mail(session: Session, *, before: date) -> int:
    """Mails that have ended and were asked for before a day."""
    return old_mail(session, before=start_of(before))


def destroy_mail(session: Session, *, before: date, limit: int) -> int:
    """Delete them."""
    return forget_mail(session, before=start_of(before), limit=limit)


def count_jobs(session: Session, *, before: date) -> int:
    """Jobs that have ended and were asked for before a day."""
    return session.scalar(select(func.count()).select_from(Job).where(_ended(before))) or 0


def destroy_jobs(session: Session, *, before: date, limit: int) -> int:
    """Delete them."""
    old = select(Job.id).where(_ended(before)).order_by(Job.created_at, Job.id).limit(limit)
    gone = session.execute(delete(Job).where(Job.id.in_(old)).returning(Job.id))
    return len(gone.all())


def _ended(before: date) -> ColumnElement[bool]:
    ended = Job.state.in_([JobState.DONE, JobState.FAILED])
    return and_(ended, Job.created_at < start_of(before))


RULES: Final = (
    RetentionRule(
        kind="mail",
        what=_l("Mails that were sent or given up"),
        counted_from=_l("the day that they were asked for"),
        due=count_mail,
        destroy=destroy_mail,
    ),
    RetentionRule(
        kind="jobs",
        what=_l("Jobs that have ended"),
        counted_from=_l("the day that they were asked for"),
        due=count_jobs,
        destroy=destroy_jobs,
    ),
)
