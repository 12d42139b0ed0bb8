from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.accounts.models import Officer
from engagement.core.actor import Role
from engagement.core.db import transaction
from engagement.core.errors import NotAllowed, NotFound, Rejected
from engagement.reports.assignments.commands import (
    Lighting,
    Task,
    accept_assignment,
    decline_assignment,
    hand_on_assignment,
    pass_on_report,
    report_done,
)
from engagement.reports.assignments.queries import answering_organisations, open_assignment
from engagement.reports.concerns import Concern
from engagement.reports.models import (
    Assignment,
    AssignmentState,
    LightingCause,
    Report,
    ReportShare,
    ReportState,
)
from engagement.reports.queries import history
from tests.factories import BOSTON, LINCOLN
from tests.integration.accounts.people import make_officer, make_organisation
from tests.integration.reports.partners import (
    DUE,
    IN_BOSTON,
    IN_LINCOLN,
    NOW,
    TODAY,
    approved,
    given,
    partner,
)


def asked(session: Session, one: Report) -> Assignment:
    found = open_assignment(session, report_id=one.id)
    assert found is not None
    return found


def test_passing_on_makes_it_the_organisations_work_and_notes_that_it_has_the_report(
    session: Session,
) -> None:
    to = partner(session)

    one = given(session, to, note="look at the hedge")

    assert (one.state, one.passed_on) == (ReportState.PASSED_ON, TODAY)
    mine = asked(session, one)
    assert (mine.organisation_id, mine.state) == (to.organisation_id, AssignmentState.WAITING)
    assert (mine.due_on, mine.made_on, mine.note) == (DUE, TODAY, "look at the hedge")
    share = session.scalars(select(ReportShare)).one()
    assert (share.report_id, share.organisation_id, share.first_on) == (
        one.id,
        to.organisation_id,
        TODAY,
    )
    assert [line.action for line in history(session, report_id=one.id)] == ["report-passed-on"]


@pytest.mark.parametrize(
    "state", sorted(set(ReportState) - {ReportState.APPROVED, ReportState.CLOSED})
)
def test_only_an_approved_report_is_passed_on(session: Session, state: ReportState) -> None:
    with pytest.raises(Rejected):
        given(session, partner(session), state=state)


def test_a_report_of_an_uncertain_district_goes_nowhere_and_says_what_to_do(
    session: Session,
) -> None:
    with pytest.raises(Rejected, match="official boundaries"):
        given(session, partner(session), district_confirmed=False)


def test_a_dark_place_is_passed_on_with_its_cause_and_owner_alone(session: Session) -> None:
    to, officer = partner(session), make_officer(session).actor()
    one = approved(session, concerns=(Concern.BADLY_LIT, Concern.FOLLOWED))

    with pytest.raises(Rejected) as refusal:
        pass_on_report(
            session,
            report_id=one.id,
            task=Task(to.organisation_id, DUE),
            actor=officer,
            now=NOW,
        )
    assert refusal.value.field == "cause"

    light = Lighting(LightingCause.NO_LAMP, "not known")
    task = Task(to.organisation_id, DUE, lighting=light)
    pass_on_report(session, report_id=one.id, task=task, actor=officer, now=NOW)
    assert (one.lighting_cause, one.lighting_owner) == (LightingCause.NO_LAMP, "not known")


def test_an_organisation_without_anybody_in_the_district_is_never_asked(session: Session) -> None:
    elsewhere = partner(session, IN_LINCOLN)
    closed = partner(session)
    closed.active = False
    analyst = make_officer(session, Role.ANALYST, districts=IN_BOSTON)
    nobody = make_organisation(session)
    session.commit()

    for organisation_id in (
        elsewhere.organisation_id,
        closed.organisation_id,
        analyst.organisation_id,
        nobody.id,
    ):
        with pytest.raises(Rejected) as refusal:
            given(session, Officer(organisation_id=organisation_id))
        assert refusal.value.field == "organisation"
        session.rollback()


def test_organisations_that_answer_are_those_with_an_open_account_there(session: Session) -> None:
    here, everywhere = partner(session), make_officer(session)
    partner(session, IN_LINCOLN)

    found = answering_organisations(session, district=BOSTON)

    assert {one.id for one in found} == {here.organisation_id, everywhere.organisation_id}


def test_the_organisation_accepts_and_does_it(session: Session) -> None:
    to = partner(session)
    one = given(session, to)

    accept_assignment(session, report_id=one.id, actor=to.actor(), now=NOW)
    assert asked(session, one).state is AssignmentState.ACCEPTED
    with pytest.raises(Rejected):
        accept_assignment(session, report_id=one.id, actor=to.actor(), now=NOW)

    done = report_done(session, report_id=one.id, note="cut back", actor=to.actor(), now=NOW)
    assert (one.state, one.acted_on) == (ReportState.ACTION_TAKEN, TODAY)
    assert (done.state, done.answer) == (AssignmentState.ENDED, "cut back")
    assert open_assignment(session, report_id=one.id) is None


def test_declining_needs_a_reason_and_gives_the_report_back(session: Session) -> None:
    to = partner(session)
    one = given(session, to)

    with pytest.raises(Rejected) as refusal:
        decline_assignment(session, report_id=one.id, note="", actor=to.actor(), now=NOW)
    assert refusal.value.field == "note"

    said = decline_assignment(
        session, report_id=one.id, note="not our land", actor=to.actor(), now=NOW
    )
    assert (one.state, one.passed_on) == (ReportState.APPROVED, None)
    assert (said.state, said.answer) == (AssignmentState.DECLINED, "not our land")


def test_what_was_declined_can_be_passed_on_again_and_is_shared_since_the_first_day(
    session: Session,
) -> None:
    to = partner(session)
    one = given(session, to)
    decline_assignment(session, report_id=one.id, note="no", actor=to.actor(), now=NOW)

    task, later = Task(to.organisation_id, DUE), NOW + timedelta(days=3)
    officer = make_officer(session).actor()
    pass_on_report(session, report_id=one.id, task=task, actor=officer, now=later)

    assert asked(session, one).made_on == TODAY + timedelta(days=3)
    assert session.scalars(select(ReportShare.first_on)).all() == [TODAY]


def test_handing_on_asks_another_organisation_by_the_same_day(session: Session) -> None:
    first, second = partner(session), partner(session)
    one = given(session, first)

    hand_on_assignment(
        session,
        report_id=one.id,
        to=second.organisation_id,
        note="their lamp",
        actor=first.actor(),
        now=NOW,
    )

    mine = asked(session, one)
    assert (mine.organisation_id, mine.due_on, mine.note) == (
        second.organisation_id,
        DUE,
        "their lamp",
    )
    assert one.state is ReportState.PASSED_ON
    shares = session.scalars(select(ReportShare.organisation_id)).all()
    assert set(shares) == {first.organisation_id, second.organisation_id}
    with pytest.raises(Rejected):
        report_done(session, report_id=one.id, note="", actor=first.actor(), now=NOW)


@pytest.mark.parametrize("to", ["own", "elsewhere"])
def test_nothing_is_handed_on_to_oneself_or_to_who_does_not_answer_there(
    session: Session, to: str
) -> None:
    first, elsewhere = partner(session), partner(session, IN_LINCOLN)
    one = given(session, first)
    organisations = {"own": first.organisation_id, "elsewhere": elsewhere.organisation_id}

    with pytest.raises(Rejected) as refusal:
        hand_on_assignment(
            session, report_id=one.id, to=organisations[to], note="", actor=first.actor(), now=NOW
        )

    assert refusal.value.field == "organisation"


ANSWERS: list[Callable[..., Any]] = [
    accept_assignment,
    lambda session, **given: decline_assignment(session, note="no", **given),
    lambda session, **given: report_done(session, note="", **given),
    lambda session, **given: hand_on_assignment(session, to=uuid4(), note="", **given),
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_nobody_answers_for_another_organisation_or_outside_the_own_districts(
    session: Session, answer: Callable[..., Any]
) -> None:
    to = partner(session)
    one = given(session, to)
    other = partner(session)
    elsewhere = make_officer(session, Role.PARTNER, districts=IN_LINCOLN)
    elsewhere.organisation_id = to.organisation_id
    session.commit()

    with pytest.raises(Rejected, match="not asked"):
        answer(session, report_id=one.id, actor=other.actor(), now=NOW)
    for stranger in (elsewhere, make_officer(session, Role.ANALYST)):
        with pytest.raises(NotAllowed):
            answer(session, report_id=one.id, actor=stranger.actor(), now=NOW)
    with pytest.raises(NotFound):
        answer(session, report_id=uuid4(), actor=to.actor(), now=NOW)
    assert asked(session, one).state is AssignmentState.WAITING


def test_nobody_answers_once_the_report_lies_in_another_district(session: Session) -> None:
    to = partner(session)
    one = given(session, to)
    one.district_code = LINCOLN
    session.commit()

    with pytest.raises(NotAllowed):
        report_done(session, report_id=one.id, note="", actor=to.actor(), now=NOW)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.ANALYST])
def test_nobody_but_officers_passes_on(session: Session, role: Role) -> None:
    to = partner(session)
    somebody = make_officer(session, role, districts=IN_BOSTON).actor()
    one = approved(session)

    with pytest.raises(NotAllowed):
        pass_on_report(
            session,
            report_id=one.id,
            task=Task(to.organisation_id, DUE),
            actor=somebody,
            now=NOW,
        )


def test_the_database_holds_at_most_one_open_assignment_of_a_report(session: Session) -> None:
    to = partner(session)
    one = given(session, to)

    def another(state: AssignmentState) -> None:
        with session.begin_nested():
            session.add(
                Assignment(
                    report_id=one.id,
                    organisation_id=to.organisation_id,
                    state=state,
                    due_on=DUE,
                    made_on=TODAY,
                )
            )

    another(AssignmentState.DECLINED)
    with pytest.raises(IntegrityError):
        another(AssignmentState.ACCEPTED)


def test_of_two_officers_who_pass_on_at_once_one_does(app: Flask, session: Session) -> None:
    organisations = [partner(session).organisation_id for _ in range(4)]
    one = approved(session)
    officer = make_officer(session).actor()
    session.commit()
    ready, said = Barrier(4), list[str]()

    def race(organisation_id: Any) -> None:
        with app.app_context():
            ready.wait()
            try:
                with transaction() as own:
                    task = Task(organisation_id, date(2026, 8, 1))
                    pass_on_report(own, report_id=one.id, task=task, actor=officer, now=NOW)
            except Rejected:
                said.append("rejected")
            else:
                said.append("passed on")

    threads = [Thread(target=race, args=(each,)) for each in organisations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["passed on", "rejected", "rejected", "rejected"]
    assert len(session.scalars(select(Assignment)).all()) == 1
