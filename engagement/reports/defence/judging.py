"""Judging a submission: a few signs, each of which holds a report for review and refuses nobody."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.reports.commands import Answers, body_hashes, week_of
from engagement.reports.models import COUNTED, Channel, HeldBecause, Report, ReportState

LEAST_SECONDS: Final = 10
"""Nobody reads the pages and answers them in less."""
MOST_OF_A_NETWORK: Final = 12
"""Reports of one network on one day that pass as those of people: a household, a workplace."""
MOST_IDENTICAL: Final = 3
MOST_IDENTICAL_COARSE: Final = 15
EXACT_METRES: Final = 50
MOST_OF_A_SQUARE: Final = 25
SQUARE_METRES: Final = 500


class Traces(Protocol):
    """What is known of the sender's network, in memory: its burst number, and how busy it is."""

    number: int

    @property
    def too_fast(self) -> bool:
        """Whether it sends faster than people do."""
        ...

    def add(self, reports: int = 1) -> int:
        """Count reports of this network today; how many there are then."""
        ...


@dataclass(frozen=True, slots=True)
class Signs:
    """What a submission carried beside its answers; `seconds` is how long it took, if known."""

    honeypot: str = ""
    seconds: int | None = None
    names_people: bool = False


def looks_made(signs: Signs) -> HeldBecause | None:
    """What the form itself shows: a field that no person sees was filled, or nobody read it."""
    if signs.honeypot:
        return HeldBecause.HONEYPOT
    if signs.seconds is not None and signs.seconds < LEAST_SECONDS:
        return HeldBecause.QUICK
    return None


def looks_repeated(session: Session, *, answers: Answers, today: date) -> HeldBecause | None:
    """What this week's reports show: the same again and again, or too many in one small area.

    The place is compared as it is stored: within half of SQUARE_METRES each way (EPSG:27700).
    """
    this_week = (
        Report.received_week == week_of(today),
        Report.channel == Channel.ONLINE,
        Report.state.in_(sorted(COUNTED)),
    )
    spot = answers.spot
    exact = spot.precision_m <= EXACT_METRES
    same = _count(session, Report.body_hash.in_(body_hashes(answers)), *this_week)
    if same >= (MOST_IDENTICAL if exact else MOST_IDENTICAL_COARSE):
        return HeldBecause.IDENTICAL
    half = SQUARE_METRES / 2
    near = (
        Report.easting.between(spot.easting - half, spot.easting + half),
        Report.northing.between(spot.northing - half, spot.northing + half),
        Report.precision_m <= SQUARE_METRES,
    )
    if spot.precision_m <= SQUARE_METRES and _count(session, *near, *this_week) >= MOST_OF_A_SQUARE:
        return HeldBecause.INFLUX
    return None


def hold_burst(session: Session, *, burst: int, today: date) -> None:
    """Hold every report of a burst of today that nobody has looked at yet, the first one too."""
    waiting = (
        Report.received_week == week_of(today),  # numbers are random: an old one may be the same
        Report.burst == burst,
        Report.state == ReportState.NEW,
        Report.channel == Channel.ONLINE,
    )
    held = {"state": ReportState.HELD, "held_because": HeldBecause.BURST}
    session.execute(
        sa.update(Report).where(*waiting).values(held).execution_options(synchronize_session=False)
    )


def _count(session: Session, *where: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Report).where(*where)) or 0
