"""Jobs of accounts: mailing a link to who forgot the password; forgetting what has ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from engagement.accounts.commands.forgetting import forget_ended
from engagement.accounts.commands.links import forgotten_link
from engagement.accounts.mails import FORGOTTEN, mail_link
from engagement.accounts.models import Officer
from engagement.accounts.queries import open_account
from engagement.core import clock, http
from engagement.core.jobs import JobRun, enqueue, job
from engagement.core.mail import was_mailed

MAIL_LINK: Final = "accounts.mail-link"
ONE_MAIL_IN: Final = timedelta(hours=1)


def ask_for_link(session: Session, *, email_hashes: Sequence[bytes]) -> None:
    """Have a link mailed to an address if it has an account; here nobody learns whether it has.

    The job's row holds only keyed hashes, which tell nobody what was typed.
    """
    enqueue(session, MAIL_LINK, email_hashes=[one.hex() for one in email_hashes])


@job(MAIL_LINK)
def mail_link_job(run: JobRun, *, email_hashes: Sequence[str]) -> None:
    """Mail a link for a new password to an open account, at most one an hour."""
    now = clock.now()
    with run.finish() as session:
        hashes = [bytes.fromhex(one) for one in email_hashes]
        officer = open_account(session, email_hashes=hashes)
        if officer is not None and _may_be_mailed(session, officer, now):
            token = forgotten_link(session, officer_id=officer.id, now=now)
            mail_link(session, mail=FORGOTTEN, to=officer.email, token=token, now=now)


@job("accounts.forget", every=timedelta(hours=1))
def forget(run: JobRun) -> None:
    """Delete tries, sessions and one-time links of which nobody has a use any more."""
    with run.finish() as session:
        forget_ended(session, now=clock.now())


def _may_be_mailed(session: Session, officer: Officer, now: datetime) -> bool:
    if officer.demonstration and not http.settings().demonstration:
        return False
    since = now - ONE_MAIL_IN
    return not was_mailed(session, kind=FORGOTTEN.kind, to=officer.email, since=since)
