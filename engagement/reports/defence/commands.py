"""Receiving a report from the public: judged, counted by its link or its network, and stored."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from engagement.core.clock import london_date
from engagement.reports.commands import Answers, Arrival, Receipt, submit_report
from engagement.reports.defence.judging import (
    MOST_OF_A_NETWORK,
    Signs,
    Traces,
    hold_burst,
    looks_made,
    looks_repeated,
)
from engagement.reports.links.commands import use_link
from engagement.reports.models import Channel, HeldBecause


@dataclass(frozen=True, slots=True)
class Sending:
    """How a report came: judged now, and kept nowhere."""

    signs: Signs
    traces: Traces
    link_id: UUID | None = None


def receive_report(
    session: Session,
    *,
    submission_id: UUID,
    receipt_code: str,
    answers: Answers,
    sending: Sending,
    now: datetime,
) -> Receipt:
    """Store a report that came over the network; a repeat counts nowhere.

    By a link that is open and has room left, only the signs of the form and of the words are
    looked at: the limit is the link's. Raises SentOtherwise as `submit_report` does.
    """
    today = london_date(now)
    with session.begin_nested() as attempt:
        arrival = _arrival(session, answers, sending, today)
        receipt = submit_report(
            session,
            submission_id=submission_id,
            receipt_code=receipt_code,
            answers=answers,
            arrival=arrival,
            now=now,
        )
        if not receipt.fresh:
            attempt.rollback()
            return receipt
    if arrival.channel is Channel.ONLINE and sending.traces.add() > MOST_OF_A_NETWORK:
        hold_burst(session, burst=sending.traces.number, today=today)
    return receipt


def _arrival(session: Session, answers: Answers, sending: Sending, today: date) -> Arrival:
    signs, traces, link_id = sending.signs, sending.traces, sending.link_id
    held = HeldBecause.NAMES_PEOPLE if signs.names_people else looks_made(signs)
    channel = use_link(session, link_id=link_id, today=today) if link_id else None
    if channel is not None:
        held = None if held is HeldBecause.QUICK else held
    elif held is None:
        held = _busy(traces) or looks_repeated(session, answers=answers, today=today)
    return Arrival(channel or Channel.ONLINE, traces.number, held, signs.names_people)


def _busy(traces: Traces) -> HeldBecause | None:
    if traces.add(0) >= MOST_OF_A_NETWORK:
        return HeldBecause.BURST
    return HeldBecause.RATE if traces.too_fast else None
