from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.audit.queries import verify
from engagement.core.actor import Role
from engagement.core.errors import Rejected
from engagement.reports.decisions import Decision, Said
from engagement.reports.models import Outcome, Report, ReportState
from engagement.reports.queue.bulk import MOST, NOT_YOURS, Moved, decide_many
from tests.factories import LINCOLN, report
from tests.html import parse
from tests.integration.accounts.people import form_token
from tests.integration.reports.officers import actor, browser
from tests.integration.reports.partners import IN_BOSTON, NOW, approved


def decide(
    session: Session, ids: Sequence[UUID], decision: Decision = Decision.APPROVE, **said: Any
) -> dict[UUID, str | None]:
    moved: Sequence[Moved] = decide_many(
        session,
        report_ids=ids,
        decision=decision,
        said=Said(**said),
        actor=actor(session, Role.OFFICER, districts=IN_BOSTON),
        now=NOW,
    )
    session.commit()
    return {one.report_id: one.reason for one in moved}


def states(session: Session, *reports: Report) -> list[ReportState]:
    session.expire_all()
    return [session.get_one(Report, one.id).state for one in reports]


def test_each_report_moves_or_says_why_not(session: Session) -> None:
    new, closed = report(session), report(session, state=ReportState.APPROVED)
    held = report(session, state=ReportState.HELD)
    there, missing = report(session, district_code=LINCOLN), uuid4()
    session.commit()

    said = decide(session, [new.id, closed.id, held.id, there.id, missing])

    assert said == {
        new.id: None,
        closed.id: "This report is approved already.",
        held.id: None,
        there.id: NOT_YOURS,
        missing: NOT_YOURS,
    }
    assert states(session, new, held, there) == [
        ReportState.APPROVED,
        ReportState.APPROVED,
        ReportState.NEW,
    ]
    assert len(session.scalars(select(AuditEntry)).all()) == 2
    assert verify(session).ok


def test_one_note_and_one_outcome_go_to_each(session: Session) -> None:
    reports = [approved(session), approved(session)]

    decide(
        session,
        [one.id for one in reports],
        Decision.CLOSE,
        note="one visit",
        outcome=Outcome.CLEARED,
    )

    session.expire_all()
    again = [session.get_one(Report, one.id) for one in reports]
    assert {(one.state, one.outcome, one.decision_note) for one in again} == {
        (ReportState.CLOSED, Outcome.CLEARED, "one visit")
    }


def test_none_and_too_many_are_refused(session: Session) -> None:
    for ids in ([], [uuid4() for _ in range(MOST + 1)]):
        with pytest.raises(Rejected):
            decide(session, ids)


def send(client: FlaskClient, query: str = "", **data: Any) -> Any:
    token = form_token(client, "/account/")
    return client.post(f"/reports/queue/{query}", data=data | {"csrf_token": token})


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        (Decision.REJECT, "Say why the report is rejected"),
        (Decision.HOLD, "Say what the report waits for"),
    ],
)
def test_a_missing_note_is_asked_for_with_the_ticks_kept_and_nothing_moved(
    app: Flask, session: Session, decision: Decision, message: str
) -> None:
    reports = [report(session), report(session, northing=343_900.0)]
    session.commit()

    answer = send(
        browser(app, session), report=[str(one.id) for one in reports], decision=decision.value
    )

    assert answer.status_code == 400
    assert message in parse(answer.text).text
    ticked = [
        e.attrib["value"]
        for e in parse(answer.text).all("input")
        if e.attrib.get("name") == "report" and "checked" in e.attrib
    ]
    assert set(ticked) == {str(one.id) for one in reports}
    assert states(session, *reports) == [ReportState.NEW] * 2


def test_the_page_says_once_what_moved_and_what_did_not(app: Flask, session: Session) -> None:
    new, there = report(session), report(session, district_code=LINCOLN)
    already = report(session, state=ReportState.APPROVED, northing=343_900.0)
    session.commit()
    client = browser(app, session, Role.OFFICER, districts=IN_BOSTON)

    answer = send(
        client,
        "?state=new&page=1",
        report=[str(new.id), str(there.id), str(already.id)],
        decision="approved",
    )

    assert (answer.status_code, answer.location) == (303, "/reports/queue/?state=new&page=1")
    page = parse(client.get(answer.location).text)
    assert "Approved: 1 report." in page.text
    assert "1 report did not move: This report is approved already. TF 3250 4390" in page.text
    assert "1 report did not move: This report is not in your queue." in page.text
    assert str(there.id) not in client.get(answer.location).text
    assert "Approved: 1 report." not in parse(client.get("/reports/queue/").text).text


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"decision": "approved"}, "Tick the reports"),
        ({"decision": "approved", "report": "nonsense"}, "Tick the reports"),
        ({}, "Choose a decision"),
        ({"decision": "withdrawn"}, "Choose from the answers on this page"),
    ],
)
def test_what_cannot_be_decided_says_why_and_keeps_the_ticks(
    app: Flask, session: Session, sent: dict[str, str], message: str
) -> None:
    one = report(session)
    session.commit()
    client = browser(app, session)

    answer = send(client, **sent)

    assert answer.status_code == 400
    assert message in " ".join(parse(answer.text).summary)
    assert states(session, one) == [ReportState.NEW]


def test_looking_at_the_queue_is_recorded(app: Flask, session: Session) -> None:
    one = report(session)
    session.commit()
    client = browser(app, session)

    client.get("/reports/queue/")
    client.get(f"/reports/{one.id}/similar")

    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert list(actions) == ["reports-listed", "reports-compared"]
