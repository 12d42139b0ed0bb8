"""The order of arrival, taken out of the raw files of the database.

A random key hides the order from a query, not from whoever reads the file: SQLite fills its pages
and PostgreSQL its heap as rows come. Once a day both are written anew in the order of the keys.
A table asks for it by `core.db.UNORDERED`, on whichever floor it stands.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from engagement.core.db import UNORDERED, Base


def unordered_tables() -> Sequence[sa.Table]:
    """Every table whose rows must not tell in which order they came, by name."""
    wanted = UNORDERED["sqlite_with_rowid"]
    tables = Base.metadata.tables.values()
    marked = (one for one in tables if one.dialect_options["sqlite"]["with_rowid"] is wanted)
    return sorted(marked, key=lambda table: table.name)


def scatter(engine: sa.Engine) -> None:
    """Rewrite these tables by key; writers wait meanwhile."""
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
    tables = unordered_tables()
    with engine.begin() as connection:
        for table in tables:  # one transaction writes every row, so that none tells its own
            column = next(iter(table.primary_key.columns))
            connection.execute(sa.update(table).values({column: column}))
        for table in tables:
            connection.execute(sa.text(f"CLUSTER {table.name} USING {table.primary_key.name}"))
