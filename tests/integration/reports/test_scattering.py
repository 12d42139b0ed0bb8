"""After the daily job the raw files no longer tell in which order reports came."""

from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core.db import db
from engagement.core.scattering import scatter
from engagement.core.settings import Settings
from tests import factories

REPORTS = 150
PAGE = 4096


def arrive(session: Session) -> list[UUID]:
    """Reports one by one, each in a transaction of its own; their keys in the order they came."""
    factories.districts(session)
    keys = []
    for _ in range(REPORTS):
        keys.append(factories.report(session).id)
        session.commit()
    return keys


def by_key(file: Path, keys: list[UUID]) -> float:
    """Share of neighbours within a page of the file that stand in the order of their keys."""
    content = file.read_bytes()
    ordered = neighbours = 0
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        places = sorted((page.find(key.hex.encode()), key) for key in keys)
        pairs = list(pairwise(key for place, key in places if place >= 0))
        falling = sum(a > b for a, b in pairs)  # a page is filled from its end
        ordered += max(falling, len(pairs) - falling)
        neighbours += len(pairs)
    return ordered / neighbours


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_file_of_sqlite_holds_reports_by_their_random_keys(
    app: Flask, session: Session, settings: Settings
) -> None:
    keys = arrive(session)
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    with app.app_context():
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        before = by_key(file, keys)
        session.close()
        scatter(db.engine)
    assert before < 0.8
    assert by_key(file, keys) > 0.95
    assert not Path(f"{file}-wal").exists() or Path(f"{file}-wal").stat().st_size == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_heap_of_postgresql_holds_reports_by_their_random_keys(
    app: Flask, session: Session
) -> None:
    keys = arrive(session)
    heap = sa.text("SELECT id FROM reports ORDER BY ctid")
    assert session.scalars(heap).all() != sorted(keys)
    session.close()
    with app.app_context():
        scatter(db.engine)
    assert session.scalars(heap).all() == sorted(keys)
    assert session.scalar(sa.text("SELECT count(DISTINCT xmin::text) FROM reports")) == 1
