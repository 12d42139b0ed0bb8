"""Reading a backup: checking it, and restoring it whole or not at all."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa

from engagement.core import migrating
from engagement.core.backup import keys
from engagement.core.backup.archive import Header, Manifest, Receiver, Tally, read_archive
from engagement.core.backup.errors import BackupError
from engagement.core.backup.shapes import Shape, lines_of, shapes_of, values_of
from engagement.core.db import Base
from engagement.core.seal import Json


class Looker:
    """Takes a backup, reads each value, and keeps nothing of it but its description."""

    header: Header

    def begin(self, header: Header) -> None:
        self.header = header

    def rows(self, shape: Shape, lines: list[list[Json]]) -> None:
        values_of(shape, lines)


class Loader(Looker):
    """Puts a backup into an empty database, in the transaction of its connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection

    def begin(self, header: Header) -> None:
        super().begin(header)
        if not migrating.is_known(header.revision):
            raise BackupError(
                f"This backup stands at revision {header.revision}, which this software does not "
                "know: use the version that made it, or a newer one."
            )
        _require_empty(self.connection, header)
        migrating.move(self.connection, header.revision)

    def rows(self, shape: Shape, lines: list[list[Json]]) -> None:
        try:
            self.connection.execute(sa.insert(shape.table), values_of(shape, lines))
        except sa.exc.DBAPIError as error:
            problem = type(error.orig).__name__
            raise BackupError(
                f"The database does not take the rows of {shape.name} ({problem})."
            ) from error


def check_backup(path: Path, *, identity: Path) -> tuple[Header, Manifest]:
    """Decrypt, and hold every count and hash against the manifest."""
    looker = Looker()
    sums = _read(path, identity, looker)
    return looker.header, sums


def restore_backup(engine: sa.Engine, *, path: Path, identity: Path) -> tuple[Header, Manifest]:
    """Fill an empty or freshly migrated database, compare what it holds then, bring it to the head.

    One transaction: after a BackupError the database is what it was before.
    """
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        loader = Loader(connection)
        sums = _read(path, identity, loader)
        _compare(connection, loader.header, sums)
        migrating.move(connection, "head")
    return loader.header, sums


def _compare(connection: sa.Connection, header: Header, sums: Manifest) -> None:
    """Read every row again: what the database holds is what the backup said, to the byte."""
    for shape in header.tables:
        tally = Tally()
        for line in lines_of(connection, shape):
            tally.add(line)
        if tally.sum() != sums[shape.name]:
            raise BackupError(f"After restoring, the table {shape.name} is not what was backed up.")


def _require_empty(connection: sa.Connection, header: Header) -> None:
    ours = {shape.name for shape in (*shapes_of(Base.metadata), *header.tables)}
    for name in sorted(ours & set(sa.inspect(connection).get_table_names())):
        one = sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)
        if connection.scalar(one) is not None:
            raise BackupError(
                f"The database is not empty: {name} has rows. Stop the service and restore into a "
                "new database."
            )


def _read(path: Path, identity: Path, receiver: Receiver) -> Manifest:
    known = keys.identities(identity)
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from None
    with file, _decrypted(file, known) as stream:
        return read_archive(stream, receiver)


@contextmanager
def _decrypted(file: BinaryIO, known: list[Any]) -> Iterator[BinaryIO]:
    """What is in the file, through a pipe: never on a disk, never whole in memory."""
    reading, writing = os.pipe()
    failed: list[BackupError] = []
    with os.fdopen(reading, "rb") as source:
        thread = threading.Thread(
            target=_pump, args=(file, os.fdopen(writing, "wb"), known, failed.append)
        )
        thread.start()
        try:
            yield source
        except BackupError:
            if failed:  # the reader only saw that the stream ended early
                raise failed[0] from None
            raise
        finally:
            source.close()
            thread.join()
    if failed:
        raise failed[0]


def _pump(
    file: BinaryIO, target: BinaryIO, known: list[Any], fail: Callable[[BackupError], None]
) -> None:
    try:
        keys.decrypt(file, target, known)
    except BackupError as error:
        fail(error)
    finally:
        with suppress(OSError):  # the reader may have gone
            target.close()
