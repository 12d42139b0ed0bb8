"""The database: SQLite by default, PostgreSQL in production, the same models on both."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from inspect import iscoroutinefunction
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import TYPE_CHECKING, Any, ClassVar, Final

import sqlalchemy as sa
from flask import Flask, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import event, orm
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from engagement.core import lazy
from engagement.core.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
BUSY_SECONDS: Final = 20

UNORDERED: Final = {"sqlite_with_rowid": False}
"""Table arguments for rows whose order of arrival must not be readable: no rowid on SQLite."""


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is a mistake and is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def insert_into(session: orm.Session, model: type[orm.DeclarativeBase] | sa.Table) -> "Insert":
    """An INSERT that knows ON CONFLICT, in the words of the session's own database."""
    insert: Insert = lazy.dialect(session.get_bind().dialect.name).insert(model)
    return insert


def enum_type(kind: type[StrEnum], length: int) -> sa.Enum:
    """A StrEnum stored as its text; the table carries the CHECK."""
    return sa.Enum(
        kind,
        native_enum=False,
        length=length,
        create_constraint=False,
        values_callable=lambda members: [member.value for member in members],
    )


def one_of(column: str, kind: type[StrEnum]) -> sa.CheckConstraint:
    """The CHECK that holds a text column to a StrEnum; what may be null stays free to be."""
    values = ", ".join(f"'{member.value}'" for member in kind)
    return sa.CheckConstraint(f"{column} IN ({values})", name=column)


class Base(orm.DeclarativeBase):
    """Base of every model: named constraints, aware moments."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcDateTime()}


class Session(orm.Session):
    """A session that says before its first query whether it will write.

    On SQLite a writer begins IMMEDIATE, so that two writers queue instead of one of them failing
    when it turns from reading to writing. Readers stay deferred and never wait.
    """

    def get_bind(self, *args: Any, **kwargs: Any) -> sa.Engine | sa.Connection:
        bind = super().get_bind(*args, **kwargs)
        if isinstance(bind, sa.Engine) and self.info.get("writes"):
            # kept: a session opens one connection for each engine object it is given
            writer: sa.Engine = self.info.setdefault(
                "writer", bind.execution_options(sqlite_begin="IMMEDIATE")
            )
            return writer
        return bind


db = SQLAlchemy(session_options={"class_": Session})


def init_db(app: Flask, settings: Settings) -> None:
    """Bind the app to the database of `settings`."""
    options = _engine_options(settings.database_url)
    app.config["SQLALCHEMY_ENGINES"] = {"default": options}
    db.init_app(app)
    # its teardown of asynchronous sessions starts a thread for each request; we have none of them
    app.teardown_appcontext_funcs = [
        function for function in app.teardown_appcontext_funcs if not iscoroutinefunction(function)
    ]
    with app.app_context():
        _speak_sqlite(db.engine)
    app.before_request(_mark_writer)


def open_engine(database_url: str) -> sa.Engine:
    """An engine like the app's own, for a database beside it; the caller disposes of it."""
    engine = sa.create_engine(**_engine_options(database_url))
    _speak_sqlite(engine)
    return engine


def _engine_options(database_url: str) -> dict[str, Any]:
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
        options: dict[str, Any] = {"url": url, "pool_pre_ping": True}
    else:
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        options = {"url": url, "connect_args": {"timeout": BUSY_SECONDS}}
    options["hide_parameters"] = True  # what people wrote stays out of error messages and logs
    return options


def _speak_sqlite(engine: sa.Engine) -> None:
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)


def _on_sqlite_connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    if not isinstance(connection, SQLiteConnection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: Connection) -> None:
    kind = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {kind}")


def _mark_writer() -> None:
    if request.method not in SAFE_METHODS:
        db.session.info["writes"] = True


@contextmanager
def reading() -> Iterator[orm.Session]:
    """A short transaction of its own that only reads, and ends before its caller writes."""
    with db.sessionmaker() as session:
        yield session


@contextmanager
def transaction() -> Iterator[orm.Session]:
    """A short transaction of its own that writes; committed at the end, rolled back on an error."""
    with db.sessionmaker() as session:
        session.info["writes"] = True
        yield session
        session.commit()
