"""Making a backup: one snapshot of every table, encrypted as it is read."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from engagement.core import migrating
from engagement.core.backup import keys
from engagement.core.backup.archive import Header, Manifest, Pieces, write_archive
from engagement.core.backup.errors import BackupError
from engagement.core.backup.shapes import lines_of, shapes_of
from engagement.core.db import Base


def create_backup(engine: sa.Engine, *, path: Path, recipient: str, made_on: date) -> Manifest:
    """Write an encrypted backup to `path`, which must not exist; others read and write meanwhile.

    It appears under its name only when it is whole.
    """
    known = keys.recipients(recipient)
    sums: Manifest = {}
    with _new_file(path) as file, _snapshot(engine) as connection:
        header = _header(connection, made_on)
        tables = ((shape, lines_of(connection, shape)) for shape in header.tables)
        keys.encrypt(Pieces(write_archive(header, tables, sums)), file, known)
    return sums


def _header(connection: sa.Connection, made_on: date) -> Header:
    revision = migrating.revision_of(connection)
    if revision is None or revision != migrating.head():
        raise BackupError(
            f"The database stands at revision {revision}, this software at {migrating.head()}. "
            "Make the backup with the software that the database belongs to, or run "
            "“flask db upgrade” first."
        )
    return Header(revision, made_on, shapes_of(Base.metadata))


@contextmanager
def _snapshot(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees the database as it is now, and holds nobody up."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that only its owner reads, under another name until it is whole."""
    if path.exists():
        raise BackupError(f"{path} exists already. Give the backup another name.")
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
