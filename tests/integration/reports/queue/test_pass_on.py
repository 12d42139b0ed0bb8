"""Passing several reports on at once."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.accounts.models import Officer
from engagement.audit.models import AuditEntry
from engagement.audit.queries import TrailFilter, trail_page, verify
from engagement.core import clock
from engagement.core.actor import Role
from engagement.core.errors import Rejected
from engagement.reports.assignments.commands import Lighting, Task
from engagement.reports.assignments.queries import open_assignment
from engagement.reports.concerns import Concern
from engagement.reports.models import LightingCause, Report, ReportShare, ReportState
from engagement.reports.queue.bulk import MOST, NOT_YOURS, pass_on_many
from tests.factories import LINCOLN, report
from tests.html import parse
from tests.integration.accounts.people import form_token, signed_in_client
from tests.integration.reports.officers import actor, browser
from tests.integration.reports.partners import DUE, IN_BOSTON, IN_LINCOLN, NOW, approved, partner

DARK = (Concern.BADLY_LIT,)
FAULT = Lighting(LightingCause.FAULT, "not known")


def passed(
    session: Session, to: Officer, *reports: UUID, lighting: Lighting | None = None
) -> dict[UUID, str | None]:
    """What an officer for Boston gets by passing some reports on."""
    moved = pass_on_many(
        session,
        report_ids=reports,
        task=Task(to.organisation_id, DUE, "please look", lighting),
        actor=actor(session, Role.OFFICER, districts=IN_BOSTON),
        now=NOW,
    )
    session.commit()
    return {one.report_id: one.reason for one in moved}


def states(session: Session, *reports: Report) -> list[ReportState]:
    session.expire_all()
    return [session.get_one(Report, one.id).state for one in reports]


def test_each_is_passed_on_as_by_itself_or_says_why_not(session: Session) -> None:
    to = partner(session)
    good, also = approved(session), approved(session)
    new, dark = report(session, concerns=(Concern.FOLLOWED,)), approved(session, concerns=DARK)
    withdrawn = approved(session, state=ReportState.WITHDRAWN)
    vague = approved(session, district_confirmed=False)
    there, missing = approved(session, district_code=LINCOLN), uuid4()
    session.commit()
    ids = [one.id for one in (good, also, new, dark, withdrawn, vague, there)]

    said = passed(session, to, *ids, missing, good.id)

    assert said == {
        good.id: None,
        also.id: None,
        new.id: "Only an approved report can be passed on.",
        dark.id: "Say why the place is dark, and whose it is",
        withdrawn.id: "The person who sent this report has withdrawn it. It cannot be changed.",
        vague.id: NOT_YOURS,
        there.id: NOT_YOURS,
        missing: NOT_YOURS,
    }
    assert states(session, good, also) == [ReportState.PASSED_ON] * 2
    assert states(session, new, dark, there) == [
        ReportState.NEW,
        ReportState.APPROVED,
        ReportState.APPROVED,
    ]
    for one in (good, also):
        made = open_assignment(session, report_id=one.id)
        assert made is not None
        assert (made.organisation_id, made.due_on, made.note) == (
            to.organisation_id,
            DUE,
            "please look",
        )
    shared = session.scalars(select(ReportShare.report_id).order_by(ReportShare.report_id))
    assert list(shared) == sorted([good.id, also.id])
    lines = trail_page(session, narrowed=TrailFilter(action="report-passed-on")).lines
    assert {(one.subject, one.detail["organisation"]) for one in lines} == {
        (str(one.id), str(to.organisation_id)) for one in (good, also)
    }
    assert len(lines) == 2
    assert verify(session).ok


def test_one_reason_goes_to_every_dark_place_and_to_no_other(session: Session) -> None:
    to = partner(session)
    dark, also = approved(session, concerns=DARK), approved(session, concerns=DARK)
    lit = approved(session)
    session.commit()

    said = passed(session, to, dark.id, also.id, lit.id, lighting=FAULT)

    session.expire_all()
    assert set(said.values()) == {None}
    causes = [session.get_one(Report, one.id).lighting_cause for one in (dark, also, lit)]
    assert causes == [LightingCause.FAULT, LightingCause.FAULT, None]


def test_an_organisation_is_asked_only_where_it_answers(session: Session) -> None:
    elsewhere = partner(session, IN_LINCOLN)
    one = approved(session)
    session.commit()

    said = passed(session, elsewhere, one.id)

    assert said == {one.id: "Nobody of this organisation answers for this district"}
    assert states(session, one) == [ReportState.APPROVED]
    assert session.scalars(select(ReportShare)).all() == []
    assert session.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_none_and_too_many_are_refused(session: Session, count: int) -> None:
    with pytest.raises(Rejected):
        passed(session, partner(session), *(uuid4() for _ in range(count)))


def test_whoever_may_not_pass_on_moves_nothing(session: Session) -> None:
    to, one = partner(session), approved(session)
    session.commit()
    for role in (Role.PARTNER, Role.ANALYST, Role.ADMINISTRATOR):
        districts = IN_BOSTON if role is Role.PARTNER else None
        moved = pass_on_many(
            session,
            report_ids=[one.id],
            task=Task(to.organisation_id, DUE),
            actor=actor(session, role, districts=districts),
            now=NOW,
        )
        assert [each.reason for each in moved] == [NOT_YOURS]
    assert states(session, one) == [ReportState.APPROVED]


def tick(client: FlaskClient, *reports: Report, **data: Any) -> Any:
    """Tick reports in the queue and choose to pass them on."""
    token = form_token(client, "/account/")
    sent = {"report": [str(one.id) for one in reports], "decision": "pass-on"} | data
    return client.post("/reports/queue/?state=approved", data=sent | {"csrf_token": token})


def send(client: FlaskClient, to: Officer, *reports: Report, **data: Any) -> Any:
    token = form_token(client, "/account/")
    sent = {"report": [str(one.id) for one in reports], "organisation": str(to.organisation_id)}
    url = "/reports/queue/pass-on?state=approved"
    return client.post(url, data=sent | {"csrf_token": token} | data)


def test_the_ticked_ones_are_listed_and_go_where_they_can_and_nowhere_else(
    app: Flask, session: Session
) -> None:
    to, other = partner(session), partner(session)
    stranger = partner(session, IN_LINCOLN)
    good, there = approved(session), approved(session, district_code=LINCOLN)
    new = report(session, concerns=(Concern.FOLLOWED,), northing=343_900.0)
    session.commit()
    client = browser(app, session, Role.OFFICER, districts=IN_BOSTON)

    ticked = tick(client, good, there, new)
    page = client.get(ticked.location)
    answer = send(client, to, good, there, new)
    queue = parse(client.get(answer.location).text)

    assert ticked.status_code == answer.status_code == 303
    assert answer.location == "/reports/queue/?state=approved"
    assert "These 2 reports go to one organisation: TF 3250 43" in parse(page.text).text
    assert str(there.id) not in page.text
    assert str(stranger.organisation_id) not in page.text
    assert "Passed on: 1 report." in queue.text
    assert "Only an approved report can be passed on. TF 3250 4390" in queue.text
    assert "1 report did not move: This report is not in your queue." in queue.text
    seen = {
        who: signed_in_client(app, session, who).get("/reports/given/").text
        for who in (to, other, stranger)
    }
    assert [str(good.id) in seen[who] for who in (to, other, stranger)] == [True, False, False]
    for who in (other, stranger):
        assert signed_in_client(app, session, who).get(
            f"/reports/{good.id}/answer"
        ).status_code in (
            400,
            403,
        )
    assert states(session, there, new) == [ReportState.APPROVED, ReportState.NEW]


def test_a_partner_can_neither_see_the_page_nor_pass_anything_on(
    app: Flask, session: Session
) -> None:
    to, one = partner(session), approved(session)
    session.commit()
    client = signed_in_client(app, session, to)

    assert client.get(f"/reports/queue/pass-on?report={one.id}").status_code == 403
    assert send(client, to, one).status_code == 403
    assert states(session, one) == [ReportState.APPROVED]


def test_an_organisation_of_some_districts_says_for_how_many_it_answers(
    app: Flask, session: Session
) -> None:
    partner(session)
    partner(session, IN_BOSTON | IN_LINCOLN)
    reports = [approved(session), approved(session), approved(session, district_code=LINCOLN)]
    session.commit()

    page = parse(browser(app, session).get(tick(browser(app, session), *reports).location).text)

    options = ["".join(option.itertext()) for option in page.all("option")]
    assert [("for 2 of 3" in text) for text in options].count(True) == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"report": []}, "Tick the reports"),
        ({"note": "look at the lamp"}, "Leave the note empty: the next page asks"),
    ],
)
def test_what_the_queue_cannot_pass_on_it_says(
    app: Flask, session: Session, data: dict[str, Any], message: str
) -> None:
    one = approved(session)
    session.commit()

    answer = tick(browser(app, session), one, **data)

    assert answer.status_code == 400
    assert message in " ".join(parse(answer.text).summary)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"organisation": ""}, "Choose an organisation"),
        ({"due_on-day": "1", "due_on-month": "1", "due_on-year": "2001"}, "today or later"),
        ({"cause": "fault"}, "Choose whose the light or the land is"),
        ({"owner": "not known"}, "Choose why the place is dark"),
    ],
)
def test_what_is_missing_is_said_with_the_reports_kept_and_none_moved(
    app: Flask, session: Session, data: dict[str, str], message: str
) -> None:
    to = partner(session)
    reports = [approved(session, concerns=DARK), approved(session)]
    session.commit()

    answer = send(browser(app, session), to, *reports, **data)

    assert answer.status_code == 400
    page = parse(answer.text)
    assert message in " ".join(page.summary)
    kept = [e.attrib["value"] for e in page.all("input") if e.attrib.get("name") == "report"]
    assert sorted(kept) == sorted(str(one.id) for one in reports)
    assert states(session, *reports) == [ReportState.APPROVED] * 2


def test_an_empty_day_is_the_partnerships_own_time_for_each(app: Flask, session: Session) -> None:
    to, reports = partner(session), [approved(session), approved(session)]
    session.commit()

    assert send(browser(app, session), to, *reports).status_code == 303

    session.expire_all()
    found = {open_assignment(session, report_id=one.id) for one in reports}
    days = app.extensions["partnership"].targets.act_days
    today = clock.london_date(clock.now())
    assert {(one.due_on - today).days for one in found if one} == {days}


def test_looking_at_what_is_passed_on_is_recorded_and_without_reports_it_is_not(
    app: Flask, session: Session
) -> None:
    one = approved(session)
    session.commit()
    client = browser(app, session)

    page = client.get("/reports/queue/pass-on").text
    client.get(f"/reports/queue/pass-on?report={one.id}&report=nonsense")

    assert "No report that you may pass on is ticked." in page
    [line] = trail_page(session, narrowed=TrailFilter()).lines
    assert (line.action, line.subject) == ("reports-listed", "passing-on 1")
    assert line.detail == {"reports": [str(one.id)]}
