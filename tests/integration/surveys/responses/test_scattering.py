"""After the daily job the raw files no longer tell in which order responses came."""

from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core.db import db
from engagement.core.scattering import scatter, unordered_tables
from engagement.core.settings import Settings
from tests.integration.surveys import making

RESPONSES = 150
PAGE = 4096


def arrive(session: Session) -> list[UUID]:
    """Responses one by one, each in a transaction of its own; their keys in the order they came."""
    version = making.version_of(session, making.survey(session))
    keys = []
    for _ in range(RESPONSES):
        keys.append(making.response(session, version, {"safe": "safe"}).id)
        session.commit()
    return keys


def in_arrival(file: Path, keys: list[UUID]) -> float:
    """Share of neighbours within a page of the file that came one right after the other.

    Table and indexes alike: an index stands in the order of its own column, and that is random too.
    """
    content, came = file.read_bytes(), {key: number for number, key in enumerate(keys)}
    following = neighbours = 0
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        places = sorted((page.find(key.hex.encode()), key) for key in keys)
        pairs = list(pairwise(came[key] for place, key in places if place >= 0))
        following += sum(abs(a - b) == 1 for a, b in pairs)
        neighbours += len(pairs)
    return following / neighbours


def test_the_tables_of_both_floors_are_scattered(app: Flask) -> None:
    names = [table.name for table in unordered_tables()]

    assert {"reports", "report_people", "survey_responses", "survey_drafts"} <= set(names)
    assert "survey_tones" in names
    assert "surveys" not in names


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_file_of_sqlite_no_longer_tells_which_response_came_after_which(
    app: Flask, session: Session, settings: Settings
) -> None:
    keys = arrive(session)
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    with app.app_context():
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        before = in_arrival(file, keys)
        session.close()
        scatter(db.engine)

    assert before > 0.08
    assert in_arrival(file, keys) < 0.04, "by chance it is one in 75"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_heap_of_postgresql_holds_responses_by_their_random_keys(
    app: Flask, session: Session
) -> None:
    keys = arrive(session)
    heap = sa.text("SELECT id FROM survey_responses ORDER BY ctid")
    assert session.scalars(heap).all() != sorted(keys)
    session.close()

    with app.app_context():
        scatter(db.engine)

    assert session.scalars(heap).all() == sorted(keys)
    written = sa.text("SELECT count(DISTINCT xmin::text) FROM survey_responses")
    assert session.scalar(written) == 1
