"""The job that imports a file: cut off, repeated, overtaken by new boundaries; and how files go."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.jobs import Job, JobState, queue
from engagement.core.retention import start_of
from engagement.reports.importing import piecewise
from engagement.reports.importing.commands import store_reports
from engagement.reports.importing.opening import FileRefused
from engagement.reports.models import ImportState, ReportUpload, UploadState
from engagement.reports.uploads import jobs
from engagement.reports.uploads.retention import count_files, destroy_files
from tests import factories
from tests.integration.accounts.people import form_token, make_officer, signed_in_client
from tests.integration.reports.importing.importing import INSIDE, imports, reports
from tests.integration.reports.officers import browser
from tests.integration.reports.uploads.sending import NEW, describe, imported, press, sent

MANY = 25
ROWS = "\n".join(
    ["easting,northing,month", *(f"{INSIDE[0] + n},{INSIDE[1]},2020-07" for n in range(MANY))]
).encode()


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PART", 10)


def _upload(session: Session) -> ReportUpload:
    session.expire_all()
    found = session.scalars(sa.select(ReportUpload)).one()
    session.commit()
    return found


def _described(client: FlaskClient) -> str:
    url = sent(client, ROWS)
    describe(client, url)
    return url


def _breaks(monkeypatch: pytest.MonkeyPatch, at: int, error: Exception) -> None:
    """Storing a part fails once, at the so-manyeth time."""
    store, calls = piecewise.store_part, iter(range(1, 1_000))

    def broken(*args: Any, **kwargs: Any) -> None:
        if next(calls) == at:
            raise error
        store(*args, **kwargs)

    monkeypatch.setattr(jobs, "store_part", broken)


@pytest.mark.usefixtures("small_parts")
def test_a_job_that_was_cut_off_goes_on_and_stores_no_row_twice(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.districts(session)
    client = browser(app, session)
    url = _described(client)
    _breaks(monkeypatch, 2, OSError("the worker died"))

    press(client, f"{url}/preview", f"{url}/start")
    half = len(reports(session))
    waiting = client.get(url).text
    job_id = _upload(session).job_id
    queue_of(app).run(str(job_id))

    assert half == 10
    assert "10 of 25 rows" in waiting
    (one,) = imports(session)
    assert (one.state, one.imported, one.known, one.read) == (ImportState.DONE, MANY, 0, MANY)
    assert len(reports(session)) == MANY
    assert _upload(session).state is UploadState.DONE


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_job_names_the_file_alone_and_the_trail_who_had_it_imported(
    app: Flask, session: Session
) -> None:
    factories.districts(session)
    officer = make_officer(session)
    imported(signed_in_client(app, session, officer), ROWS)

    job = sa.select(Job.args).where(Job.name == "reports.import")
    assert session.scalars(job).all() == [{"upload": str(_upload(session).id)}]
    entry = sa.select(AuditEntry.actor_id).where(AuditEntry.action == "reports-imported")
    assert session.scalars(entry).all() == [officer.id]
    session.commit()


def queue_of(app: Flask) -> Any:
    with app.app_context():
        return queue()


@pytest.mark.usefixtures("small_parts")
def test_new_boundaries_on_the_way_place_every_row_again(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.districts(session)
    client = browser(app, session)
    url = _described(client)
    _breaks(monkeypatch, 2, piecewise.BoundariesChanged())

    press(client, f"{url}/preview", f"{url}/start")

    (one,) = imports(session)
    assert (one.state, one.imported) == (ImportState.DONE, MANY)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_turns_out_unreadable_is_refused_with_the_reason_and_can_be_described_anew(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.districts(session)
    client = browser(app, session)
    url = _described(client)

    def refused(*_args: object) -> None:
        raise FileRefused("Line 9 is no table.")

    monkeypatch.setattr(jobs, "read_reports", refused)
    press(client, f"{url}/preview", f"{url}/start")
    page = client.get(url).text
    monkeypatch.undo()
    describe(client, url)
    press(client, f"{url}/preview", f"{url}/start")

    assert "Line 9 is no table." in page
    assert len(reports(session)) == MANY


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_import_whose_job_was_given_up_can_be_started_again(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.districts(session)
    client = browser(app, session)
    url = _described(client)
    monkeypatch.setattr(jobs, "store_part", _always_broken)
    press(client, f"{url}/preview", f"{url}/start")
    session.execute(
        sa.update(Job)
        .where(Job.id == _upload(session).job_id)
        .values(state=JobState.FAILED, attempt=5)
    )
    session.commit()
    monkeypatch.undo()

    page = client.get(url).text
    client.post(f"{url}/start", data={"csrf_token": form_token(client, NEW)})

    assert "The import has stopped" in page
    assert len(reports(session)) == MANY
    assert len(imports(session)) == 1


def _always_broken(*_args: object, **_kwargs: object) -> None:
    raise OSError


def test_two_imports_of_the_same_rows_at_once_leave_each_row_once(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.districts(session)
    client = browser(app, session)
    store, others = store_reports, iter([True])

    def overtaken(*args: Any, **kwargs: Any) -> Iterator[int]:
        if next(others, False):
            raise sa.exc.IntegrityError("unique", {}, Exception())
        return store(*args, **kwargs)

    monkeypatch.setattr(piecewise, "store_reports", overtaken)
    imported(client, ROWS)

    assert len(reports(session)) == MANY


def test_files_go_when_their_days_are_over_and_what_was_imported_stays(
    app: Flask, session: Session
) -> None:
    factories.districts(session)
    imported(browser(app, session), ROWS)
    tomorrow = clock.london_date(clock.now()) + timedelta(days=1)
    today = clock.london_date(clock.now())

    kept = count_files(session, before=today)
    due = count_files(session, before=tomorrow)
    steps = [destroy_files(session, before=tomorrow, limit=1) for _ in range(3)]
    session.commit()

    assert (kept, due, steps) == (0, 2, [1, 1, 0]), "the file, and the rows that its import lists"
    assert session.scalars(sa.select(ReportUpload)).all() == []
    session.commit()
    assert len(reports(session)) == MANY
    assert start_of(today) <= clock.now()
