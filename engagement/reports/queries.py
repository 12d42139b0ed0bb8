"""Reading reports. `within` is always the reach of whoever asks: district codes, None for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session, selectinload

from engagement.accounts.models import Officer, Organisation
from engagement.areas.models import AreaVersion
from engagement.audit.models import AuditEntry
from engagement.core.errors import NotFound
from engagement.reports.concerns import Concern
from engagement.reports.events import HISTORY, KIND
from engagement.reports.models import Channel, PlacedBy, Report, ReportConcern, ReportState
from engagement.reports.reach import Within, within_reach

PAGE: Final = 25
NEVER_IN_CELLS: Final = (PlacedBy.PLACE_NAME, PlacedBy.POSTCODE_DISTRICT)
"""Places that stand for a whole town or area count in their district alone."""
NEWEST_FIRST: Final = (
    Report.occurred_month.desc().nulls_last(),
    Report.occurred_on.desc().nulls_last(),
    Report.id,
)

EXPORTED: Final = (
    Report.id,
    Report.state,
    Report.source,
    Report.district_code,
    Report.district_confirmed,
    AreaVersion.label.label("version"),
    Report.lsoa_code,
    Report.easting,
    Report.northing,
    Report.precision_m,
    Report.placed_by,
    Report.occurred_on,
    Report.occurred_month,
    Report.time_band,
    Report.often,
    Report.channel,
    Report.approved_on,
    Report.passed_on,
    Report.acted_on,
    Report.closed_on,
    Report.outcome,
    Report.lighting_cause,
    Report.lighting_owner,
    Report.demonstration,
)
"""What a file carries of a report, beside its concerns: the columns of a ReportRow."""


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which reports; what is None does not narrow. Months are `YYYY-MM`, both included.

    With a period, reports whose month is not known are left out.
    """

    since: str | None = None
    until: str | None = None
    districts: frozenset[str] | None = None
    concern: Concern | None = None
    source: str | None = None
    states: frozenset[ReportState] | None = None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Some reports, the latest month first, and how many there are in all."""

    reports: Sequence[Report]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Places of n reports in EPSG:27700, metres: the south-west corners of their squares."""

    easting: NDArray[np.float64]
    northing: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Placed:
    """The place of a report as it is stored: the corner of a square, or `exact` coordinates."""

    id: UUID
    easting: float
    northing: float
    precision_m: int
    exact: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that was done with a report: when, by whom, of which organisation."""

    at: datetime
    action: str
    officer: str | None
    organisation: str | None
    organisation_id: UUID | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as an export carries it; `version` is the label of the boundaries that placed it."""

    id: UUID
    state: ReportState
    source: str
    district_code: str | None
    district_confirmed: bool
    version: str | None
    lsoa_code: str | None
    easting: float | None
    northing: float | None
    precision_m: int
    placed_by: PlacedBy
    occurred_on: date | None
    occurred_month: str | None
    time_band: str | None
    often: bool
    channel: Channel
    approved_on: date | None
    passed_on: date | None
    acted_on: date | None
    closed_on: date | None
    outcome: str | None
    lighting_cause: str | None
    lighting_owner: str | None
    demonstration: bool
    concerns: tuple[str, ...]


def reports_matching(
    session: Session, *, narrowed: ReportFilter, within: Within, number: int = 1
) -> ReportPage:
    """One page of reports with their concerns; a number beyond the last gives the last page."""
    total = count_of(session, narrowed=narrowed, within=within)
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    reports = session.scalars(
        sa.select(Report)
        .where(*_where(narrowed, within))
        .order_by(*NEWEST_FIRST)
        .options(selectinload(Report.concerns))
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    return ReportPage(reports, total, number, pages)


def report_with_concerns(session: Session, *, report_id: UUID) -> Report:
    """One report; NotFound when there is none. Whether it may be seen is the caller's question."""
    found = session.get(Report, report_id, options=[selectinload(Report.concerns)])
    if found is None:
        raise NotFound
    return found


def history(session: Session, *, report_id: UUID) -> Sequence[HistoryLine]:
    """What was done with a report, the first thing first."""
    rows = session.execute(
        sa.select(
            AuditEntry.at, AuditEntry.action, Officer.name, Organisation.name, Organisation.id
        )
        .outerjoin(Officer, Officer.id == AuditEntry.actor_id)
        .outerjoin(Organisation, Organisation.id == AuditEntry.organisation_id)
        .where(
            AuditEntry.action.in_([event.value for event in HISTORY]),
            AuditEntry.kind == KIND,
            AuditEntry.subject == str(report_id),
        )
        .order_by(AuditEntry.seq)
    ).all()
    return [HistoryLine(*row) for row in rows]


def count_of(session: Session, *, narrowed: ReportFilter, within: Within) -> int:
    """How many reports match."""
    counted = sa.select(sa.func.count()).select_from(Report).where(*_where(narrowed, within))
    return session.scalar(counted) or 0


def counts_by_district(
    session: Session, *, narrowed: ReportFilter, within: Within
) -> dict[str | None, int]:
    """Reports by district code, None for those in no district."""
    rows = session.execute(
        sa.select(Report.district_code, sa.func.count())
        .where(*_where(narrowed, within))
        .group_by(Report.district_code)
        .order_by(Report.district_code)
    ).all()
    return {row[0]: row[1] for row in rows}


def counts_by_state(
    session: Session, *, narrowed: ReportFilter, within: Within
) -> dict[ReportState, int]:
    """Reports by state, each state named."""
    rows = session.execute(
        sa.select(Report.state, sa.func.count())
        .where(*_where(narrowed, within))
        .group_by(Report.state)
        .order_by(Report.state)
    ).all()
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in ReportState}


def points_for_cells(
    session: Session, *, narrowed: ReportFilter, within: Within, cell_m: int
) -> Points:
    """Places exact enough for cells of `cell_m` metres: not by a settlement's name, not coarser."""
    rows = session.execute(
        sa.select(Report.easting, Report.northing)
        .where(*_where(narrowed, within), _exact_enough(cell_m))
        .order_by(Report.id)
    ).all()
    flat = np.array(rows, dtype=np.float64).reshape(-1, 2)
    return Points(flat[:, 0], flat[:, 1])


def rows_to_export(
    session: Session, *, narrowed: ReportFilter, within: Within
) -> Sequence[ReportRow]:
    """Every matching report but the withdrawn, which are not ours to pass on, in a fixed order."""
    where = [*_where(narrowed, within), Report.state != ReportState.WITHDRAWN]
    named: dict[UUID, list[str]] = {}
    concerns = (
        sa.select(ReportConcern.report_id, ReportConcern.concern)
        .join(Report, Report.id == ReportConcern.report_id)
        .where(*where)
        .order_by(ReportConcern.report_id, ReportConcern.concern)
    )
    for report_id, concern in session.execute(concerns):
        named.setdefault(report_id, []).append(concern.value)
    columns = (
        sa.select(*EXPORTED)
        .outerjoin(AreaVersion, AreaVersion.id == Report.district_version_id)
        .where(*where)
        .order_by(*NEWEST_FIRST)
    )
    found = session.execute(columns).mappings().all()
    return [ReportRow(**row, concerns=tuple(named.get(row["id"], ()))) for row in found]


def withdrawn_since(session: Session, rows: Sequence[ReportRow]) -> set[UUID]:
    """Which of these reports people have withdrawn since they were read."""
    withdrawn = sa.select(Report.id).where(Report.state == ReportState.WITHDRAWN)
    return {row.id for row in rows} & set(session.scalars(withdrawn.order_by(Report.id)))


def count_of_placed(session: Session) -> int:
    """How many reports have a place."""
    counted = sa.select(sa.func.count()).select_from(Report).where(Report.easting.is_not(None))
    return session.scalar(counted) or 0


def placed_after(session: Session, *, last: UUID, limit: int) -> Sequence[Placed]:
    """The next reports with a place by id, wherever they lie: for placing all of them again."""
    rows = session.execute(
        sa.select(Report.id, Report.easting, Report.northing, Report.precision_m, Report.placed_by)
        .where(Report.id > last, Report.easting.is_not(None), Report.northing.is_not(None))
        .order_by(Report.id)
        .limit(limit)
    ).all()
    return [
        Placed(id, float(easting), float(northing), precision, placed_by is PlacedBy.IMPORT)
        for id, easting, northing, precision, placed_by in rows
        if easting is not None and northing is not None
    ]


def sources(session: Session, *, within: Within) -> Sequence[str]:
    """Every source that reports came from, by name."""
    return session.scalars(
        sa.select(Report.source).where(*within_reach(within)).distinct().order_by(Report.source)
    ).all()


def months(session: Session, *, within: Within) -> tuple[str, str] | None:
    """The first and the last month that reports tell of; None without any."""
    first, last = session.execute(
        sa.select(sa.func.min(Report.occurred_month), sa.func.max(Report.occurred_month)).where(
            *within_reach(within)
        )
    ).one()
    return (first, last) if first and last else None


def holds_demonstration(session: Session, *, narrowed: ReportFilter, within: Within) -> bool:
    """Whether any matching report is made up."""
    made_up = sa.select(Report.id).where(*_where(narrowed, within), Report.demonstration)
    return session.scalar(made_up.limit(1).order_by(Report.id)) is not None


def _where(narrowed: ReportFilter, within: Within) -> list[sa.ColumnElement[bool]]:
    where = within_reach(within)
    if narrowed.since is not None:
        where.append(Report.occurred_month >= narrowed.since)
    if narrowed.until is not None:
        where.append(Report.occurred_month <= narrowed.until)
    if narrowed.districts is not None:
        where.append(Report.district_code.in_(sorted(narrowed.districts)))
    if narrowed.concern is not None:
        named = sa.select(ReportConcern.report_id).where(ReportConcern.concern == narrowed.concern)
        where.append(Report.id.in_(named))
    if narrowed.source is not None:
        where.append(Report.source == narrowed.source)
    if narrowed.states is not None:
        where.append(Report.state.in_(sorted(narrowed.states)))
    return where


def _exact_enough(cell_m: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        Report.easting.is_not(None),
        Report.northing.is_not(None),
        Report.placed_by.not_in(NEVER_IN_CELLS),
        Report.precision_m <= cell_m,
    )
