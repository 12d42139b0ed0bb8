"""Running `flask reports import` on small files, for the tests of imports."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from engagement.reports.models import Report, ReportImport

INSIDE = (535_000.0, 345_000.0)
"""In the first of the square districts."""
OUTSIDE = (651_000.0, 345_000.0)
"""In the United Kingdom, in none of the square districts."""
HEADER = ("easting", "northing", "month")


def csv_file(
    folder: Path,
    rows: Iterable[Sequence[object]],
    *,
    header: Sequence[str] = HEADER,
    name: str = "reports.csv",
) -> Path:
    """A CSV file of these rows."""
    path = folder / name
    lines = [",".join(map(str, row)) for row in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run_import(app: Flask, path: Path, *options: str) -> Result:
    """What the command said; its errors are in `stderr`, its exit code in `exit_code`."""
    return app.test_cli_runner().invoke(args=["reports", "import", str(path), *options])


def imports(session: Session) -> list[ReportImport]:
    """Every import, the first one first; the session holds no lock afterwards."""
    found = session.scalars(
        sa.select(ReportImport)
        .order_by(ReportImport.started_at)
        .execution_options(populate_existing=True)
    ).all()
    session.commit()
    return list(found)


def reports(session: Session) -> list[Report]:
    """Every report, from west to east; the session holds no lock afterwards."""
    found = session.scalars(
        sa.select(Report)
        .order_by(Report.easting, Report.id)
        .execution_options(populate_existing=True)
    ).all()
    session.commit()
    return list(found)
