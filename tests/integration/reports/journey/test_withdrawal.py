"""Taking a report back: at any time, at once, and for good."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.actor import Role
from engagement.core.db import transaction
from engagement.core.errors import NotFound, Rejected
from engagement.core.seal import keyed_hash
from engagement.reports.commands import RECEIPT_CONTEXT
from engagement.reports.concerns import TimeBand
from engagement.reports.decisions import Said, approve_report
from engagement.reports.models import (
    GONE_METRES,
    Assignment,
    AssignmentState,
    HeldBecause,
    LightingCause,
    Outcome,
    PlacedBy,
    Report,
    ReportConcern,
    ReportShare,
    ReportState,
    ReportText,
)
from engagement.reports.withdrawing import withdraw_report
from tests import factories
from tests.html import words
from tests.integration.accounts.people import make_organisation
from tests.integration.reports.journey.conftest import NOW
from tests.integration.reports.journey.walk import Walk
from tests.integration.reports.officers import actor

CODE = "ABC1-0123-WXYZ"
STAYS = {"id", "state", "source", "channel", "received_week", "receipt_hash", "demonstration"}
MONDAY = date(2025, 6, 2)


def a_report(session: Session, **changes: Any) -> UUID:
    """A report of which every column says something."""
    version = factories.districts(session)
    values: dict[str, Any] = {
        "state": ReportState.CLOSED,
        "outcome": Outcome.NO_MONEY,
        "lsoa_code": "E01000001",
        "district_version_id": version.id,
        "time_band": TimeBand.NIGHT,
        "often": True,
        "received_week": MONDAY,
        "burst": 77,
        "held_because": HeldBecause.INFLUX,
        "approved_on": MONDAY,
        "passed_on": MONDAY,
        "acted_on": MONDAY,
        "closed_on": MONDAY,
        "lighting_cause": LightingCause.FAULT,
        "lighting_owner": "A council",
        "receipt_hash": keyed_hash(RECEIPT_CONTEXT, CODE),
        "body_hash": b"b" * 32,
        "decision_note": "behind the mill",
    }
    report = factories.report(session, **values | changes)
    session.add(ReportText(report_id=report.id, text="the lamp", quarantined=False))
    session.commit()
    return report.id


def test_everything_goes_but_the_tombstone(session: Session) -> None:
    id = a_report(session)

    withdraw_report(session, receipt_code=CODE, now=NOW)
    session.commit()

    report = session.get_one(Report, id, populate_existing=True)
    left = {
        column.name
        for column in Report.__table__.columns
        if getattr(report, column.name) not in (None, False)
    }
    assert left == {*STAYS - {"demonstration"}, "placed_by", "precision_m"}
    assert report.state is ReportState.WITHDRAWN
    assert (report.placed_by, report.precision_m) == (PlacedBy.GONE, GONE_METRES)
    for table in (ReportConcern, ReportText):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_partners_are_told_and_their_work_ends_without_a_note(session: Session) -> None:
    id = a_report(session)
    first, second = make_organisation(session, "One"), make_organisation(session, "Two")
    for organisation, state in (
        (first, AssignmentState.DECLINED),
        (second, AssignmentState.WAITING),
    ):
        session.add(
            Assignment(
                report_id=id,
                organisation_id=organisation.id,
                state=state,
                due_on=MONDAY,
                made_on=MONDAY,
                note="at the mill",
            )
        )
        session.add(ReportShare(report_id=id, organisation_id=organisation.id, first_on=MONDAY))
    session.commit()

    withdraw_report(session, receipt_code=CODE, now=NOW)
    session.commit()

    rows = session.execute(sa.select(Assignment.state, Assignment.note).order_by(Assignment.state))
    assert [tuple(row) for row in rows] == [
        (AssignmentState.DECLINED, None),
        (AssignmentState.ENDED, None),
    ]
    assert set(session.scalars(sa.select(ReportShare.told_on))) == {date(2025, 6, 13)}


def test_a_code_that_leads_nowhere_changes_nothing(session: Session) -> None:
    a_report(session)

    with pytest.raises(NotFound):
        withdraw_report(session, receipt_code="ABC1-0123-WXYY", now=NOW)


def test_taken_back_twice_is_taken_back_once(session: Session) -> None:
    id = a_report(session)
    organisation = make_organisation(session, "One")
    session.add(ReportShare(report_id=id, organisation_id=organisation.id, first_on=MONDAY))
    session.commit()
    withdraw_report(session, receipt_code=CODE, now=NOW)
    session.commit()

    withdraw_report(session, receipt_code=CODE, now=clock.now())
    session.commit()

    assert session.scalars(sa.select(ReportShare.told_on)).one() == date(2025, 6, 13)


def test_the_journey_can_be_taken_back_and_a_replay_does_not_bring_it_back(
    walk: Walk, session: Session
) -> None:
    walk.answer_all()
    draft = walk.draft
    page = walk.send("Send it")
    code = next(words(e) for e in page.all("strong") if words(e).count("-") == 2)
    walk.open("/report/receipt/")
    walk.send(code=code)
    page = walk.send("Take this report back")
    for said in ("at once", "cannot find these answers", "public already", "tell them to delete"):
        assert said in page.text

    began = perf_counter()
    page = walk.send("Yes, take it back")
    took = perf_counter() - began

    assert page.heading == "Your report was taken back"
    assert walk.response.headers["Clear-Site-Data"] == '"cache"'
    assert took < 1
    again = walk.post("/report/check/", MultiDict({"draft": draft}))
    assert again.heading == "This report was taken back"
    (state, easting) = session.execute(sa.select(Report.state, Report.easting)).one()
    assert (state, easting) == (ReportState.WITHDRAWN, None)


def test_it_is_not_audited_because_the_trail_would_tell_the_moment(
    walk: Walk, session: Session
) -> None:
    a_report(session)
    before = session.scalar(sa.select(sa.func.count()).select_from(AuditEntry))
    session.rollback()

    walk.post("/report/receipt/withdraw/", MultiDict({"code": CODE, "sure": "1"}))

    assert walk.page.heading == "Your report was taken back"
    assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_who_says_that_they_are_sure_takes_it_back(walk: Walk, session: Session) -> None:
    id = a_report(session)

    walk.post("/report/receipt/withdraw/", MultiDict({"code": CODE}))

    assert walk.page.heading == "Take this report back?"
    assert session.get_one(Report, id).state is ReportState.CLOSED


def test_against_an_officer_who_decides_at_the_same_moment_the_person_wins(
    app: Flask, session: Session
) -> None:
    officer = actor(session, Role.OFFICER)
    codes = [f"ABC1-0123-{number:04d}" for number in range(12)]
    ids = [
        a_report(
            session,
            id=uuid4(),
            state=ReportState.NEW,
            outcome=None,
            receipt_hash=keyed_hash(RECEIPT_CONTEXT, code),
        )
        for code in codes
    ]

    def withdraw(code: str) -> None:
        with app.app_context(), transaction() as own:
            withdraw_report(own, receipt_code=code, now=NOW)

    def decide(id: UUID) -> None:
        with app.app_context():
            try:
                with transaction() as own:
                    approve_report(own, report_id=id, said=Said("note"), actor=officer, now=NOW)
            except Rejected as rejected:
                assert "withdrawn" in rejected.message  # noqa: PT017

    work: list[Callable[[], None]] = []
    for code, id in zip(codes, ids, strict=True):
        work += [lambda code=code: withdraw(code), lambda id=id: decide(id)]  # type: ignore[misc]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda do: do(), work))

    session.expire_all()
    rows = session.execute(sa.select(Report.state, Report.easting, Report.decision_note))
    assert {tuple(row) for row in rows} == {(ReportState.WITHDRAWN, None, None)}
