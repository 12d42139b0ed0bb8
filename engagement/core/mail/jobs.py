"""The job that sends what is due. The log says which mail and why not, never to whom or what."""

import logging
from contextlib import ExitStack
from datetime import timedelta
from typing import Final

from engagement.core import clock
from engagement.core.db import reading
from engagement.core.http import settings
from engagement.core.jobs import JobRun, job
from engagement.core.mail.commands import (
    SEND,
    Outcome,
    Taken,
    forget_bodies,
    settle,
    take_due,
)
from engagement.core.mail.message import compose
from engagement.core.mail.models import MailState, OutgoingMail
from engagement.core.mail.server import NotSent, Postman
from engagement.core.mail.setup import Post, post
from engagement.core.seal import SealBroken

log = logging.getLogger(__name__)

BODIES_KEPT: Final = timedelta(days=7)


@job(SEND, every=timedelta(minutes=5))
def send_mail(run: JobRun) -> None:
    """Send every mail that is due over one connection; periodic, so that nothing is left lying.

    Each attempt is committed before the server is spoken to. When the fault is the server's the run
    ends: the other mails wait for the next one with their attempts unspent.
    """
    ours, outcome = post(), Outcome()
    with ExitStack() as stack:
        postman = _postman(stack, ours)
        taken = _next(run, None, outcome)
        while taken is not None:
            try:
                outcome = _attempt(ours, postman, taken)
            except NotSent as error:
                outcome = Outcome(cause=error.cause, again=error.again)
                if error.about_server:
                    _last(run, taken, outcome)
                    return
            taken = _next(run, taken, outcome)


def _postman(stack: ExitStack, ours: Post) -> Postman | None:
    return stack.enter_context(Postman(ours.server, name=ours.name)) if ours.server else None


def _attempt(ours: Post, postman: Postman | None, taken: Taken) -> Outcome:
    """Send one mail; NotSent when it was not taken."""
    if postman is None and not settings().demonstration:
        raise NotSent("no mail server is set", "", again=True, about_server=True)
    try:
        with reading() as session:
            mail = session.get_one(OutgoingMail, taken.id)
    except SealBroken:
        return Outcome(cause="sealed with a key that is gone")
    if postman is None:
        return Outcome(keep_body=True)
    try:
        message = compose(
            ours,
            to=mail.to,
            subject=mail.subject,
            body=mail.body or "",
            message_id=mail.message_id,
            at=mail.created_at,
        )
        postman.send(message)
    except NotSent:
        raise
    except Exception as error:  # noqa: BLE001 - it costs this mail, and never holds up the others
        raise NotSent(type(error).__name__, "", again=True, about_server=False) from None
    return Outcome()


def _next(run: JobRun, before: Taken | None, outcome: Outcome) -> Taken | None:
    """Note what became of the mail before and begin the next, in one transaction."""
    now = clock.now()
    with run.transaction() as session:
        state = settle(session, taken=before, outcome=outcome, now=now) if before else None
        taken = take_due(session, now=now)
        if taken is None:
            forget_bodies(session, before=now - BODIES_KEPT)
    _say(before, outcome, state)
    return taken


def _last(run: JobRun, taken: Taken, outcome: Outcome) -> None:
    with run.transaction() as session:
        state = settle(session, taken=taken, outcome=outcome, now=clock.now())
    _say(taken, outcome, state)


def _say(taken: Taken | None, outcome: Outcome, state: MailState | None) -> None:
    if taken is not None and outcome.cause is not None:
        log.warning(
            "mail not sent",
            extra={"mail": str(taken.id), "cause": outcome.cause, "state": state},
        )
