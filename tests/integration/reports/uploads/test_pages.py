"""Importing by the page: nothing is stored before the start, nothing is lost on the way."""

import gzip
import io
from pathlib import Path

import pytest
import sqlalchemy as sa
import xlsxwriter
from flask import Flask
from sqlalchemy.orm import Session

from engagement.audit.queries import TrailFilter, trail_page
from engagement.core import clock
from engagement.core.actor import Role
from engagement.reports.models import ReportUpload, UploadState
from tests import factories
from tests.html import parse
from tests.integration.accounts.people import form_token
from tests.integration.reports.importing.importing import csv_file, imports, reports, run_import
from tests.integration.reports.officers import browser
from tests.integration.reports.uploads.sending import (
    ANSWERS,
    NEW,
    ROWS,
    describe,
    imported,
    press,
    send,
    sent,
)

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _book(*names: str) -> bytes:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed)
    for name in names:
        sheet = book.add_worksheet(name)
        for number, line in enumerate(ROWS.decode().splitlines()):
            sheet.write_row(number, 0, line.split(","))
    book.close()
    return packed.getvalue()


def _uploads(session: Session) -> list[ReportUpload]:
    found = session.scalars(
        sa.select(ReportUpload)
        .order_by(ReportUpload.uploaded_at)
        .execution_options(populate_existing=True)
    ).all()
    session.commit()
    return list(found)


def test_a_file_is_sent_described_looked_at_and_imported(app: Flask, session: Session) -> None:
    factories.districts(session)
    client = browser(app, session)

    url = sent(client)
    guessed = client.get(f"{url}/columns").text
    answer = describe(client, url)
    preview = parse(client.get(answer.location).text).text
    nothing_yet = reports(session)
    started = press(client, f"{url}/preview", f"{url}/start")
    result = client.get(started.location)

    assert '<option value="1" selected>northing</option>' in guessed
    assert "Stored as reports 2" in preview
    assert "Outside every district 1" in preview
    assert "Rejected 1" in preview
    assert "5 'soon' is not a date we can read" in preview
    assert "2 535000.0, 345000.0 10 m Boston July 2020 Not said New" in preview
    assert nothing_yet == []
    (one,) = imports(session)
    assert result.location == f"/reports/imports/{one.id}"
    assert (one.read, one.imported, one.known, one.outside, one.rejected) == (4, 2, 0, 1, 1)
    assert (one.source, one.file_name, one.started_by is not None) == (
        "Walkabout",
        "reports.csv",
        True,
    )
    assert {(row.source, row.precision_m) for row in reports(session)} == {("Walkabout", 10)}
    assert _uploads(session)[0].state is UploadState.DONE


@SQLITE
@pytest.mark.parametrize(
    ("content", "name"),
    [(gzip.compress(ROWS), "reports.csv.gz"), (_book("Data"), "reports.xlsx")],
    ids=["gzip", "xlsx"],
)
def test_it_takes_packed_files_and_workbooks(
    app: Flask, session: Session, content: bytes, name: str
) -> None:
    factories.districts(session)

    imported(browser(app, session), content, name)

    (one,) = imports(session)
    assert (one.imported, one.outside, one.rejected) == (2, 1, 1)


@SQLITE
def test_of_a_workbook_with_several_sheets_one_is_chosen_and_can_be_changed(
    app: Flask, session: Session
) -> None:
    factories.districts(session)
    client = browser(app, session)
    url = sent(client, _book("Spring", "Summer"), "reports.xlsx")

    token = form_token(client, f"{url}/sheet")
    chosen = client.post(f"{url}/sheet", data={"sheet": "Summer", "csrf_token": token})
    answer = describe(client, url)

    assert chosen.location == f"{url}/columns"
    assert answer.location == f"{url}/preview"
    assert client.get(answer.location).status_code == 200
    assert "checked" in client.get(f"{url}/sheet").text


@SQLITE
def test_a_mistake_loses_neither_the_file_nor_the_answers(app: Flask, session: Session) -> None:
    factories.districts(session)
    client = browser(app, session)
    url = sent(client)

    wrong = describe(client, url, ANSWERS | {"northing": "", "month": "", "precision_m": "ten"})
    describe(client, url, ANSWERS | {"source": "Spring walk"})
    again = client.get(f"{url}/columns").text

    assert wrong.status_code == 200
    said = parse(wrong.text).summary
    assert any(line.startswith("Choose the columns of the place") for line in said)
    assert any(line.startswith("Choose the column of the date") for line in said)
    assert any(line.startswith("Enter a whole number of metres") for line in said)
    assert 'value="Spring walk"' in again
    assert 'value="10"' in again
    assert "reports.csv" in client.get("/reports/imports/").text


@SQLITE
def test_our_own_source_is_refused_on_its_field(app: Flask, session: Session) -> None:
    client = browser(app, session)

    answer = describe(client, sent(client), ANSWERS | {"source": "public"})

    assert "is our own source" in answer.text


@SQLITE
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file|empty"),
        (b"\x89PNG\r\n", "picture"),
        (b"a,a\n1,2\n", "names a column twice"),
        (b"a,b\n", "no rows below"),
        (b"PK\x03\x04 and rubbish", "damaged"),
        (b"a," * 600 + b"\n1\n", "1,201 columns|601 columns"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_once_and_not_kept(
    app: Flask, session: Session, content: bytes, words: str
) -> None:
    answer = send(browser(app, session), content)

    assert answer.status_code == 400
    assert any(one in parse(answer.text).text for one in words.split("|"))
    assert _uploads(session) == []


@SQLITE
@pytest.mark.settings(max_import_mb=0)
def test_a_file_beyond_the_limit_is_refused_in_words(app: Flask, session: Session) -> None:
    client = browser(app, session)

    answer = send(client, b"x" * 100_000)

    assert answer.status_code == 400
    assert "must be smaller than 0 MB" in " ".join(parse(answer.text).summary)


@SQLITE
def test_the_bytes_and_the_header_lie_sealed(app: Flask, session: Session) -> None:
    client = browser(app, session)
    sent(client, b"easting,northing,month,remark-canary\n1,2,2020-07,body-canary\n")

    with app.app_context():
        raw = session.execute(sa.text("SELECT content, sheets, mapping FROM report_uploads")).one()

    assert b"canary" not in b"".join(bytes(part) for part in raw)


@SQLITE
def test_who_may_not_import_finds_no_door_and_a_district_is_not_the_county(
    app: Flask, session: Session
) -> None:
    analyst = browser(app, session, Role.ANALYST)
    officer = browser(app, session, districts=frozenset({factories.BOSTON}))

    assert "Import a file" not in analyst.get("/reports/imports/").text
    assert analyst.get(NEW).status_code == officer.get(NEW).status_code == 403


@SQLITE
def test_a_look_at_the_rows_and_every_step_stand_in_the_trail(app: Flask, session: Session) -> None:
    factories.districts(session)
    imported(browser(app, session))

    actions = [line.action for line in trail_page(session, narrowed=TrailFilter()).lines]

    assert {
        "import-file-sent",
        "import-file-viewed",
        "import-started",
        "reports-imported",
    } <= set(actions)


@SQLITE
def test_the_same_file_again_is_named_and_adds_nothing(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session)
    path = csv_file(tmp_path, [])
    path.write_bytes(ROWS)
    run_import(app, path, "--source", "Walkabout")
    client = browser(app, session)

    url = sent(client)
    page = client.get(f"{url}/columns").text
    describe(client, url)
    preview = parse(client.get(f"{url}/preview").text).text

    assert "This very file was imported before, from the source “Walkabout”" in page
    assert "Already known from this source 2" in preview
    assert "Already known" in preview


@SQLITE
def test_a_file_that_is_not_needed_can_be_removed_at_once(app: Flask, session: Session) -> None:
    factories.districts(session)
    client = browser(app, session)
    url = sent(client)
    describe(client, url)

    answer = press(client, f"{url}/preview", f"{url}/remove")

    assert answer.location == "/reports/imports/"
    assert _uploads(session) == []
    assert client.get(url).status_code == 404


@SQLITE
def test_without_districts_it_says_so_and_keeps_the_file(app: Flask, session: Session) -> None:
    client = browser(app, session)
    url = sent(client)

    describe(client, url)
    answer = client.get(f"{url}/preview")

    assert answer.status_code == 400
    assert "No districts are loaded" in answer.text
    assert len(_uploads(session)) == 1


@SQLITE
def test_a_second_press_starts_nothing_twice(app: Flask, session: Session) -> None:
    factories.districts(session)
    client = browser(app, session)
    imported(client)
    (upload,) = _uploads(session)

    token = form_token(client, NEW)
    answer = client.post(f"/reports/imports/files/{upload.id}/start", data={"csrf_token": token})

    assert answer.status_code == 303
    assert len(imports(session)) == 1
    assert clock.now() >= upload.uploaded_at
