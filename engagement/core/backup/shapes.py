"""Tables as a backup knows them: names, columns of nine plain kinds, the key.

A backup describes its tables itself, so it can be read and compared at the revision at which it was
made, whatever the models say today. Sealed columns are bytes here and stay sealed.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from engagement.core.db import UtcDateTime
from engagement.core.seal import Json

FETCH: Final = 50
"""Rows held at once while reading: some tables keep boundaries and files."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of value is bound to a statement, and written as JSON and read again."""

    type: TypeEngine[Any]
    write: Callable[[Any], Json]
    read: Callable[[Any], object]


def _same(value: Any) -> Any:
    return value


def _write_bytes(value: bytes | memoryview) -> str:
    return b64encode(value).decode()


def _write_moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


KINDS: Final[dict[str, Kind]] = {
    "uuid": Kind(sa.Uuid(), str, UUID),
    "moment": Kind(UtcDateTime(), _write_moment, datetime.fromisoformat),
    "date": Kind(sa.Date(), date.isoformat, date.fromisoformat),
    "bytes": Kind(sa.LargeBinary(), _write_bytes, b64decode),
    "json": Kind(NullType(), _same, _same),  # as text: numbers and nulls stay as they were written
    "bool": Kind(sa.Boolean(), _same, _same),
    "int": Kind(sa.BigInteger(), _same, _same),
    "number": Kind(sa.Double(), _same, _same),
    "text": Kind(sa.Text(), _same, _same),
}
STORED_AS: Final[tuple[tuple[type[TypeEngine[Any]], str], ...]] = (
    (sa.Uuid, "uuid"),
    (sa.DateTime, "moment"),
    (sa.Date, "date"),
    (sa.LargeBinary, "bytes"),
    (sa.JSON, "json"),
    (sa.Boolean, "bool"),
    (sa.Integer, "int"),
    (sa.Float, "number"),
    (sa.String, "text"),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: its columns with the names of their kinds, and its primary key."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]

    @property
    def table(self) -> sa.TableClause:
        columns = [sa.column(name, KINDS[kind].type) for name, kind in self.columns]
        return sa.table(self.name, *columns)


def shapes_of(metadata: sa.MetaData) -> tuple[Shape, ...]:
    """Every table, those that others refer to first."""
    return tuple(
        Shape(
            table.name,
            tuple((column.name, kind_of(column.type)) for column in table.columns),
            tuple(column.name for column in table.primary_key.columns),
        )
        for table in metadata.sorted_tables
    )


def kind_of(stored: TypeEngine[Any]) -> str:
    """The kind of a column's stored type; TypeError for one that a backup does not know."""
    plain = stored.impl_instance if isinstance(stored, TypeDecorator) else stored
    for type, kind in STORED_AS:
        if isinstance(plain, type):
            return kind
    raise TypeError(f"a backup does not know how to keep {stored!r}")


def lines_of(connection: sa.Connection, shape: Shape) -> Iterator[bytes]:
    """Every row as a line of JSON, in the order of the key: nothing tells which came first."""
    writers = [KINDS[kind].write for _name, kind in shape.columns]
    for row in connection.execute(
        _select(shape, connection.dialect.name),
        execution_options={"stream_results": True, "yield_per": FETCH},
    ):
        values = [
            None if value is None else write(value)
            for write, value in zip(writers, row, strict=True)
        ]
        yield json.dumps(values, separators=(",", ":")).encode() + b"\n"


def values_of(shape: Shape, lines: Iterable[list[Json]]) -> list[dict[str, object]]:
    """Rows of a file as values by column; ValueError for one that is not of its kind."""
    readers = [(name, KINDS[kind].read) for name, kind in shape.columns]
    return [
        {
            name: None if value is None else read(value)
            for (name, read), value in zip(readers, line, strict=True)
        }
        for line in lines
    ]


def _select(shape: Shape, dialect: str) -> sa.Select[Any]:
    table = shape.table
    wanted = [
        sa.cast(table.c[name], sa.Text) if kind == "json" else table.c[name]
        for name, kind in shape.columns
    ]
    return sa.select(*wanted).order_by(*(_ordered(table.c[name], dialect) for name in shape.key))


def _ordered(column: sa.ColumnElement[Any], dialect: str) -> sa.ColumnElement[Any]:
    """By bytes on both engines, so that the same rows give the same hash."""
    by_bytes = dialect == "postgresql" and isinstance(column.type, sa.Text)
    return sa.collate(column, "C") if by_bytes else column
