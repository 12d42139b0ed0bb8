"""What looks made by machine is held for a person to look at; nobody is refused."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.reports.defence.judging import (
    LEAST_SECONDS,
    MOST_IDENTICAL,
    MOST_OF_A_NETWORK,
    MOST_OF_A_SQUARE,
    Signs,
)
from engagement.reports.models import HeldBecause, Report, ReportState
from tests.integration.reports.defence.conftest import Send


def reasons(session: Session) -> set[tuple[ReportState, HeldBecause | None]]:
    rows = session.execute(sa.select(Report.state, Report.held_because).order_by(Report.id))
    return {(state, because) for state, because in rows}


def test_an_ordinary_report_is_new(send: Send) -> None:
    report = send()

    assert (report.state, report.held_because) == (ReportState.NEW, None)
    assert report.burst is not None


@pytest.mark.parametrize(
    ("signs", "because"),
    [
        (Signs(honeypot="buy now", seconds=90), HeldBecause.HONEYPOT),
        (Signs(seconds=LEAST_SECONDS - 1), HeldBecause.QUICK),
        (Signs(seconds=90, names_people=True), HeldBecause.NAMES_PEOPLE),
    ],
)
def test_each_sign_of_the_form_holds_it_and_says_why(
    send: Send, signs: Signs, because: HeldBecause
) -> None:
    report = send(signs=signs)

    assert (report.state, report.held_because) == (ReportState.HELD, because)


def test_a_form_of_unknown_age_is_no_sign(send: Send) -> None:
    assert send(signs=Signs(seconds=None)).state is ReportState.NEW


def test_a_household_is_not_held(send: Send) -> None:
    states = {send(number=number).state for number in range(MOST_OF_A_NETWORK)}

    assert states == {ReportState.NEW}


def test_a_burst_is_held_whole_the_first_one_too(session: Session, send: Send) -> None:
    for number in range(MOST_OF_A_NETWORK + 1):
        send(number=number)

    assert reasons(session) == {(ReportState.HELD, HeldBecause.BURST)}


def test_a_burst_leaves_other_networks_alone(session: Session, send: Send) -> None:
    other = send(number=99, network="192.0.2.200")
    for number in range(MOST_OF_A_NETWORK + 1):
        send(number=number)

    session.refresh(other)
    assert other.state is ReportState.NEW


def test_what_an_officer_approved_stays_approved_in_a_burst(session: Session, send: Send) -> None:
    first = send()
    first.state = ReportState.APPROVED
    for number in range(1, MOST_OF_A_NETWORK + 1):
        send(number=number)

    session.refresh(first)
    assert first.state is ReportState.APPROVED


def test_sending_again_is_no_burst(session: Session, send: Send) -> None:
    id = uuid4()
    states = {send(submission_id=id).state for _ in range(MOST_OF_A_NETWORK * 3)}

    assert states == {ReportState.NEW}
    assert session.scalar(sa.select(sa.func.count()).select_from(Report)) == 1


def test_faster_than_people_is_held_alone(send: Send) -> None:
    before, fast = send(number=0), send(number=1, too_fast=True)

    assert (before.state, fast.held_because) == (ReportState.NEW, HeldBecause.RATE)


def test_the_same_again_and_again_is_held(send: Send) -> None:
    states = [send(network=f"192.0.2.{last}").held_because for last in range(MOST_IDENTICAL + 2)]

    assert states == [None] * MOST_IDENTICAL + [HeldBecause.IDENTICAL] * 2


def test_a_village_that_many_people_name_is_not_the_same_again(send: Send) -> None:
    held = [
        send(network=f"192.0.2.{last}", precision_m=2_000).held_because
        for last in range(MOST_IDENTICAL + 5)
    ]

    assert set(held) == {None}


def test_an_influx_in_one_small_area_is_held(send: Send) -> None:
    held = [
        send(number=last, network=f"192.0.2.{last}", apart_m=11).held_because
        for last in range(MOST_OF_A_SQUARE + 1)
    ]

    assert held == [None] * MOST_OF_A_SQUARE + [HeldBecause.INFLUX]
