"""What a resident does with a report: send it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.areas.locating import Located
from engagement.core.clock import london_date
from engagement.core.errors import Rejected
from engagement.core.seal import keyed_hash, keyed_hashes
from engagement.reports.concerns import Concern, TimeBand
from engagement.reports.models import (
    PUBLIC_SOURCE,
    AboutPerson,
    Channel,
    HeldBecause,
    PlacedBy,
    Report,
    ReportConcern,
    ReportState,
    ReportText,
)
from geo.crs import floor_to_square

RECEIPT_CONTEXT: Final = "reports.receipt"
BODY_CONTEXT: Final = "reports.body"


class SentOtherwise(Rejected):
    """The draft was sent before with other answers; what was sent first stands."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as it was given: full coordinates (EPSG:27700, metres) and how exact they are."""

    easting: float
    northing: float
    precision_m: int
    placed_by: PlacedBy


@dataclass(frozen=True, slots=True)
class Answers:
    """What one report says. `located` is where the full coordinates of `spot` lie.

    `about` holds what the person said about themselves, code by question; it is stored apart.
    """

    spot: Spot
    located: Located
    concerns: frozenset[Concern]
    occurred_on: date | None
    occurred_month: str | None
    time_band: TimeBand | None
    often: bool = False
    about: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a report came: its channel, and whether a person should look at it before it counts."""

    channel: Channel = Channel.ONLINE
    burst: int | None = None
    held: HeldBecause | None = None
    names_people: bool = False


ONLINE: Final = Arrival()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person gets: the report is stored, or it was withdrawn since.

    `fresh` when this very submission stored it; a repeat gets an equal receipt.
    """

    code: str
    withdrawn: bool
    fresh: bool = field(default=False, compare=False)


def submit_report(
    session: Session,
    *,
    submission_id: UUID,
    receipt_code: str,
    answers: Answers,
    now: datetime,
    arrival: Arrival = ONLINE,
) -> Receipt:
    """Store a report under the id of its draft: nothing of who sent it; of when, the week.

    Sent again with the same answers it gives the same receipt and stores nothing. Raises
    SentOtherwise when this id was stored with other answers.
    """
    today = london_date(now)
    report = _report(submission_id, receipt_code, answers, arrival, week_of(today))
    try:
        with session.begin_nested():
            session.add(report)
            session.flush()
            session.add_all(_beside(report, answers, arrival, quarter_of(today)))
    except IntegrityError:
        stored = session.get(Report, submission_id)
        if stored is None:
            raise
        return _repeated(stored, receipt_code, answers)
    return Receipt(receipt_code, withdrawn=False, fresh=True)


def body_hashes(answers: Answers) -> list[bytes]:
    """What the same answers are stored under, by each key of the ring."""
    return keyed_hashes(BODY_CONTEXT, _body(answers))


def week_of(day: date) -> date:
    """The Monday of its week: all that is kept of an arrival."""
    return day - timedelta(days=day.weekday())


def quarter_of(day: date) -> str:
    """The quarter of the year, like "2026-Q4"."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _beside(
    report: Report, answers: Answers, arrival: Arrival, quarter: str
) -> list[AboutPerson | ReportText]:
    """What is stored with a report in tables of its own."""
    found: list[AboutPerson | ReportText] = []
    if answers.about:
        found.append(AboutPerson(quarter=quarter, answers=dict(answers.about)))
    if answers.text:
        text = ReportText(report_id=report.id, text=answers.text, quarantined=arrival.names_people)
        found.append(text)
    return found


def _repeated(stored: Report, receipt_code: str, answers: Answers) -> Receipt:
    if stored.state is ReportState.WITHDRAWN:
        return Receipt(receipt_code, withdrawn=True)
    if stored.body_hash not in body_hashes(answers):
        raise SentOtherwise("This report was sent before with other answers.")
    return Receipt(receipt_code, withdrawn=False)


def _report(
    submission_id: UUID, receipt_code: str, answers: Answers, arrival: Arrival, week: date
) -> Report:
    easting, northing = _corner(answers.spot)
    return Report(
        id=submission_id,
        state=ReportState.HELD if arrival.held else ReportState.NEW,
        held_because=arrival.held,
        channel=arrival.channel,
        received_week=week,
        burst=arrival.burst,
        source=PUBLIC_SOURCE,
        easting=easting,
        northing=northing,
        precision_m=answers.spot.precision_m,
        placed_by=answers.spot.placed_by,
        district_code=answers.located.district_code,
        lsoa_code=answers.located.lsoa_code,
        district_version_id=answers.located.version_id,
        district_confirmed=answers.located.confirmed,
        occurred_on=answers.occurred_on,
        occurred_month=answers.occurred_month,
        time_band=answers.time_band,
        often=answers.often,
        receipt_hash=keyed_hash(RECEIPT_CONTEXT, receipt_code),
        body_hash=keyed_hash(BODY_CONTEXT, _body(answers)),
        concerns=[ReportConcern(concern=concern) for concern in sorted(answers.concerns)],
    )


def _corner(spot: Spot) -> tuple[float, float]:
    """South-west corner of the square that is kept: nothing more exact is ever stored."""
    return floor_to_square(spot.easting, spot.northing, spot.precision_m)


def _body(answers: Answers) -> str:
    """What is stored of the answers, in one order; areas are ours, not the person's.

    Without what the person said about themselves: a hash of both would lead from one to the other.
    """
    said: Collection[object] = [
        *_corner(answers.spot),
        answers.spot.precision_m,
        answers.spot.placed_by,
        sorted(answers.concerns),
        answers.occurred_on.isoformat() if answers.occurred_on else None,
        answers.occurred_month,
        answers.time_band,
        answers.often,
        answers.text,
    ]
    return json.dumps(said)
