"""flask reports import on workbooks, on dates of another order, and when nothing is taken."""

from pathlib import Path

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy.orm import Session

from tests import factories
from tests.integration.reports.importing.importing import (
    HEADER,
    INSIDE,
    csv_file,
    imports,
    reports,
    run_import,
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _workbook(folder: Path, *sheets: str) -> Path:
    path = folder / "walk of spring.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in sheets:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, (*INSIDE, "2020-07"))
    book.close()
    return path


def test_a_workbook_is_imported_like_a_csv_file_and_known_again_as_one(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session)

    first = run_import(app, _workbook(tmp_path, "Data"))
    again = run_import(
        app, csv_file(tmp_path, [(*INSIDE, "2020-07")]), "--source", "walk of spring"
    )

    assert first.exit_code == 0, first.output
    assert "1 read = 1 imported" in first.stdout
    assert "0 imported + 1 already known" in again.stdout
    assert reports(session)[0].source == "walk of spring"


def test_a_sheet_is_named_where_there_are_several(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session)
    path = _workbook(tmp_path, "Spring", "Summer")

    unnamed, named = run_import(app, path), run_import(app, path, "--sheet", "Summer")

    assert unnamed.exit_code == 1
    assert "several sheets: 'Spring', 'Summer'. Say which with --sheet NAME" in unnamed.stderr
    assert named.exit_code == 0, named.output


def test_dates_can_have_the_month_first(app: Flask, session: Session, tmp_path: Path) -> None:
    factories.districts(session)
    path = csv_file(tmp_path, [(*INSIDE, "07/08/2020")], header=("easting", "northing", "date"))

    run_import(app, path, "--month-first")

    assert str(reports(session)[0].occurred_on) == "2020-07-08"


def test_a_file_of_which_no_row_can_be_read_ends_with_an_error_and_its_record_stays(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session)

    result = run_import(app, csv_file(tmp_path, [("x", 1, "2020-07"), (*INSIDE, "soon")]))

    assert result.exit_code == 1
    assert "No row of the file could be read." in result.stderr
    (one,) = imports(session)
    assert (one.read, one.rejected) == (2, 2)
