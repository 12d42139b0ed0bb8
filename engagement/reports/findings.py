"""What reports say for the strategy: each figure a `Finding` with its base, method and caveat."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

from sqlalchemy.orm import Session

from engagement.areas.models import AreaKind
from engagement.areas.queries import current_version, residents_by_district
from engagement.core.intervals import wilson
from engagement.core.sources import EvidenceSource, Finding, Link, Period, Unit
from engagement.disclosure.policy import SDC_1
from engagement.reports.concerns import Concern
from engagement.reports.done.queries import Handled, handled_reports
from engagement.reports.models import LightingCause
from engagement.reports.reach import Within
from geo.rates import rate_interval

KIND: Final = "reports"
ACTION_RATE: Final = "action-rate"
MEDIAN_DAYS: Final = "median-days"
PER_1000: Final = "reports-per-1000"
LIGHTING: Final = "lighting-cause"
DONE: Final = Link(KIND, "done")

SELF_CHOSEN: Final = (
    "People choose whether to tell us, so the reports are not a sample of residents."
)
STILL_OPEN: Final = "Only reports that have ended count: those still open may take longer."
INDEPENDENT: Final = "The interval takes reports as independent: one sender of many narrows it."
ONE_PERIOD: Final = "The rate is for the whole period, not for a year."
CODED_BY_OFFICERS: Final = "Officers name the cause; reports without one are in the base."


@dataclass(frozen=True, slots=True)
class Spread:
    """Days in the middle of n reports: the quartiles around the median."""

    n: int
    median: float
    lower: float
    upper: float


def action_rate(
    handled: Sequence[Handled], *, period: Period, area: str | None = None, theme: str | None = None
) -> Finding:
    """The share of approved reports about which something was done, with Wilson's interval."""
    done = sum(one.acted_on is not None for one in handled)
    share = wilson(done, len(handled)) if handled else None
    return Finding(
        kind=ACTION_RATE,
        title="Something was done about the report",
        value=share.value if share else None,
        low=share.low if share else None,
        high=share.high if share else None,
        unit=Unit.SHARE,
        n=done,
        base_n=len(handled),
        method="share of approved reports, by day of approval; Wilson interval, 95 %",
        caveat=SELF_CHOSEN,
        period=period,
        link=DONE,
        area=area,
        theme=theme,
        demonstration=_made_up(handled),
    )


def median_days(
    handled: Sequence[Handled], *, period: Period, area: str | None = None, theme: str | None = None
) -> Finding:
    """Median days from approval until something was done or it was closed; quartiles as the ends.

    No value from fewer than ten reports that ended (METHODS section 3, rule 8).
    """
    spread = spread_of(handled)
    ended = sum(one.days is not None for one in handled)
    return Finding(
        kind=MEDIAN_DAYS,
        title="Days until something was done or the report was closed",
        value=spread.median if spread else None,
        low=spread.lower if spread else None,
        high=spread.upper if spread else None,
        unit=Unit.DAYS,
        n=ended,
        base_n=len(handled),
        method="median of days from approval; low and high are the quartiles, no interval",
        caveat=STILL_OPEN,
        period=period,
        link=DONE,
        area=area,
        theme=theme,
        demonstration=_made_up(handled),
    )


def spread_of(handled: Iterable[Handled]) -> Spread | None:
    """The median and quartiles of the days; None under the policy's least number of values."""
    days = [one.days for one in handled if one.days is not None]
    if len(days) < SDC_1.least_mean:
        return None
    lower, median, upper = quantiles(days, n=4, method="inclusive")
    return Spread(len(days), median, lower, upper)


def per_1000(count: int, residents: int, *, area: str, period: Period, made_up: bool) -> Finding:
    """Approved reports per 1,000 residents with the exact Poisson interval."""
    rate = rate_interval(count, residents)
    return Finding(
        kind=PER_1000,
        title="Approved reports per 1,000 residents",
        value=rate.value,
        low=rate.low,
        high=rate.high,
        unit=Unit.PER_1000,
        n=count,
        base_n=residents,
        method="approved reports by day of approval; exact Poisson interval (Garwood), 95 %",
        caveat=f"{SELF_CHOSEN} {INDEPENDENT} {ONE_PERIOD}",
        period=period,
        link=Link(KIND, "map-of-districts"),
        area=area,
        demonstration=made_up,
    )


def lighting_causes(handled: Sequence[Handled], *, period: Period) -> list[Finding]:
    """Of the approved reports of a badly lit place, how many have each cause."""
    dark = [one for one in handled if Concern.BADLY_LIT in one.concerns]
    found = []
    for cause in LightingCause:
        count = sum(one.lighting_cause is cause for one in dark)
        share = wilson(count, len(dark)) if dark else None
        found.append(
            Finding(
                kind=LIGHTING,
                title=f"Why it is dark: {cause.value}",
                value=share.value if share else None,
                low=share.low if share else None,
                high=share.high if share else None,
                unit=Unit.SHARE,
                n=count,
                base_n=len(dark),
                dont_know_n=sum(one.lighting_cause is None for one in dark),
                method="share of approved reports of badly lit places; Wilson interval, 95 %",
                caveat=CODED_BY_OFFICERS,
                period=period,
                link=DONE,
                theme=Concern.BADLY_LIT.value,
                demonstration=_made_up(dark),
            )
        )
    return found


class ReportEvidence:
    """What reports know, for the strategy."""

    kind = KIND

    def findings(self, session: Session, *, period: Period, within: Within) -> Sequence[Finding]:
        """Action rate and median days in all, by district and by concern; causes of the dark."""
        handled = handled_reports(session, period=period, within=within)
        found = []
        for make in (action_rate, median_days):
            found.append(make(handled, period=period))
            found += [
                make(some, period=period, area=code) for code, some in by_district(handled).items()
            ]
            found += [
                make(some, period=period, theme=concern.value)
                for concern, some in by_concern(handled).items()
            ]
        return [*found, *lighting_causes(handled, period=period)]

    def need(self, session: Session, *, period: Period, within: Within) -> Sequence[Finding]:
        """Approved reports per 1,000 residents by district; none on approximate outlines.

        In a demonstration the outlines count as confirmed, and so do the reports placed by them.
        """
        version = current_version(session, AreaKind.DISTRICT)
        handled = handled_reports(session, period=period, within=within)
        districts = by_district(handled)
        if version is None or (version.is_approximate and not _made_up(handled)):
            return []
        return [
            per_1000(
                len(districts.get(code, ())),
                residents.count,
                area=code,
                period=period,
                made_up=_made_up(handled),
            )
            for code, residents in sorted(residents_by_district(session).items())
            if residents.count > 0 and (within is None or code in within)
        ]


def by_district(handled: Sequence[Handled]) -> dict[str, list[Handled]]:
    """Reports by district code; those in no district are in none."""
    codes = sorted({one.district_code for one in handled if one.district_code})
    return {code: [one for one in handled if one.district_code == code] for code in codes}


def by_concern(handled: Sequence[Handled]) -> dict[Concern, list[Handled]]:
    """Reports by concern, in the order of the form; one report can be in several."""
    return {concern: [one for one in handled if concern in one.concerns] for concern in Concern}


def _made_up(handled: Iterable[Handled]) -> bool:
    return any(one.demonstration for one in handled)


SOURCE: Final[EvidenceSource] = ReportEvidence()
