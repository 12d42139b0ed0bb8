"""Links for a class or an event: the limit is the link's."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.core.actor import Actor, Role
from engagement.core.clock import london_date
from engagement.core.errors import NotAllowed, NotFound, Rejected
from engagement.reports.defence.judging import MOST_OF_A_NETWORK, Signs
from engagement.reports.links.commands import LinkPlan, end_link, make_link, use_link
from engagement.reports.links.retention import count_links, destroy_links
from engagement.reports.models import Channel, EventLink, HeldBecause, LinkKind, ReportState
from tests import factories
from tests.integration.reports.defence.conftest import NOW, Send

TODAY = london_date(NOW)


def officer(*districts: str) -> Actor:
    return Actor(
        uuid4(), "An officer", uuid4(), frozenset({Role.OFFICER}), frozenset(districts) or None
    )


def plan(**changes: object) -> LinkPlan:
    values: dict[str, object] = {
        "name": "A demonstration class",
        "kind": LinkKind.CLASS,
        "district_code": factories.BOSTON,
        "opens_on": TODAY,
        "closes_on": TODAY,
        "ceiling": 200,
    }
    return LinkPlan(**values | changes)  # type: ignore[arg-type]


def made(session: Session, **changes: object) -> EventLink:
    return make_link(session, plan=plan(**changes), actor=officer(), now=NOW)


def test_a_class_behind_one_address_is_not_held(session: Session, send: Send) -> None:
    link = made(session)
    reports = [
        send(number=number, link_id=link.id, signs=Signs(seconds=3), too_fast=True, apart_m=5)
        for number in range(5 * 35)
    ]

    assert {(one.state, one.channel) for one in reports} == {(ReportState.NEW, Channel.CLASS)}
    session.refresh(link)
    assert link.used == 175


def test_a_class_does_not_use_up_what_its_school_may_send_without_it(
    session: Session, send: Send
) -> None:
    link = made(session)
    for number in range(MOST_OF_A_NETWORK + 5):
        send(number=number, link_id=link.id)

    assert send(number=99).state is ReportState.NEW


def test_beyond_the_ceiling_reports_are_checked_like_all_others(
    session: Session, send: Send
) -> None:
    link = made(session, ceiling=2)
    reports = [send(number=n, link_id=link.id) for n in range(MOST_OF_A_NETWORK + 3)]

    for report in reports:
        session.refresh(report)
    assert [one.state for one in reports[:2]] == [ReportState.NEW] * 2
    assert {one.held_because for one in reports[2:]} == {HeldBecause.BURST}


def test_sending_again_does_not_use_the_link_up(session: Session, send: Send) -> None:
    link_id, id = made(session).id, uuid4()
    for _ in range(4):
        send(link_id=link_id, submission_id=id)

    assert session.get_one(EventLink, link_id, populate_existing=True).used == 1


def test_a_filled_trap_is_held_by_a_link_too(session: Session, send: Send) -> None:
    report = send(link_id=made(session).id, signs=Signs(honeypot="x", seconds=90))

    assert report.held_because is HeldBecause.HONEYPOT


@pytest.mark.parametrize(
    ("opens", "closes"),
    [(timedelta(days=1), timedelta(days=2)), (timedelta(days=-3), timedelta(days=-1))],
)
def test_it_counts_on_its_days_only(session: Session, opens: timedelta, closes: timedelta) -> None:
    link = made(session)
    link.opens_on, link.closes_on = TODAY + opens, TODAY + closes
    session.flush()

    assert use_link(session, link_id=link.id, today=TODAY) is None


def test_an_ended_link_counts_no_more_and_both_acts_are_recorded(session: Session) -> None:
    link = made(session)

    end_link(session, link_id=link.id, actor=officer(), now=NOW)

    assert use_link(session, link_id=link.id, today=TODAY) is None
    assert [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.seq)] == [
        "report-link-made",
        "report-link-ended",
    ]


def test_an_unknown_link_is_an_ordinary_report(send: Send) -> None:
    report = send(link_id=uuid4())

    assert (report.channel, report.state) == (Channel.ONLINE, ReportState.NEW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_on": TODAY - timedelta(days=1)}, "closes_on"),
        ({"opens_on": TODAY + timedelta(days=2)}, "closes_on"),
        ({"closes_on": TODAY + timedelta(days=60)}, "closes_on"),
        ({"ceiling": 0}, "ceiling"),
        ({"ceiling": 5_000}, "ceiling"),
    ],
)
def test_what_makes_no_sense_is_rejected_on_its_field(
    session: Session, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Rejected) as refused:
        made(session, **changes)

    assert refused.value.field == field


def test_an_officer_makes_and_ends_links_of_their_districts_only(session: Session) -> None:
    theirs = officer(factories.LINCOLN)
    other = made(session)

    with pytest.raises(NotAllowed):
        make_link(session, plan=plan(), actor=theirs, now=NOW)
    with pytest.raises(NotAllowed):
        make_link(session, plan=plan(district_code=None), actor=theirs, now=NOW)
    with pytest.raises(NotAllowed):
        end_link(session, link_id=other.id, actor=theirs, now=NOW)
    with pytest.raises(NotFound):
        end_link(session, link_id=uuid4(), actor=theirs, now=NOW)


def test_a_link_goes_when_its_time_is_over_and_a_younger_one_stays(session: Session) -> None:
    old, young = made(session), made(session)
    old.opens_on = old.closes_on = TODAY - timedelta(days=400)
    session.flush()
    before = TODAY - timedelta(days=365)

    due = count_links(session, before=before)
    gone = destroy_links(session, before=before, limit=10)

    assert (due, gone) == (1, 1)
    assert session.scalars(sa.select(EventLink.id)).all() == [young.id]
