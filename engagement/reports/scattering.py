"""The order of arrival, taken out of the raw files of the database.

A random key hides the order from a query, not from whoever reads the file: SQLite fills its pages
and PostgreSQL its heap as rows come. Once a day both are written anew in the order of the keys.
"""

from typing import Final

import sqlalchemy as sa

from engagement.core.db import Base
from engagement.reports.models import AboutPerson, Report, ReportConcern, ReportShare, ReportText

MODELS: Final = (Report, ReportConcern, ReportText, ReportShare, AboutPerson)
TABLES: Final = [Base.metadata.tables[model.__tablename__] for model in MODELS]


def scatter(engine: sa.Engine) -> None:
    """Rewrite the tables of reports by key; writers wait meanwhile."""
    {"sqlite": _sqlite, "postgresql": _postgresql}[engine.dialect.name](engine)


def _sqlite(engine: sa.Engine) -> None:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
    finally:
        connection.close()


def _postgresql(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        for table in TABLES:  # one transaction writes every row, so that none tells its own
            column = next(iter(table.primary_key.columns))
            connection.execute(sa.update(table).values({column: column}))
        for table in TABLES:
            connection.execute(sa.text(f"CLUSTER {table.name} USING {table.primary_key.name}"))
