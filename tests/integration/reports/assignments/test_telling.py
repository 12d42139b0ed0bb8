from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.core import clock
from engagement.core.actor import Role
from engagement.core.db import reading, transaction
from engagement.core.jobs import enqueue
from engagement.core.mail import OutgoingMail
from engagement.core.settings import Mode
from engagement.reports.assignments.commands import accept_assignment
from engagement.reports.models import ReportShare
from tests.factories import LINCOLN, report
from tests.integration.accounts.people import make_officer
from tests.integration.reports.partners import DUE, IN_LINCOLN, NOW, TODAY, given, partner

DAY = timedelta(days=1)
SINK = pytest.mark.settings(mode=Mode.DEMONSTRATION)
"""A demonstration keeps its mails to be read and sends none."""


def tell(app: Flask, at: datetime = NOW) -> list[OutgoingMail]:
    """Run the job; every mail that stands then, the first asked for first."""
    with app.app_context(), clock.frozen(at):
        with transaction() as own:
            enqueue(own, "reports.tell-partners")
        with reading() as reader:
            return list(reader.scalars(select(OutgoingMail).order_by(OutgoingMail.created_at)))


@SINK
def test_the_mail_says_counts_and_a_link_and_never_a_place(app: Flask, session: Session) -> None:
    to = partner(session)
    given(session, to, due=TODAY - DAY, note="behind the church")
    accepted = given(session, to)
    accept_assignment(session, report_id=accepted.id, actor=to.actor(), now=NOW)
    withdrawn = report(session, district_code=None, easting=None, northing=None)
    session.add(
        ReportShare(
            report_id=withdrawn.id,
            organisation_id=to.organisation_id,
            first_on=TODAY,
            told_on=TODAY,
        )
    )
    session.commit()

    [mail] = tell(app)

    assert mail.to == to.email
    assert mail.body == (
        "This is about reports to Safer Lincolnshire Partnership that your organisation was "
        "given.\n\n"
        "1 report is waiting for your answer.\n\n"
        "1 report is overdue.\n\n"
        "Sign in to see them: http://localhost/reports/given/\n\n"
        "1 report was withdrawn by who sent it. Please delete your copies and confirm it: "
        "http://localhost/reports/withdrawn/\n\n"
        "You get this mail at most once a day, and only while something waits."
    )


@SINK
def test_an_officer_gets_one_mail_a_day_as_long_as_something_waits(
    app: Flask, session: Session
) -> None:
    to = partner(session)
    given(session, to)

    assert len(tell(app)) == 1
    assert len(tell(app, NOW + timedelta(hours=6))) == 1
    assert len(tell(app, NOW + DAY)) == 2


@SINK
def test_nobody_is_told_of_what_is_not_theirs_or_of_nothing(app: Flask, session: Session) -> None:
    to = partner(session)
    one = given(session, to)
    partner(session)
    make_officer(session)
    elsewhere = make_officer(session, Role.PARTNER, districts=IN_LINCOLN)
    elsewhere.organisation_id = to.organisation_id
    closed = make_officer(session, Role.PARTNER, districts=to.districts)
    closed.organisation_id, closed.active = to.organisation_id, False
    session.commit()

    assert [mail.to for mail in tell(app)] == [to.email]

    one.district_code = LINCOLN
    session.commit()
    assert [mail.to for mail in tell(app, NOW + DAY)] == [to.email, elsewhere.email]


def test_without_mail_nothing_happens(app: Flask, session: Session) -> None:
    given(session, partner(session), due=DUE)

    assert tell(app) == []
