from typing import Any
from uuid import uuid4

import pytest
import shapely
from flask import Flask
from sqlalchemy.orm import Session

from engagement.areas.commands import AFTER_LOAD
from engagement.areas.locating import area_locator
from engagement.areas.models import Area, AreaKind, AreaVersion
from engagement.core.jobs import Job, JobState, enqueue
from engagement.core.settings import Mode
from engagement.reports import jobs
from engagement.reports.jobs import ASSIGN
from engagement.reports.models import PlacedBy, Report, ReportState
from tests.factories import BOSTON, EAST_LINDSEY, LINCOLN, districts, report


def assign(session: Session) -> Job:
    """Run the job (tests run jobs at once) and return its row."""
    row = enqueue(session, ASSIGN)
    session.commit()
    session.expire_all()
    return session.get_one(Job, row.id)


def area_of(session: Session, one: Report) -> tuple[str | None, str | None]:
    found = session.get_one(Report, one.id)
    return found.district_code, found.lsoa_code


def lsoas(session: Session, district: AreaVersion, **squares: tuple[str, shapely.Polygon]) -> None:
    """A current version of LSOAs: code -> (district, square)."""
    version = AreaVersion(
        id=uuid4(),
        kind=AreaKind.LSOA,
        label="small squares",
        file_name=None,
        file_sha256=None,
        loaded_at=district.loaded_at,
        is_current=True,
        is_approximate=False,
        repaired=[],
        web_outlines=b"",
    )
    session.add(version)
    session.flush()
    for code, (parent, shape) in squares.items():
        values: dict[str, Any] = {
            "id": uuid4(), "version_id": version.id, "code": code, "name": code,
            "parent_code": parent, "attributes": {}, "area_km2": 1.0, "boundary": shape.wkb,
        }  # fmt: skip
        session.add(Area(**values))
    session.commit()


def test_every_report_moves_to_the_new_districts_and_says_which_version_it_used(
    app: Flask, session: Session
) -> None:
    old = districts(session)
    one = report(session, district_version_id=old.id)
    outside = report(session, easting=545_000.0, district_code=EAST_LINDSEY)
    new = districts(session, squares={LINCOLN: ("Lincoln", (530_000, 340_000, 540_000, 350_000))})
    session.commit()

    done = assign(session)

    assert (done.state, done.done, done.total) == (JobState.DONE, 2, 2)
    assert area_of(session, one) == (LINCOLN, None)
    assert session.get_one(Report, one.id).district_version_id == new.id
    assert area_of(session, outside) == (None, None)
    assert session.get_one(Report, outside.id).district_version_id == new.id
    assert not session.get_one(Report, outside.id).district_confirmed


def test_running_it_again_changes_nothing(app: Flask, session: Session) -> None:
    districts(session)
    made = [report(session, easting=532_000.0 + 1_000 * n) for n in range(15)]
    assign(session)
    before = [area_of(session, one) for one in made]

    assign(session)

    assert [area_of(session, one) for one in made] == before
    assert {code for code, _lsoa in before} == {BOSTON, EAST_LINDSEY}


def test_more_reports_than_a_chunk_are_all_placed_with_progress(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 4)
    districts(session)
    made = [report(session, district_code=None) for _ in range(11)]

    done = assign(session)

    assert (done.done, done.total) == (11, 11)
    assert {area_of(session, one)[0] for one in made} == {BOSTON}


def test_boundaries_that_change_meanwhile_are_the_ones_that_stay(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 4)
    districts(session, label="old")
    made = [report(session, district_code=None) for _ in range(11)]
    older = area_locator(session)
    newer = districts(session, shapes={LINCOLN: shapely.box(500_000, 300_000, 600_000, 400_000)})
    seen = [older, older]  # when the job begins, and when it writes its first chunk
    monkeypatch.setattr(jobs, "area_locator", lambda s: seen.pop() if seen else area_locator(s))

    done = assign(session)

    assert (done.done, done.total) == (11, 11)
    assert {area_of(session, one)[0] for one in made} == {LINCOLN}
    assert {session.get_one(Report, one.id).district_version_id for one in made} == {newer.id}


def test_a_district_is_found_by_way_of_the_small_area(app: Flask, session: Session) -> None:
    district = districts(session)
    lsoas(session, district, S1=(LINCOLN, shapely.box(532_000, 343_000, 533_000, 344_000)))
    within, beside = report(session), report(session, easting=536_000.0)

    assign(session)

    assert area_of(session, within) == (LINCOLN, "S1")
    assert area_of(session, beside) == (BOSTON, None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"placed_by": PlacedBy.MAP, "precision_m": 10}, EAST_LINDSEY),
        ({"placed_by": PlacedBy.GRID_REFERENCE, "precision_m": 100}, EAST_LINDSEY),
        ({"placed_by": PlacedBy.IMPORT, "precision_m": 10}, BOSTON),
    ],
)
def test_the_middle_of_a_square_is_located_and_the_exact_place_of_an_import(
    app: Flask, session: Session, changes: dict[str, Any], code: str
) -> None:
    """The corner lies west of the border at 540,000, the middle of the square east of it."""
    districts(session)
    one = report(session, easting=539_997.0, **changes)

    assign(session)

    assert area_of(session, one)[0] == code


@pytest.mark.parametrize("confirmed", [False, True])
def test_approximate_outlines_confirm_nothing(
    app: Flask, session: Session, *, confirmed: bool
) -> None:
    districts(session, approximate=not confirmed)
    one = report(session, district_confirmed=not confirmed)

    assign(session)

    assert session.get_one(Report, one.id).district_confirmed is confirmed


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_in_a_demonstration_approximate_outlines_count_as_confirmed(
    app: Flask, session: Session
) -> None:
    districts(session, approximate=True)
    one = report(session, district_confirmed=False)

    assign(session)

    assert session.get_one(Report, one.id).district_confirmed


def test_a_withdrawn_report_without_a_place_is_left_alone(app: Flask, session: Session) -> None:
    districts(session)
    gone = report(
        session, state=ReportState.WITHDRAWN, easting=None, northing=None, district_code=None
    )

    done = assign(session)

    assert done.total == 0
    assert area_of(session, gone) == (None, None)


def test_before_there_are_districts_nothing_happens(app: Flask, session: Session) -> None:
    one = report(session)

    assert assign(session).state is JobState.DONE
    assert area_of(session, one)[0] == BOSTON


def test_loading_areas_asks_for_it() -> None:
    assert AFTER_LOAD.count(ASSIGN) == 1


def test_the_command_asks_for_it(app: Flask, session: Session) -> None:
    districts(session)
    one = report(session, district_code=None)
    session.commit()

    done = app.test_cli_runner().invoke(args=["reports", "assign"])

    assert done.exit_code == 0
    session.expire_all()
    assert area_of(session, one)[0] == BOSTON
