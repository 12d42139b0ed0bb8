from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.accounts.models import Officer
from engagement.audit.models import AuditEntry
from engagement.core.actor import Role
from engagement.core.errors import NotAllowed, Rejected
from engagement.reports.assignments.withdrawals import confirm_deleted, copies_to_delete
from engagement.reports.models import PlacedBy, ReportShare, ReportState
from tests.factories import report
from tests.html import parse
from tests.integration.accounts.people import form_token, make_officer, signed_in_client
from tests.integration.reports.partners import NOW, TODAY, partner


def withdrawn_from(session: Session, to: Officer) -> UUID:
    """A withdrawn report of which the organisation was told."""
    one = report(
        session,
        state=ReportState.WITHDRAWN,
        concerns=(),
        easting=None,
        northing=None,
        placed_by=PlacedBy.GONE,
        district_code=None,
        district_confirmed=False,
        occurred_on=None,
    )
    share = ReportShare(
        report_id=one.id, organisation_id=to.organisation_id, first_on=TODAY, told_on=TODAY
    )
    session.add(share)
    session.commit()
    return one.id


def test_a_partner_confirms_for_its_own_organisation_and_it_is_recorded(
    app: Flask, session: Session
) -> None:
    mine, other = partner(session), partner(session)
    ours, theirs = withdrawn_from(session, mine), withdrawn_from(session, other)
    client = signed_in_client(app, session, mine)

    page = client.get("/reports/withdrawn/").text
    assert str(ours) in page
    assert str(theirs) not in page
    token = form_token(client, "/reports/withdrawn/")
    answer = client.post("/reports/withdrawn/", data={"report": str(ours), "csrf_token": token})

    assert answer.status_code == 303
    session.expire_all()
    share = session.get_one(ReportShare, (ours, mine.organisation_id))
    assert share.confirmed_on is not None
    assert share.confirmed_by == mine.id
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "report-copies-deleted")
    ).one()
    assert entry.subject == str(ours)
    assert "There is nothing to confirm" in parse(client.get("/reports/withdrawn/").text).text


def test_the_withdrawn_of_another_organisation_cannot_be_confirmed(
    app: Flask, session: Session
) -> None:
    mine, other = partner(session), partner(session)
    withdrawn_from(session, mine)
    theirs = withdrawn_from(session, other)
    client = signed_in_client(app, session, mine)
    token = form_token(client, "/reports/withdrawn/")

    answer = client.post("/reports/withdrawn/", data={"report": str(theirs), "csrf_token": token})

    assert answer.status_code == 400
    with pytest.raises(Rejected):
        confirm_deleted(session, report_ids=[theirs], actor=mine.actor(), now=NOW)
    assert len(copies_to_delete(session, organisation_id=other.organisation_id)) == 1


def test_an_analyst_confirms_nothing(session: Session) -> None:
    analyst = make_officer(session, Role.ANALYST)
    one = withdrawn_from(session, analyst)

    with pytest.raises(NotAllowed):
        confirm_deleted(session, report_ids=[one], actor=analyst.actor(), now=NOW)


def test_what_nobody_withdrew_is_not_asked_for(session: Session) -> None:
    mine = partner(session)
    one = report(session)
    share = ReportShare(report_id=one.id, organisation_id=mine.organisation_id, first_on=TODAY)
    session.add(share)
    session.commit()

    assert copies_to_delete(session, organisation_id=mine.organisation_id) == []
    with pytest.raises(Rejected):
        confirm_deleted(session, report_ids=[one.id, uuid4()], actor=mine.actor(), now=NOW)
