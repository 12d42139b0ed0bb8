"""Pages of imports: sums, rows outside and rejected, and who may look."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.actor import Role
from engagement.core.db import transaction
from engagement.core.jobs import enqueue
from engagement.reports.models import ReportImport
from tests import factories
from tests.integration.reports.importing.importing import (
    INSIDE,
    OUTSIDE,
    csv_file,
    imports,
    run_import,
)
from tests.integration.reports.officers import browser


@pytest.fixture
def loaded(app: Flask, session: Session, tmp_path: Path) -> ReportImport:
    """An import of 123 rows: 1 inside, 60 outside, 62 rejected."""
    factories.districts(session)
    rows = [
        (*INSIDE, "2020-07"),
        *[(*OUTSIDE, "2020-07")] * 60,
        *[("=cmd()", 1, "2020-07")] * 61,
        (*INSIDE, "never"),
    ]
    assert run_import(app, csv_file(tmp_path, rows), "--source", "Walkabout").exit_code == 0
    return imports(session)[0]


def _actions(session: Session) -> list[str]:
    found = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    session.rollback()
    return list(found)


def test_without_imports_the_list_says_how_to_make_one(app: Flask, session: Session) -> None:
    page = browser(app, session).get("/reports/imports/")

    assert page.status_code == 200
    assert "flask reports import" in page.text


def test_the_list_has_the_sums_of_every_import(
    app: Flask, session: Session, loaded: ReportImport
) -> None:
    page = browser(app, session).get("/reports/imports/").text

    assert f"/reports/imports/{loaded.id}" in page
    for words in ("reports.csv", "Walkabout", "Done", ">123<", ">60<", ">62<"):
        assert words in page


def test_the_detail_shows_rows_by_page_and_records_the_look(
    app: Flask, session: Session, loaded: ReportImport
) -> None:
    officer = browser(app, session)

    first = officer.get(f"/reports/imports/{loaded.id}").text
    second = officer.get(f"/reports/imports/{loaded.id}?outside=2&rejected=2").text

    assert "Outside every district" in first
    assert "651000.0" in first
    assert first.count("Outside every district") > second.count("651000.0") == 10
    assert "is not a date we can read" not in first
    assert "is not a date we can read" in second
    assert _actions(session)[-2:] == ["import-viewed", "import-viewed"]


@pytest.mark.parametrize("number", ["0", "-1", "999999999999", "x"])
def test_a_page_that_is_not_there_is_the_nearest_one(
    app: Flask, session: Session, loaded: ReportImport, number: str
) -> None:
    officer = browser(app, session)

    assert officer.get(f"/reports/imports/{loaded.id}?outside={number}").status_code == 200
    assert officer.get(f"/reports/imports/?page={number}").status_code == 200


def test_rows_outside_leave_as_csv_and_it_is_recorded(
    app: Flask, session: Session, loaded: ReportImport
) -> None:
    response = browser(app, session).get(f"/reports/imports/{loaded.id}/outside.csv")

    rows = list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    assert response.mimetype == "text/csv"
    assert len(rows) == 60
    assert (rows[0]["line"], rows[0]["easting"]) == ("3", "651000.0")
    assert _actions(session)[-1] == "import-rows-exported"


def test_rejected_rows_leave_as_csv_without_a_formula(
    app: Flask, session: Session, loaded: ReportImport
) -> None:
    response = browser(app, session).get(f"/reports/imports/{loaded.id}/rejected.csv")

    rows = list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    assert len(rows) == 62
    assert "'=cmd()'" in rows[0]["reason"]
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


def test_rows_that_an_import_lists_go_with_its_file_and_the_counts_stay(
    app: Flask, session: Session, loaded: ReportImport
) -> None:
    officer, began, url = browser(app, session), loaded.started_at, f"/reports/imports/{loaded.id}"

    def after(days: int) -> str:
        moment = began + timedelta(days=days)
        with clock.frozen(moment), app.app_context(), transaction() as inside:
            enqueue(inside, "retention.run")
        return officer.get(url).text

    assert "651000.0" in after(30)
    page = after(31)

    assert "651000.0" not in page
    assert page.count("They are no longer listed: rows of a file are kept for 30 days.") == 2
    assert ">60<" in page
    raw = sa.text("SELECT outside_rows, rejected_rows FROM report_imports")
    assert session.execute(raw).all() == [(None, None)]
    session.rollback()
    for kind in ("outside", "rejected"):
        assert len(officer.get(f"{url}/{kind}.csv").text.splitlines()) == 1


def test_what_is_not_there_is_not_found(app: Flask, session: Session, loaded: ReportImport) -> None:
    officer = browser(app, session)
    nobody = "00000000-0000-4000-8000-000000000000"

    assert officer.get(f"/reports/imports/{nobody}").status_code == 404
    assert officer.get(f"/reports/imports/{nobody}/outside.csv").status_code == 404
    assert officer.get(f"/reports/imports/{loaded.id}/other.csv").status_code == 404
    assert _actions(session)[-1] != "import-viewed"


@pytest.mark.parametrize("path", ["", "{id}", "{id}/outside.csv", "{id}/rejected.csv"])
def test_partners_and_officers_of_one_district_see_no_imports(
    app: Flask, session: Session, loaded: ReportImport, path: str
) -> None:
    address = "/reports/imports/" + path.format(id=loaded.id)
    boston = frozenset({factories.BOSTON})

    partner = browser(app, session, Role.PARTNER, districts=boston)
    officer = browser(app, session, Role.OFFICER, districts=boston)

    assert partner.get(address).status_code == 403
    assert officer.get(address).status_code == 403
    assert app.test_client().get(address).status_code == 303 or "sign-in" in (
        app.test_client().get(address).headers.get("Location", "")
    )
