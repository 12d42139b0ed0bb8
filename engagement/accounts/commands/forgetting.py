"""What is of no use any more: nobody needs to know how people worked."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from engagement.accounts.models import OneTimeLink, SignInSession
from engagement.accounts.throttle import forget_expired

KEPT_AFTER_END: Final = timedelta(days=1)


def forget_ended(session: Session, *, now: datetime) -> None:
    """Delete tries whose time is over, and sessions and links that ended a day ago."""
    limit = now - KEPT_AFTER_END
    forget_expired(session, now=now)
    session.execute(
        delete(SignInSession).where(
            or_(SignInSession.expires_at < limit, SignInSession.ended_at < limit)
        )
    )
    session.execute(
        delete(OneTimeLink).where(or_(OneTimeLink.expires_at < limit, OneTimeLink.used_at < limit))
    )
