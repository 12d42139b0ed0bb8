"""Who has everything that leaves the service, backups and exports, cannot say who came first."""

import csv
import io
import json
import sqlite3
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from engagement.areas.models import AreaVersion
from engagement.core import clock
from engagement.core.backup.shapes import shapes_of
from engagement.core.db import Base
from engagement.reports.exports import FileFormat
from engagement.reports.models import AboutPerson, Report
from tests.integration.accounts.people import form_token
from tests.integration.reports.journey.canary import OpenedBackup
from tests.integration.reports.journey.walk import Walk
from tests.integration.reports.officers import browser

VISITORS = 20
FIRST = datetime(2031, 5, 13, 8, 0, tzinfo=UTC)
SELVES = list(product(("18-24", "25-34", "35-44", "45-54", "55-64"), ("female", "male")))
BANDS = ("morning", "afternoon", "evening", "night")
BY_CHANCE = 0.8
"""Kendall's tau of 20 values in an order of chance is beyond it once in a million times."""
EXPORT = "/reports/export"

Table = Sequence[Mapping[str, object]]


def visit(app: Flask, number: int, rng: Random) -> None:
    """One visitor of one network after the other, each elsewhere in Boston."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = f"198.51.{number}.7"
    walk = Walk(client)
    place = {
        "longitude": f"{rng.uniform(-0.04, 0.05):.6f}",
        "latitude": f"{rng.uniform(52.96, 53.01):.6f}",
    }
    age, sex = SELVES[number % len(SELVES)]
    with clock.frozen(FIRST + timedelta(minutes=7 * number)):
        walk.open("/report/what/")
        walk.send(what="place")
        walk.send(place="", **place)
        walk.send(about_place=["badly-lit"])
        walk.send(band=rng.choice(BANDS))
        walk.send(age=age)
        walk.send(sex=sex, religion="none" if number < len(SELVES) else "not-said")
        assert walk.send("Send it").heading == "Thank you. We have your report"


@pytest.fixture
def arrived(app: Flask, county: AreaVersion, session: Session) -> dict[str, int]:
    """Reports of twenty visitors: the id of each, and its place in the order in which they came."""
    rng, found = Random(7), dict[str, int]()
    for number in range(VISITORS):
        visit(app, number, rng)
        (new,) = {str(one) for one in session.scalars(sa.select(Report.id))} - set(found)
        session.rollback()
        found[new] = number
    return found


def tau(values: Sequence[object]) -> float:
    """Kendall's tau of values and their places: 1 or -1 where they are in order."""
    pairs: list[int] = [(a > b) - (a < b) for a, b in combinations(values, 2)]  # type: ignore[operator]
    return sum(pairs) / len(pairs)


def telling(table: Table, arrived: Mapping[str, int], key: str = "id") -> dict[str, float]:
    """Columns of a table that put its rows in the order of arrival; `rows`: their own order."""
    rows = [row for row in table if row[key] in arrived]
    assert len(rows) == len(arrived)
    by_arrival = sorted(rows, key=lambda row: arrived[str(row[key])])
    columns = {name: [row[name] for row in by_arrival] for name in rows[0]}
    columns["rows"] = [arrived[str(row[key])] for row in rows]
    many = {
        name: values
        for name, values in columns.items()
        if None not in values and len(set(values)) > VISITORS / 2
    }
    assert {key, "rows"} <= set(many)
    return {name: tau(values) for name, values in many.items() if abs(tau(values)) > BY_CHANCE}


def test_ids_are_random_and_do_not_rise_with_time(arrived: Mapping[str, int]) -> None:
    assert {UUID(one).version for one in arrived} == {4}
    assert abs(tau(list(arrived))) < BY_CHANCE


def test_the_measure_finds_an_order_where_there_is_one() -> None:
    arrived = {f"{number:02}": number for number in range(VISITORS)}
    table = [{"id": one, "other": f"{VISITORS - n:02}"} for one, n in arrived.items()]
    assert set(telling(table, arrived)) == {"id", "other", "rows"}


def test_a_backup_does_not_tell_who_came_first(
    app: Flask, arrived: Mapping[str, int], session: Session, tmp_path: Path
) -> None:
    tables = backed_up(OpenedBackup(app, tmp_path))

    assert telling(tables["reports"], arrived) == {}
    assert telling(tables["report_concerns"], arrived, "report_id") == {}
    assert telling(people(tables, session), {str(n): n for n in range(VISITORS)}, "came") == {}
    assert len(tables["jobs"]) == len(tables["audit_entries"]) == 0


@pytest.mark.parametrize("kind", list(FileFormat))
def test_no_export_tells_who_came_first(
    app: Flask, arrived: Mapping[str, int], session: Session, kind: FileFormat, tmp_path: Path
) -> None:
    with clock.frozen(FIRST + timedelta(days=3)):
        body = taken(browser(app, session), kind)

    path = tmp_path / "file"
    path.write_bytes(body)
    assert telling(READERS[kind](path), arrived) == {}


def backed_up(backup: OpenedBackup) -> dict[str, Table]:
    """The rows of each table as they stand in the file."""
    columns = {
        shape.name: [name for name, _kind in shape.columns] for shape in shapes_of(Base.metadata)
    }
    found: dict[str, list[Mapping[str, object]]] = {name: [] for name in columns}
    with tarfile.open(fileobj=io.BytesIO(backup.plain())) as tar:
        assert {member.mtime for member in tar} == {0}
        for member in tar:
            name = member.name.partition("/")[0]
            file = tar.extractfile(member)
            if name in columns and file is not None:
                found[name] += [
                    dict(zip(columns[name], json.loads(line), strict=True)) for line in file
                ]
    return dict(found)


def people(tables: Mapping[str, Table], session: Session) -> Table:
    """What people said of themselves, with whose it is: known to this test by the answers alone."""
    whose = {}
    for person in session.scalars(sa.select(AboutPerson)):
        said = person.answers
        assert isinstance(said, dict)
        again = len(SELVES) if said["religion"] == "not-said" else 0
        whose[str(person.id)] = SELVES.index((said["age"], said["sex"])) + again  # type: ignore[arg-type]
    session.rollback()
    return [
        row | {"came": str(whose[str(row["id"])])} for row in map(dict, tables["report_people"])
    ]


def taken(client: FlaskClient, kind: FileFormat) -> bytes:
    data = {"format": kind, "reason": "review", "csrf_token": form_token(client, EXPORT)}
    answer = client.post(EXPORT, data=data)
    assert answer.status_code == 200
    body: bytes = answer.data
    return body


def _csv(path: Path) -> Table:
    with zipfile.ZipFile(path) as packed:
        return list(csv.DictReader(io.StringIO(packed.read("reports.csv").decode("utf-8-sig"))))


def _geojson(path: Path) -> Table:
    with zipfile.ZipFile(path) as packed:
        features = json.loads(packed.read("reports.geojson"))["features"]
    return [
        one["properties"] | {"id": one["properties"].get("id", one.get("id"))} for one in features
    ]


def _workbook(path: Path) -> Table:
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Reports").to_python()
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def _geopackage(path: Path) -> Table:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute("SELECT * FROM reports ORDER BY fid")]
    connection.close()
    return rows


READERS = {
    FileFormat.CSV: _csv,
    FileFormat.XLSX: _workbook,
    FileFormat.GEOJSON: _geojson,
    FileFormat.GEOPACKAGE: _geopackage,
}
