"""What has to be there before a form of the reports' pages can do anything, and what it is sent."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.accounts.models import Officer
from engagement.core import clock
from engagement.core.actor import SYSTEM
from engagement.reports.assignments.commands import Task, pass_on_report
from engagement.reports.links.commands import LinkPlan, make_link
from engagement.reports.models import (
    EventLink,
    LinkKind,
    Report,
    ReportConcern,
    ReportShare,
    ReportState,
    ReportText,
)
from tests.html import parse
from tests.integration.accounts.people import make_officer
from tests.integration.reports.partners import partner

Answers = Mapping[str, object]


def new(session: Session, one: Report, _officer: Officer, _client: FlaskClient) -> Answers:
    one.state = ReportState.NEW
    session.commit()
    return {"report": str(one.id), "decision": "approved"}


def passing(session: Session, one: Report, _officer: Officer, _client: FlaskClient) -> Answers:
    one.state = ReportState.APPROVED
    to = partner(session)
    session.commit()
    year = clock.now().year + 1
    due = {"due_on-day": "1", "due_on-month": "2", "due_on-year": str(year)}
    dark = {"cause": "fault", "owner": "not known"}
    return {"organisation": str(to.organisation_id), "note": "please look"} | due | dark


def passing_all(session: Session, one: Report, officer: Officer, client: FlaskClient) -> Answers:
    return {"report": str(one.id), **passing(session, one, officer, client)}


def asked(session: Session, one: Report, officer: Officer, _client: FlaskClient) -> Answers:
    session.execute(sa.delete(ReportConcern).where(ReportConcern.report_id == one.id))
    one.state = ReportState.APPROVED
    task = Task(officer.organisation_id, clock.london_date(clock.now()))
    asker = make_officer(session).actor()
    pass_on_report(session, report_id=one.id, task=task, actor=asker, now=clock.now())
    session.commit()
    return {"answer": "accept"}


def worded(session: Session, one: Report, _officer: Officer, _client: FlaskClient) -> Answers:
    session.merge(ReportText(report_id=one.id, text="the gate is broken", quarantined=True))
    session.commit()
    return {"words": "removed"}


def withdrawn(session: Session, one: Report, officer: Officer, _client: FlaskClient) -> Answers:
    today = clock.london_date(clock.now())
    share = ReportShare(
        report_id=one.id, organisation_id=officer.organisation_id, first_on=today, told_on=today
    )
    session.add(share)
    session.commit()
    return {"report": str(one.id)}


def recorded(_session: Session, _one: Report, _officer: Officer, client: FlaskClient) -> Answers:
    page = parse(client.get("/reports/record/").text)
    [draft] = [e.attrib["value"] for e in page.all("input") if e.attrib.get("name") == "draft"]
    return {
        "draft": draft,
        "channel": "telephone",
        "place": "TF 325 437",
        "about_people": "followed",
        "reason": "lighting review",
    }


def switching(_session: Session, _one: Report, _officer: Officer, _client: FlaskClient) -> Answers:
    return {"switch": "on"}


def a_link(session: Session, district: str) -> EventLink:
    """A link for a class in a district, good today."""
    today = clock.london_date(clock.now())
    plan = LinkPlan("A demonstration class", LinkKind.CLASS, district, today, today, 30)
    link = make_link(session, plan=plan, actor=SYSTEM, now=clock.now())
    session.commit()
    return link


def planning(_session: Session, _one: Report, _officer: Officer, _client: FlaskClient) -> Answers:
    today = clock.london_date(clock.now())
    days = {
        f"{name}-{part}": str(getattr(today, part))
        for name in ("opens_on", "closes_on")
        for part in ("day", "month", "year")
    }
    return {"name": "A demonstration fair", "kind": "event", "ceiling": "30"} | days


PREPARED: Final[Mapping[str, Callable[[Session, Report, Officer, FlaskClient], Answers]]] = {
    "reports.decide": new,
    "queue.move": new,
    "queue.pass_on_all": passing_all,
    "assignments.save": passing,
    "assignments.reply": asked,
    "assignments.confirm": withdrawn,
    "texts.settle": worded,
    "texts.switch": switching,
    "recording.save": recorded,
    "links.make": planning,
}


def prepared(
    endpoint: str, session: Session, report_id: object, officer: Officer, client: FlaskClient
) -> dict[str, object]:
    """The answers with which the form of an endpoint does something, once the rest is there."""
    make = PREPARED.get(endpoint)
    if make is None:
        return {}
    session.expire_all()
    one = session.get_one(Report, UUID(str(report_id)))
    return dict(make(session, one, officer, client))
