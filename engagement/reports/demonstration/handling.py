"""What made-up officers and organisations did with the made-up pins: days, outcomes, whose work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final, TypeVar
from uuid import UUID

from engagement.reports.commands import week_of
from engagement.reports.concerns import Concern
from engagement.reports.demonstration.pins import Pin
from engagement.reports.models import (
    ACCEPTED,
    ACTED,
    GONE_METRES,
    Assignment,
    AssignmentState,
    Channel,
    HeldBecause,
    LightingCause,
    Outcome,
    PlacedBy,
    Report,
    ReportConcern,
    ReportState,
)
from geo.crs import floor_to_square

Kind = TypeVar("Kind")

SOURCE: Final = "demonstration"
NOTE: Final = "Demonstration: decided by nobody."
OWNER: Final = "Demonstration: owner of the lamp"
DAYS_TO_DO_IT: Final = 28
DAY: Final = timedelta(days=1)

PASSED_ON: Final = frozenset({ReportState.PASSED_ON, ReportState.ACTION_TAKEN, ReportState.CLOSED})
CHANNELS: Final = {
    Channel.ONLINE: 80,
    Channel.TELEPHONE: 5,
    Channel.STAND: 6,
    Channel.WALKABOUT: 5,
    Channel.EVENT: 4,
}
HELD: Final = {
    HeldBecause.QUICK: 3,
    HeldBecause.IDENTICAL: 2,
    HeldBecause.INFLUX: 3,
    HeldBecause.OFFICER: 2,
}
CAUSES: Final = {
    LightingCause.FAULT: 5,
    LightingCause.PART_NIGHT_POLICY: 6,
    LightingCause.NO_LAMP: 2,
    LightingCause.PRIVATE_LAND: 1,
}
OUTCOMES: Final = {
    Outcome.CLEARED: 5,
    Outcome.PATROLS: 6,
    Outcome.REPAIRED: 2,
    Outcome.PEOPLE_SUPPORTED: 2,
    Outcome.OTHER_ACTION: 2,
    Outcome.NOTHING_FOUND: 4,
    Outcome.NO_MONEY: 3,
    Outcome.NOT_OURS: 2,
    Outcome.CANNOT_CHANGE: 1,
}
IN_THE_DARK: Final[Mapping[LightingCause, Mapping[Outcome, int]]] = {
    LightingCause.FAULT: {Outcome.REPAIRED: 9, Outcome.NO_MONEY: 1},
    LightingCause.PART_NIGHT_POLICY: {Outcome.BY_POLICY: 7, Outcome.LIGHTING_CHANGED: 3},
    LightingCause.NO_LAMP: {Outcome.LIGHTING_CHANGED: 3, Outcome.NO_MONEY: 4},
    LightingCause.PRIVATE_LAND: {Outcome.NOT_OURS: 3, Outcome.CANNOT_CHANGE: 2},
}


@dataclass(frozen=True, slots=True)
class Organisations:
    """Who is asked: the council of one district there, the county council elsewhere."""

    county: UUID
    district: UUID
    district_code: str

    def asked(self, district_code: str | None) -> UUID:
        """Whose work a report in a district is."""
        return self.district if district_code == self.district_code else self.county


class Handler:
    """Turns pins into reports as they would be stored, and into work for organisations."""

    def __init__(self, random: Random, today: date) -> None:
        self._random = random
        self._last = today - DAY

    def report(self, pin: Pin) -> Report:
        """The pin as it would be stored; one that was withdrawn keeps no place, time or reason."""
        withdrawn = pin.state is ReportState.WITHDRAWN
        easting, northing = floor_to_square(pin.spot.easting, pin.spot.northing, pin.precision_m)
        report = Report(
            id=self._id(),
            state=pin.state,
            source=SOURCE,
            channel=Channel.ONLINE if pin.held_because else self._one_of(CHANNELS),
            precision_m=GONE_METRES if withdrawn else pin.precision_m,
            placed_by=PlacedBy.GONE if withdrawn else pin.placed_by,
            district_confirmed=False,
            demonstration=True,
        )
        received = self._after(pin.day, 0, 6)
        report.received_week = week_of(received)
        if withdrawn:
            return report
        report.easting, report.northing = easting, northing
        report.district_code = pin.spot.located.district_code
        report.lsoa_code = pin.spot.located.lsoa_code
        report.district_version_id = pin.spot.located.version_id
        report.district_confirmed = pin.spot.located.confirmed
        report.occurred_on, report.occurred_month = pin.day, f"{pin.day:%Y-%m}"
        report.time_band, report.burst = pin.band, pin.burst
        report.often = self._random.random() < 0.3
        report.concerns = [ReportConcern(concern=concern) for concern in sorted(pin.concerns)]
        self._handle(report, pin, received)
        return report

    def assignment(self, report: Report, asked: Organisations) -> Assignment | None:
        """The work that a report is or was; about a third of what is passed on waits for a yes."""
        if report.passed_on is None:
            return None
        waiting = report.state is ReportState.PASSED_ON and self._random.random() < 0.35
        state = AssignmentState.WAITING if waiting else AssignmentState.ACCEPTED
        if report.state is not ReportState.PASSED_ON:
            state = AssignmentState.ENDED
        answered = None if waiting else self._after(report.passed_on, 1, 7)
        return Assignment(
            id=self._id(),
            report_id=report.id,
            organisation_id=asked.asked(report.district_code),
            state=state,
            made_on=report.passed_on,
            due_on=report.passed_on + timedelta(days=DAYS_TO_DO_IT),
            answered_on=answered,
            note=NOTE,
        )

    def _handle(self, report: Report, pin: Pin, received: date) -> None:
        if report.state is ReportState.HELD:
            report.held_because = pin.held_because or self._one_of(HELD)
        if report.state is ReportState.REJECTED or report.held_because is HeldBecause.OFFICER:
            report.decision_note = NOTE
        if report.state in ACCEPTED:
            report.approved_on = self._after(received, 1, 9)
        if report.state in PASSED_ON and report.approved_on is not None:
            report.passed_on = self._after(report.approved_on, 0, 10)
            self._light(report, pin.concerns)
            self._finish(report, report.passed_on)

    def _light(self, report: Report, concerns: frozenset[Concern]) -> None:
        if Concern.BADLY_LIT in concerns:
            report.lighting_cause, report.lighting_owner = self._one_of(CAUSES), OWNER

    def _finish(self, report: Report, passed_on: date) -> None:
        """Something was done, or the report was closed; not at all for what is only passed on."""
        if report.state is ReportState.PASSED_ON:
            return
        ended = self._after(passed_on, 3, 75)
        if report.state is ReportState.ACTION_TAKEN:
            report.acted_on = ended
            return
        cause = report.lighting_cause
        report.outcome = self._one_of(IN_THE_DARK[cause] if cause else OUTCOMES)
        report.closed_on = self._after(ended, 0, 14)
        report.acted_on = ended if report.outcome in ACTED else None

    def _after(self, day: date, least: int, most: int) -> date:
        """A day some days later; of those until yesterday, where they are fewer."""
        left = max((self._last - day).days, 0)
        return day + timedelta(days=self._random.randint(min(least, left), min(most, left)))

    def _id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    def _one_of(self, weights: Mapping[Kind, int]) -> Kind:
        return self._random.choices(list(weights), list(weights.values()))[0]


def assignments(
    reports: Sequence[Report], handler: Handler, asked: Organisations
) -> list[Assignment]:
    """The work of every report that was passed on."""
    found = (handler.assignment(report, asked) for report in reports)
    return [one for one in found if one is not None]
