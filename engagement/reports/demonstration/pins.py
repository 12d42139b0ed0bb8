"""Made-up pins: scattered like residents, three true clusters, one flood from one sitting."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final, TypeVar

from engagement.areas.locating import AreaLocator, Located
from engagement.core.http import settings
from engagement.core.partnership import Place
from engagement.reports.concerns import Concern, TimeBand
from engagement.reports.models import HeldBecause, PlacedBy, ReportState
from geo.crs import to_national_grid

Kind = TypeVar("Kind")

SCATTERED: Final = 241
CLUSTERED: Final = 33
CLUSTERS: Final = 3
FLOOD: Final = 60
DAYS: Final = 730
"""Twenty-four months."""
FLOOD_DAYS_AGO: Final = 75
CLUSTER_METRES: Final = 90.0
FLOOD_METRES: Final = 25.0
VILLAGE: Final = 300
"""Residents of a place whose number is not known."""
TRIES: Final = 60
LARGEST_BURST: Final = 2**31 - 1
STATES: Final = {
    ReportState.APPROVED: 22,
    ReportState.PASSED_ON: 13,
    ReportState.ACTION_TAKEN: 12,
    ReportState.CLOSED: 24,
    ReportState.NEW: 14,
    ReportState.HELD: 5,
    ReportState.REJECTED: 5,
    ReportState.WITHDRAWN: 5,
}
PLACED: Final = {
    (PlacedBy.MAP, 10): 70,
    (PlacedBy.GRID_REFERENCE, 100): 6,
    (PlacedBy.STREET, 200): 8,
    (PlacedBy.PLACE_NAME, 2_000): 12,
    (PlacedBy.POSTCODE_DISTRICT, 5_000): 4,
}
BANDS: Final = {
    TimeBand.MORNING: 8,
    TimeBand.AFTERNOON: 20,
    TimeBand.EVENING: 45,
    TimeBand.NIGHT: 20,
    TimeBand.NOT_SURE: 7,
}
ANYWHERE: Final = {
    Concern.BADLY_LIT: 24,
    Concern.RESTRICTED_VISIBILITY: 13,
    Concern.DRUGS_OR_ALCOHOL: 15,
    Concern.RUNDOWN: 11,
    Concern.EMPTY_OR_ISOLATED: 9,
    Concern.ABSENCE_OF_CCTV: 8,
    Concern.POOR_STREET_LAYOUT: 6,
    Concern.OTHER_PLACE: 3,
    Concern.VERBAL_HARASSMENT_GROUP: 10,
    Concern.VERBAL_HARASSMENT_ONE: 7,
    Concern.FOLLOWED: 6,
    Concern.OTHER_HARASSMENT: 3,
}
IN_CLUSTERS: Final = (
    {Concern.BADLY_LIT: 6, Concern.RESTRICTED_VISIBILITY: 2, Concern.FOLLOWED: 1},
    {Concern.DRUGS_OR_ALCOHOL: 5, Concern.VERBAL_HARASSMENT_GROUP: 4, Concern.BADLY_LIT: 2},
    {Concern.EMPTY_OR_ISOLATED: 4, Concern.RUNDOWN: 4, Concern.BADLY_LIT: 3},
)
IN_THE_DARK: Final = {TimeBand.EVENING: 6, TimeBand.NIGHT: 4}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the National Grid, metres, and the areas it lies in."""

    easting: float
    northing: float
    located: Located


@dataclass(frozen=True, slots=True)
class Pin:
    """One made-up report before it is cut to what is kept."""

    spot: Spot
    day: date
    band: TimeBand
    concerns: frozenset[Concern]
    state: ReportState
    burst: int
    placed_by: PlacedBy = PlacedBy.MAP
    precision_m: int = 10
    held_because: HeldBecause | None = None


WAITING_DAYS: Final[Mapping[ReportState, int]] = {
    ReportState.NEW: 24,
    ReportState.HELD: 24,
    ReportState.PASSED_ON: 75,
}
"""How far back what waits may lie: some of it is overdue, most is not."""
HANDLED_DAYS: Final[Mapping[ReportState, int]] = {
    ReportState.REJECTED: 7,
    ReportState.APPROVED: 7,
    ReportState.PASSED_ON: 14,
    ReportState.ACTION_TAKEN: 45,
    ReportState.CLOSED: 60,
}
"""How long ago at least it happened, so that there was time to do what was done."""


class PinMaker:
    """Makes pins in one county from one random generator."""

    def __init__(
        self, random: Random, locator: AreaLocator, places: Sequence[Place], today: date
    ) -> None:
        self.random = random
        self._locator = locator
        self._places = sorted(places, key=lambda one: (-(one.population or 0), one.name))
        self._weights = [one.population or VILLAGE for one in self._places]
        self._today = today
        self._confirmed = settings().demonstration

    def pins(self) -> Iterator[Pin]:
        """All of them: about 400."""
        for number in range(SCATTERED):
            # Each state stands for itself once, so that none is missing by chance.
            first = list(STATES)[number] if number < len(STATES) else None
            yield self._scattered(first)
        centres = self._centres()
        for concerns, centre in zip(IN_CLUSTERS, centres, strict=False):
            for _number in range(CLUSTERED):
                yield self._in_cluster(centre, concerns)
        flooded = centres[CLUSTERS] if len(centres) > CLUSTERS else centres[-1]
        yield from self._flood(flooded)

    def _scattered(self, state: ReportState | None) -> Pin:
        (place,) = self.random.choices(self._places, self._weights)
        spread = 120 + 3.2 * math.sqrt(place.population or VILLAGE)
        placed_by, precision_m = self._one_of(PLACED)
        state = state or self._one_of(STATES)
        return Pin(
            spot=self._near(*_centre(place), spread),
            day=self._some_day(state),
            band=self._one_of(BANDS),
            concerns=self._some_of(ANYWHERE),
            state=state,
            burst=self._burst(),
            placed_by=placed_by,
            precision_m=precision_m,
        )

    def _in_cluster(self, centre: Spot, concerns: Mapping[Concern, int]) -> Pin:
        state = self._one_of(STATES)
        return Pin(
            spot=self._near(centre.easting, centre.northing, CLUSTER_METRES),
            day=self._some_day(state),
            band=self._one_of(IN_THE_DARK),
            concerns=self._some_of(concerns),
            state=state,
            burst=self._burst(),
        )

    def _flood(self, centre: Spot) -> Iterator[Pin]:
        """One person who sends many pins in one night: they share a burst number."""
        day, burst = self._today - timedelta(days=FLOOD_DAYS_AGO), self._burst()
        for _number in range(FLOOD):
            yield Pin(
                spot=self._near(centre.easting, centre.northing, FLOOD_METRES),
                day=day,
                band=TimeBand.NIGHT,
                concerns=frozenset({Concern.DRUGS_OR_ALCOHOL, Concern.VERBAL_HARASSMENT_GROUP}),
                state=ReportState.HELD,
                burst=burst,
                held_because=HeldBecause.BURST,
            )

    def _centres(self) -> list[Spot]:
        """Near the largest places of different districts: one a cluster, one for the flood."""
        largest: dict[str, Place] = {}
        for place in self._places:
            largest.setdefault(place.district, place)
        chosen = list(largest.values())[: CLUSTERS + 1]
        return [self._near(*_centre(place), 350) for place in chosen]

    def _near(self, easting: float, northing: float, metres: float) -> Spot:
        """A random spot inside the county, about `metres` from a point that may be on its rim."""
        for _try in range(TRIES):
            x, y = self.random.gauss(easting, metres), self.random.gauss(northing, metres)
            located = self._locator.locate(x, y, demonstration=self._confirmed)
            if located is not None and located.district_code is not None:
                return Spot(x, y, located)
        (other,) = self.random.choices(self._places, self._weights)
        return self._near(*_centre(other), metres)

    def _some_day(self, state: ReportState) -> date:
        """A day of the period: lately for what still waits, not so for what is done."""
        least, longest = HANDLED_DAYS.get(state, 1), WAITING_DAYS.get(state, DAYS)
        return self._today - timedelta(days=self.random.randrange(least, longest))

    def _burst(self) -> int:
        return self.random.randrange(1, LARGEST_BURST)

    def _one_of(self, weights: Mapping[Kind, int]) -> Kind:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _some_of(self, weights: Mapping[Concern, int]) -> frozenset[Concern]:
        count = self.random.choices((1, 2, 3), (50, 35, 15))[0]
        return frozenset(self._one_of(weights) for _number in range(count))


def _centre(place: Place) -> tuple[float, float]:
    return to_national_grid(place.lon, place.lat)
