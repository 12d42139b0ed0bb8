from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engagement.reports.concerns import Concern
from engagement.reports.models import COUNTED, PlacedBy, Report, ReportState
from engagement.reports.queries import (
    PAGE,
    ReportFilter,
    count_of,
    counts_by_district,
    counts_by_state,
    months,
    points_for_cells,
    reports_matching,
    rows_to_export,
    sources,
)
from tests.factories import BOSTON, EAST_LINDSEY, LINCOLN, report

ALL = ReportFilter()


@pytest.fixture
def several(session: Session) -> dict[str, Report]:
    """Five reports that differ in one thing each."""
    made = {
        "plain": report(session),
        "elsewhere": report(session, district_code=LINCOLN),
        "older": report(session, occurred_on=date(2024, 12, 31)),
        "followed": report(session, concerns=(Concern.FOLLOWED, Concern.RUNDOWN)),
        "imported": report(
            session, source="old extract", occurred_on=None, occurred_month="2025-01"
        ),
        "rejected": report(session, state=ReportState.REJECTED),
        "nowhere": report(session, district_code=None, occurred_on=None),
    }
    session.commit()
    return made


@pytest.mark.parametrize(
    ("narrowed", "names"),
    [
        (ReportFilter(since="2025-02"), {"plain", "elsewhere", "followed", "rejected"}),
        (ReportFilter(since="2025-01", until="2025-01"), {"imported"}),
        (ReportFilter(until="2024-12"), {"older"}),
        (ReportFilter(districts=frozenset({LINCOLN})), {"elsewhere"}),
        (ReportFilter(concern=Concern.FOLLOWED), {"followed"}),
        (ReportFilter(source="old extract"), {"imported"}),
        (ReportFilter(states=frozenset({ReportState.REJECTED})), {"rejected"}),
        (ReportFilter(since="2025-02", concern=Concern.BADLY_LIT, states=COUNTED,
                      districts=frozenset({BOSTON})), {"plain"}),
        (ReportFilter(districts=frozenset()), set()),
    ],
)  # fmt: skip
def test_a_filter_narrows_by_what_it_says(
    session: Session, several: dict[str, Report], narrowed: ReportFilter, names: set[str]
) -> None:
    found = reports_matching(session, narrowed=narrowed, within=None).reports

    assert {one.id for one in found} == {several[name].id for name in names}
    assert count_of(session, narrowed=narrowed, within=None) == len(names)
    exported = {row.id for row in rows_to_export(session, narrowed=narrowed, within=None)}
    assert exported == {one.id for one in found}


def test_nobody_sees_beyond_the_districts_in_reach(
    session: Session, several: dict[str, Report]
) -> None:
    within = frozenset({LINCOLN})

    assert [r.id for r in reports_matching(session, narrowed=ALL, within=within).reports] == [
        several["elsewhere"].id
    ]
    assert counts_by_district(session, narrowed=ALL, within=within) == {LINCOLN: 1}
    assert counts_by_state(session, narrowed=ALL, within=within)[ReportState.REJECTED] == 0
    assert len(rows_to_export(session, narrowed=ALL, within=within)) == 1
    assert sources(session, within=within) == ["public"]
    assert months(session, within=within) == ("2025-03", "2025-03")
    asked = ReportFilter(districts=frozenset({BOSTON}))
    assert count_of(session, narrowed=asked, within=within) == 0


def test_a_reach_of_no_districts_sees_nothing(session: Session, several: dict[str, Report]) -> None:
    assert count_of(session, narrowed=ALL, within=frozenset()) == 0
    assert months(session, within=frozenset()) is None


def test_counts_by_district_name_those_in_none(
    session: Session, several: dict[str, Report]
) -> None:
    assert counts_by_district(session, narrowed=ALL, within=None) == {
        BOSTON: 5,
        LINCOLN: 1,
        None: 1,
    }


def test_pages_follow_each_other_without_gap_or_repetition(session: Session) -> None:
    made = {report(session).id for _ in range(PAGE * 2 + 3)}
    session.commit()

    pages = [
        reports_matching(session, narrowed=ALL, within=None, number=number) for number in (1, 2, 3)
    ]

    seen = [one.id for page in pages for one in page.reports]
    assert len(seen) == len(set(seen)) == pages[0].total
    assert set(seen) == made
    beyond = reports_matching(session, narrowed=ALL, within=None, number=99)
    assert (beyond.number, beyond.pages) == (3, 3)


def test_withdrawn_reports_are_never_exported(session: Session) -> None:
    report(session, state=ReportState.WITHDRAWN, easting=None, northing=None, concerns=())
    session.commit()

    asked = ReportFilter(states=frozenset({ReportState.WITHDRAWN}))
    assert rows_to_export(session, narrowed=asked, within=None) == []


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({"precision_m": 10}, 1),
        ({"precision_m": 500}, 1),
        ({"precision_m": 1000}, 0),
        ({"placed_by": PlacedBy.PLACE_NAME}, 0),
        ({"easting": None, "northing": None}, 0),
    ],
)
def test_only_places_exact_enough_come_into_cells(
    session: Session, changes: dict[str, Any], counted: int
) -> None:
    report(session, **changes)
    session.commit()

    points = points_for_cells(session, narrowed=ALL, within=None, cell_m=500)

    assert len(points.easting) == len(points.northing) == counted


def test_an_export_row_carries_the_concerns_of_its_own_report(session: Session) -> None:
    one = report(session, concerns=(Concern.RUNDOWN, Concern.BADLY_LIT))
    other = report(session, concerns=(), district_code=EAST_LINDSEY)
    session.commit()

    rows = {row.id: row for row in rows_to_export(session, narrowed=ALL, within=None)}

    assert rows[one.id].concerns == ("badly-lit", "rundown")
    assert rows[other.id].concerns == ()
    assert replace(rows[one.id], concerns=()) != rows[other.id]
