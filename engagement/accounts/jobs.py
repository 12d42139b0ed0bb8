"""Jobs of accounts: mailing a link to who forgot the password; forgetting what has ended."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from engagement.accounts.commands.forgetting import forget_ended
from engagement.accounts.commands.links import forgotten_link
from engagement.accounts.mails import FORGOTTEN, mail_link
from engagement.accounts.models import HASH_BYTES, Officer
from engagement.accounts.queries import open_account
from engagement.core import clock, http
from engagement.core.jobs import JobRun, enqueue, job
from engagement.core.mail import was_mailed
from engagement.core.seal import open_bytes, seal_bytes

MAIL_LINK: Final = "accounts.mail-link"
ASKED: Final = "jobs.accounts.mail-link"
ONE_MAIL_IN: Final = timedelta(hours=1)


def ask_for_link(session: Session, *, email_hashes: Sequence[bytes]) -> None:
    """Have a link mailed to an address if it has an account; here nobody learns whether it has.

    The job's row holds the keyed hashes under a seal, which differs each time: it is equal neither
    to an account's hash nor to what another job holds. It goes when the job is done.
    """
    hashes = b"".join(email_hashes)
    enqueue(session, MAIL_LINK, asked=b64encode(seal_bytes(ASKED, hashes)).decode())


@job(MAIL_LINK)
def mail_link_job(run: JobRun, *, asked: str = "") -> None:
    """Mail a link for a new password to an open account, at most one an hour."""
    if not asked:  # mailed already by a worker that then died
        return
    now = clock.now()
    hashes = open_bytes(ASKED, b64decode(asked))
    with run.transaction() as session:
        each = [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
        officer = open_account(session, email_hashes=each)
        if officer is not None and _may_be_mailed(session, officer, now):
            token = forgotten_link(session, officer_id=officer.id, now=now)
            mail_link(session, mail=FORGOTTEN, to=officer.email, token=token, now=now)
        run.hold(session, args={})


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
