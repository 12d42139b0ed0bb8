"""What a resident does with a report: send it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.areas.locating import Located
from engagement.core.errors import Rejected
from engagement.core.seal import keyed_hash, keyed_hashes
from engagement.reports.concerns import Concern, TimeBand
from engagement.reports.models import PUBLIC_SOURCE, PlacedBy, Report, ReportConcern, ReportState
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
    """What one report says. `located` is where the full coordinates of `spot` lie."""

    spot: Spot
    located: Located
    concerns: frozenset[Concern]
    occurred_on: date | None
    occurred_month: str | None
    time_band: TimeBand | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person gets: the report is stored, or it was withdrawn since."""

    code: str
    withdrawn: bool


def submit_report(
    session: Session, *, submission_id: UUID, receipt_code: str, answers: Answers
) -> Receipt:
    """Store a report under the id of its draft, without any trace of who sent it or when.

    Sent again with the same answers it gives the same receipt and stores nothing. Raises
    SentOtherwise when this id was stored with other answers.
    """
    report = _report(submission_id, receipt_code, answers)
    try:
        with session.begin_nested():
            session.add(report)
    except IntegrityError:
        stored = session.get(Report, submission_id)
        if stored is None:
            raise
        return _repeated(stored, receipt_code, answers)
    return Receipt(receipt_code, withdrawn=False)


def _repeated(stored: Report, receipt_code: str, answers: Answers) -> Receipt:
    if stored.state is ReportState.WITHDRAWN:
        return Receipt(receipt_code, withdrawn=True)
    if stored.body_hash not in keyed_hashes(BODY_CONTEXT, _body(answers)):
        raise SentOtherwise("This report was sent before with other answers.")
    return Receipt(receipt_code, withdrawn=False)


def _report(submission_id: UUID, receipt_code: str, answers: Answers) -> Report:
    easting, northing = _corner(answers.spot)
    return Report(
        id=submission_id,
        state=ReportState.NEW,
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
        receipt_hash=keyed_hash(RECEIPT_CONTEXT, receipt_code),
        body_hash=keyed_hash(BODY_CONTEXT, _body(answers)),
        concerns=[ReportConcern(concern=concern) for concern in sorted(answers.concerns)],
    )


def _corner(spot: Spot) -> tuple[float, float]:
    """South-west corner of the square that is kept: nothing more exact is ever stored."""
    return floor_to_square(spot.easting, spot.northing, spot.precision_m)


def _body(answers: Answers) -> str:
    """What is stored of the answers, in one order; areas are ours, not the person's."""
    said: Collection[object] = [
        *_corner(answers.spot),
        answers.spot.precision_m,
        answers.spot.placed_by,
        sorted(answers.concerns),
        answers.occurred_on.isoformat() if answers.occurred_on else None,
        answers.occurred_month,
        answers.time_band,
    ]
    return json.dumps(said)
