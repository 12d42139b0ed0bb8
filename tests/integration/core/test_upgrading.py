"""Upgrading a database that is in use: what stands in it stays, on both engines."""

from uuid import uuid4

import sqlalchemy as sa
from flask import Flask

from engagement.core import lazy, migrating
from engagement.core.db import db, transaction

OLD_REPORT = (
    "INSERT INTO reports (id, state, source, easting, northing, precision_m, placed_by, "
    "district_confirmed, demonstration) VALUES (:id, :state, 'public', 532500, 343700, 10, 'map', "
    ":yes, :no)"
)


def migrate(revision: str) -> None:
    config = migrating._config()  # there is no command for going back
    with db.engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        config.attributes["connection"] = connection
        command = lazy.alembic_command()
        (command.downgrade if revision != "head" else command.upgrade)(config, revision)


def everything() -> tuple[list[tuple[str, str]], int]:
    with transaction() as session:
        states = session.execute(sa.text("SELECT state, placed_by FROM reports ORDER BY state"))
        concerns = session.scalar(sa.text("SELECT count(*) FROM report_concerns"))
        return [(row[0], row[1]) for row in states], concerns or 0


def test_reports_and_their_concerns_survive_the_way_up_and_down(app: Flask) -> None:
    with app.app_context():
        migrate("0001")
        with transaction() as session:
            for state in ("new", "approved", "withdrawn"):
                id = uuid4() if db.engine.dialect.name == "postgresql" else uuid4().hex
                values = {"id": id, "state": state, "yes": True, "no": False}
                session.execute(sa.text(OLD_REPORT), values)
                session.execute(
                    sa.text("INSERT INTO report_concerns VALUES (:id, 'badly-lit')"), {"id": id}
                )

        migrate("head")
        after = everything()
        with transaction() as session:
            session.execute(
                sa.text(
                    "UPDATE reports SET state = 'closed', outcome = 'repaired' WHERE state = 'new'"
                )
            )
        migrate("0001")
        back = everything()
        migrate("head")

    assert after == ([("approved", "map"), ("new", "map"), ("withdrawn", "gone")], 3)
    assert back == ([("approved", "map"), ("approved", "map"), ("withdrawn", "gone")], 3)
