"""A report on its way in: what is judged about its coming, and forgotten."""

from flask import request
from sqlalchemy.orm import Session

from engagement.core import clock
from engagement.reports.commands import Receipt
from engagement.reports.defence.commands import Sending, receive_report
from engagement.reports.defence.judging import Signs
from engagement.reports.defence.watch import watch
from engagement.reports.journey.draft import Draft
from engagement.reports.journey.reading import Parts, answers_of
from engagement.reports.links.addresses import link_of


def receive(session: Session, draft: Draft, parts: Parts) -> Receipt:
    """Store the report of a draft; SentOtherwise as the command says."""
    now = clock.now()
    signs = Signs(
        honeypot=request.form.get("website", ""),
        seconds=int(now.timestamp()) - draft.began if draft.began else None,
        names_people=parts.words.names_people,
    )
    return receive_report(
        session,
        submission_id=draft.id,
        receipt_code=draft.code,
        answers=answers_of(parts),
        sending=Sending(
            signs,
            watch().traces(request.remote_addr, clock.london_date(now)),
            link_of(draft.link) if draft.link else None,
        ),
        now=now,
    )
