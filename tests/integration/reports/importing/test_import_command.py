"""flask reports import: stored whole or not at all, accounted for, and never twice."""

import gzip
import random
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from sqlalchemy.orm import Session

from engagement.areas.locating import area_locator
from engagement.audit.models import AuditEntry
from engagement.audit.queries import TrailFilter, trail_page
from engagement.core import clock, seal
from engagement.core.actor import SYSTEM
from engagement.core.db import transaction
from engagement.core.errors import Rejected
from engagement.reports.concerns import Concern, TimeBand
from engagement.reports.importing import commands, reading
from engagement.reports.importing.commands import origin, store_import
from engagement.reports.importing.placing import place_rows
from engagement.reports.importing.queries import outside_rows
from engagement.reports.importing.reading import read_reports
from engagement.reports.importing.rows import Options
from engagement.reports.models import (
    PlacedBy,
    Report,
    ReportConcern,
    ReportImport,
    ReportState,
)
from tests import factories
from tests.integration.reports.importing.importing import (
    INSIDE,
    OUTSIDE,
    csv_file,
    imports,
    reports,
    run_import,
)


def _sums(one: ReportImport) -> tuple[int, int, int, int, int]:
    return one.read, one.imported, one.known, one.outside, one.rejected


def test_reports_are_stored_as_the_source_has_them(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    version = factories.districts(session)
    path = csv_file(
        tmp_path,
        [(535_000.123, 345_000.987, "15/07/2020", "23:10", "badly-lit;followed")],
        header=("easting", "northing", "date", "time_band", "concerns"),
    )

    result = run_import(app, path, "--source", "Walkabout 2020")

    assert result.exit_code == 0, result.output
    assert "1 read = 1 imported + 0 already known + 0 outside + 0 rejected" in result.stdout
    (report,) = reports(session)
    assert (report.easting, report.northing, report.precision_m) == (535_000.123, 345_000.987, 1)
    assert (report.state, report.placed_by) == (ReportState.NEW, PlacedBy.IMPORT)
    assert (report.district_code, report.district_version_id) == (factories.BOSTON, version.id)
    assert report.district_confirmed
    assert (str(report.occurred_on), report.occurred_month) == ("2020-07-15", "2020-07")
    assert (report.time_band, report.burst) == (TimeBand.EVENING, None)
    assert (report.source, report.demonstration) == ("Walkabout 2020", False)
    named = session.scalars(sa.select(ReportConcern.concern).order_by(ReportConcern.concern)).all()
    assert named == [Concern.BADLY_LIT, Concern.FOLLOWED]


def test_the_import_is_recorded_with_its_rows_and_in_the_audit_trail(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session)
    path = csv_file(tmp_path, [(*INSIDE, "2020-07"), (*OUTSIDE, "2020-07"), ("x", 1, "2020-07")])

    result = run_import(app, path)

    (one,) = imports(session)
    assert _sums(one) == (3, 1, 0, 1, 1)
    assert (one.source, one.file_name) == ("reports", "reports.csv")
    assert one.mapping == {"easting": "easting", "northing": "northing", "month": "month"}
    (outside,) = outside_rows(one)
    assert (outside.line, outside.easting, outside.northing) == (3, *OUTSIDE)
    assert one.rejected_rows == [
        {"line": 4, "reason": "The easting 'x' is not a number like 532512.5"}
    ]
    assert "Line 4: The easting 'x' is not a number" in result.stderr
    (line,) = trail_page(session, narrowed=TrailFilter(action="reports-imported")).lines
    assert line.subject == str(one.id)
    assert line.detail == {
        "source": "reports",
        "read": 3,
        "imported": 1,
        "known": 0,
        "outside": 1,
        "rejected": 1,
    }


def test_identical_rows_of_one_file_are_separate_reports(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session)

    run_import(app, csv_file(tmp_path, [(*INSIDE, "2020-07")] * 3))

    assert len(reports(session)) == 3


def test_the_same_file_under_another_name_adds_none(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session)
    rows = [(*INSIDE, "2020-07")] * 2
    run_import(app, csv_file(tmp_path, rows))

    result = run_import(app, csv_file(tmp_path, rows, name="reports (1).csv"))

    assert "Source: reports." in result.stdout
    assert [_sums(one) for one in imports(session)] == [(2, 2, 0, 0, 0), (2, 0, 2, 0, 0)]


def test_a_longer_file_adds_only_what_is_new(app: Flask, session: Session, tmp_path: Path) -> None:
    factories.districts(session)
    rows = [(*INSIDE, "2020-07"), (*INSIDE, "2020-08")]
    run_import(app, csv_file(tmp_path, rows))

    run_import(app, csv_file(tmp_path, [*rows, rows[0], (*INSIDE, "2020-09")]))

    assert _sums(imports(session)[-1]) == (4, 2, 2, 0, 0)


def test_the_same_rows_of_another_source_are_other_reports(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session)
    path = csv_file(tmp_path, [(*INSIDE, "2020-07")])
    run_import(app, path, "--source", "Police")

    run_import(app, path, "--source", "Council")

    assert {report.source for report in reports(session)} == {"Police", "Council"}


ROWS = st.lists(
    st.tuples(
        st.sampled_from([530_500, 535_000, 651_000, "x", 9_999_999]),
        st.sampled_from([345_000, 355_000, "nan"]),
        st.sampled_from(["2020-07", "2020-07-01", "never"]),
    ),
    min_size=1,
    max_size=30,
)


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS, seed=st.integers(0, 99))
def test_every_row_is_accounted_for_and_a_second_load_in_any_order_adds_none(
    app: Flask,
    session: Session,
    tmp_path: Path,
    rows: list[tuple[object, ...]],
    seed: int,
) -> None:
    with app.app_context(), transaction() as other:
        for table in (ReportConcern, Report, ReportImport):
            other.execute(sa.delete(table))
    factories.districts(session)
    shuffled = random.Random(seed).sample(rows, len(rows))

    first = _import_here(app, csv_file(tmp_path, rows))
    second = _import_here(app, csv_file(tmp_path, shuffled))

    read, imported, known, outside, rejected = first
    assert imported + known + outside + rejected == read == len(rows)
    assert known == 0
    assert second == (read, 0, imported, outside, rejected)
    assert len(reports(session)) == imported


def _import_here(app: Flask, path: Path) -> tuple[int, int, int, int, int]:
    """One import without the child process, which takes its time to start."""
    with app.app_context(), transaction() as session:
        read = reading.read_here(path, Options({}, 1, clock.london_date(clock.now())))
        locator = area_locator(session)
        assert locator is not None
        made = store_import(
            session,
            placed=place_rows(read, locator=locator, source="property"),
            origin=origin("property", path.name),
            demonstration=False,
            actor=SYSTEM,
            now=clock.now(),
        )
        session.flush()
        return _sums(made)


def test_a_sealing_key_that_was_rotated_still_knows_the_rows(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session)
    path = csv_file(tmp_path, [(*INSIDE, "2020-07")] * 2)
    run_import(app, path)
    old = "t1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

    seal.configure(seal.key_ring(f"t2:{'B' * 43},{old}"))
    result = run_import(app, path)

    assert "0 imported + 2 already known" in result.stdout


@pytest.mark.parametrize("outlines", ["approximate", "official"])
def test_places_near_approximate_outlines_are_taken_and_marked(
    app: Flask, session: Session, tmp_path: Path, outlines: str
) -> None:
    approximate = outlines == "approximate"
    factories.districts(session, approximate=approximate)
    near, far = (525_100, 345_000), (524_900, 345_000)

    run_import(app, csv_file(tmp_path, [(*near, "2020-07"), (*far, "2020-07")]))

    (one,) = imports(session)
    assert _sums(one) == ((2, 1, 0, 1, 0) if approximate else (2, 0, 0, 2, 0))
    found = [(report.district_code, report.district_confirmed) for report in reports(session)]
    assert found == ([(None, False)] if approximate else [])


def test_districts_of_approximate_outlines_are_unconfirmed(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session, approximate=True)

    run_import(app, csv_file(tmp_path, [(*INSIDE, "2020-07")]))

    (report,) = reports(session)
    assert (report.district_code, report.district_confirmed) == (factories.BOSTON, False)


def test_the_precision_of_the_source_is_kept(app: Flask, session: Session, tmp_path: Path) -> None:
    factories.districts(session)
    path = csv_file(
        tmp_path,
        [(535_100, 345_000, "2020-07", ""), (535_200, 345_000, "2020-07", 250)],
        header=("easting", "northing", "month", "precision"),
    )

    run_import(app, path, "--precision", "100")

    assert [report.precision_m for report in reports(session)] == [100, 250]


def test_map_names_columns_that_have_other_names(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session)
    path = csv_file(tmp_path, [(*INSIDE, "Jul 2020")], header=("X", "Y", "When"))

    options = [f"--map={pair}" for pair in ("easting=X", "northing=y", "month=When")]
    result = run_import(app, path, *options)

    assert result.exit_code == 0, result.output
    assert imports(session)[0].mapping == {"easting": "X", "northing": "Y", "month": "When"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--map", "colour=x"), "There is no field 'colour'. Fields: lon, lat, easting"),
        (("--map", "month"), "'month' is not FIELD=COLUMN"),
        (("--map", "month=when"), "no column 'when' for month. The file has: 'easting'"),
        (("--map", "month=month", "--map", "month=easting"), "--map names month twice"),
        (("--source", "public"), "'public' is our own source"),
        (("--source", "Demonstration"), "is our own source"),
        (("--source", "x" * 81), "1 to 80 characters"),
        (("--source", " "), "1 to 80 characters"),
        (("--source", "a\x1b[2J"), "1 to 80 characters"),
        (("--precision", "0"), "precision"),
    ],
)
def test_options_that_cannot_be_are_refused(
    app: Flask, session: Session, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    factories.districts(session)

    result = run_import(app, csv_file(tmp_path, [(*INSIDE, "2020-07")]), *options)

    assert result.exit_code != 0
    assert words in result.stderr
    _check_nothing_was_stored(session)


def test_without_districts_it_says_what_to_load(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    result = run_import(app, csv_file(tmp_path, [(*INSIDE, "2020-07")]))

    assert result.exit_code == 1
    assert "flask areas import" in result.stderr
    _check_nothing_was_stored(session)


def _zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 50_000_000)


def _gzip_bomb(path: Path) -> None:
    with gzip.open(path, "wb") as file:
        for _row in range(400_000):
            file.write(b"1,1,2020-07".ljust(1_023) + b"\n")


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "The file is empty"),
    "no rows": (lambda path: path.write_text("lon,lat,month\n"), "no rows below"),
    "picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(999)), "PNG"),
    "noise": (
        lambda path: path.write_bytes(random.Random(7).randbytes(100_000)),
        "not a text file",
    ),
    "zip bomb": (_zip_bomb, "a ZIP archive"),
    "gzip bomb": (_gzip_bomb, "more than 200 MB when it is unpacked"),
    "line ends": (lambda path: path.write_bytes(b"\n" * 50_000_000), "more than 2,500,000 lines"),
    "one line": (lambda path: path.write_bytes(b"x" * 10_000_000), "more than 100,000 characters"),
    "long value": (
        lambda path: path.write_text(f"lon,lat,month\n{'9' * 20_000},53,2020-07\n"),
        "Line 2: this is not CSV",
    ),
    "same header twice": (
        lambda path: path.write_text("lon,lat,Lat,month\n-0.1,53,53,2020-07\n"),
        "names a column twice: 'lat', 'Lat'",
    ),
    "GeoJSON": (lambda path: path.write_text('{"type": "FeatureCollection"}'), "JSON"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_quickly_in_plain_words_and_nothing_is_stored(
    app: Flask, session: Session, tmp_path: Path, kind: str
) -> None:
    factories.districts(session)
    make, words = HOSTILE[kind]
    make(tmp_path / "hostile.csv")

    began = time.monotonic()
    result = run_import(app, tmp_path / "hostile.csv")

    assert time.monotonic() - began < 20
    assert result.exit_code == 1
    assert words in result.stderr
    assert "Nothing was stored" in result.stderr
    assert "Traceback" not in result.output
    _check_nothing_was_stored(session)


def test_a_failure_half_way_leaves_nothing(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.districts(session)
    monkeypatch.setattr(commands, "STORED_AT_ONCE", 1)
    monkeypatch.setattr(commands, "_concerns", _fail_at_the_third())

    result = run_import(app, csv_file(tmp_path, [(*INSIDE, "2020-07")] * 5))

    assert isinstance(result.exception, OSError)
    _check_nothing_was_stored(session)


def _fail_at_the_third() -> Callable[..., list[object]]:
    calls = iter(range(100))

    def fail(*_args: object) -> list[object]:
        if next(calls) == 2:
            raise OSError("disk full")
        return []

    return fail


def _check_nothing_was_stored(session: Session) -> None:
    for table in (Report, ReportConcern, ReportImport, AuditEntry):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    session.rollback()


def test_two_imports_of_the_same_rows_at_once_store_them_once(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session)
    rows = [(530_000 + number, 345_000, "2020-07") for number in range(3_000)]
    paths = [
        csv_file(tmp_path, rows, name="one.csv"),
        csv_file(tmp_path, rows[::-1], name="two.csv"),
    ]
    barrier, sums, errors = threading.Barrier(2), [], []

    def load(path: Path) -> None:
        try:
            sums.append(_import_at_once(app, path, barrier))
        except BaseException as error:  # noqa: BLE001  shown by the test
            errors.append(error)

    threads = [threading.Thread(target=load, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert not errors
    assert sorted(sums) == [(3_000, 0, 3_000, 0, 0), (3_000, 3_000, 0, 0, 0)]
    assert len(reports(session)) == 3_000


def _import_at_once(
    app: Flask, path: Path, barrier: threading.Barrier
) -> tuple[int, int, int, int, int]:
    with app.app_context():
        read = read_reports(path, Options({}, 1, clock.london_date(clock.now())))
        with transaction() as session:
            locator = area_locator(session)
        assert locator is not None
        placed = place_rows(read, locator=locator, source="both")
        barrier.wait(timeout=60)
        with transaction() as session:
            made = store_import(
                session,
                placed=placed,
                origin=origin("both", path.name),
                demonstration=False,
                actor=SYSTEM,
                now=clock.now(),
            )
            session.flush()
            return _sums(made)


def test_boundaries_that_change_meanwhile_stop_the_import(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session)
    path = csv_file(tmp_path, [(*INSIDE, "2020-07")])
    with app.app_context():
        read = read_reports(path, Options({}, 1, clock.london_date(clock.now())))
        with transaction() as other:
            locator = area_locator(other)
        assert locator is not None
        placed = place_rows(read, locator=locator, source="x")
        factories.districts(session, label="newer")

        with transaction() as other, pytest.raises(Rejected, match="boundaries changed"):
            store_import(
                other,
                placed=placed,
                origin=origin("x", "x.csv"),
                demonstration=False,
                actor=SYSTEM,
                now=clock.now(),
            )
