"""The export page: every form, who has the reports then, how often, and what was withdrawn."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engagement.core import clock
from engagement.reports.exports import FileFormat, views
from engagement.reports.models import Report, ReportShare, ReportState
from engagement.reports.queries import ReportRow, rows_to_export
from tests.factories import districts, report
from tests.integration.accounts.people import form_token, make_officer, signed_in_client
from tests.integration.reports.officers import browser

URL = "/reports/export"
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def take(client: FlaskClient, kind: str = "csv") -> TestResponse:
    data = {"format": kind, "reason": "lighting review", "csrf_token": form_token(client, URL)}
    return client.post(URL, data=data)


def shares(session: Session) -> list[ReportShare]:
    found = session.scalars(sa.select(ReportShare).order_by(ReportShare.report_id)).all()
    session.commit()
    return list(found)


@SQLITE
@pytest.mark.parametrize("kind", list(FileFormat))
def test_each_form_comes_under_a_name_that_says_what_it_is(
    app: Flask, session: Session, kind: FileFormat
) -> None:
    districts(session)
    report(session)
    session.commit()

    answer = take(browser(app, session), kind)

    assert answer.status_code == 200
    ending = f"{kind}.zip" if kind in (FileFormat.CSV, FileFormat.GEOJSON) else kind
    assert answer.headers["Content-Disposition"].endswith(f'{ending}"')


def test_an_export_notes_once_which_organisation_has_the_reports_of_people(
    app: Flask, session: Session
) -> None:
    public, _imported = report(session), report(session, source="old extract")
    session.commit()
    officer = make_officer(session)
    client = signed_in_client(app, session, officer)

    take(client)
    take(client)

    (share,) = shares(session)
    today = clock.london_date(clock.now())
    assert (share.report_id, share.organisation_id) == (public.id, officer.organisation_id)
    assert (share.first_on, share.told_on) == (today, None)


@SQLITE
def test_a_report_withdrawn_while_the_file_is_made_is_not_in_it(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaves, stays = report(session), report(session)
    session.commit()

    def withdrawn_after(*args: Any, **kwargs: Any) -> Sequence[ReportRow]:
        rows = rows_to_export(*args, **kwargs)
        session.execute(
            sa.update(Report).where(Report.id == leaves.id).values(state=ReportState.WITHDRAWN)
        )
        session.commit()
        return rows

    monkeypatch.setattr(views, "rows_to_export", withdrawn_after)
    answer = take(browser(app, session), "xlsx")

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_name("Reports")
    assert [row[0] for row in sheet.to_python()[1:]] == [str(stays.id)]
    assert {share.report_id for share in shares(session)} == {leaves.id, stays.id}


@SQLITE
def test_an_officer_takes_thirty_files_an_hour_and_others_are_not_held_up(
    app: Flask, session: Session
) -> None:
    districts(session)
    client, other = browser(app, session), browser(app, session)

    first = [client.get("/reports/maps/districts.csv").status_code for _ in range(30)]

    assert set(first) == {200}
    assert client.get("/reports/maps/districts.csv").status_code == 429
    assert take(client).status_code == 429
    assert take(other).status_code == 200


@SQLITE
def test_a_small_csv_says_on_every_line_when_it_was_taken_and_by_whom(
    app: Flask, session: Session
) -> None:
    districts(session)

    header, *lines = browser(app, session).get("/reports/maps/districts.csv").text.splitlines()

    assert header.endswith("taken_on,taken_by")
    assert lines
    assert all(line.endswith("Test officer") for line in lines)
