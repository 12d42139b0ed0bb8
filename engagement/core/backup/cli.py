"""`flask backup`: making, proving and restoring encrypted backups."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask.cli import AppGroup

from engagement.core import clock
from engagement.core.backup.archive import Header, Manifest
from engagement.core.backup.errors import BackupError
from engagement.core.backup.keys import make_keys
from engagement.core.backup.making import create_backup
from engagement.core.backup.restoring import check_backup, restore_backup
from engagement.core.db import db, open_engine
from engagement.core.http import settings

cli = AppGroup("backup", help="Encrypted backups of the database.")
a_file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
with_identity = click.option(
    "--identity",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file with the private key.",
)


@cli.command("create")
@a_file
def create(file: Path) -> None:
    """Write the whole database, encrypted to BACKUP_RECIPIENT, to FILE; the service may go on."""
    today = clock.london_date(clock.now())
    recipient = settings().backup_recipient
    try:
        sums = create_backup(db.engine, path=file, recipient=recipient, made_on=today)
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{file}: {_rows(sums)}, {file.stat().st_size:,} bytes")


@cli.command("verify")
@a_file
@with_identity
@click.option("--into", metavar="URL", help="Restore into this empty database, and leave it there.")
@click.option("--quick", is_flag=True, help="Check counts and hashes only, without a restore.")
def verify(file: Path, identity: Path, into: str | None, *, quick: bool) -> None:
    """Prove that FILE can be restored: every count and hash, then a restore that is compared.

    Without --into the restore goes into a temporary SQLite database, which is deleted.
    """
    try:
        if quick:
            header, sums = check_backup(file, identity=identity)
        elif into:
            header, sums = _restored_into(into, file, identity)
        else:
            with TemporaryDirectory() as folder:
                header, sums = _restored_into(f"sqlite:///{folder}/restored.db", file, identity)
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"whole: {_described(header, sums)}" + ("" if quick else ", restored and equal"))


@cli.command("restore")
@a_file
@with_identity
def restore(file: Path, identity: Path) -> None:
    """Fill DATABASE_URL, which must be empty or just migrated, and bring it to the newest revision.

    The database may be another one than the backup came from: SQLite or PostgreSQL.
    """
    try:
        header, sums = restore_backup(db.engine, path=file, identity=identity)
    except BackupError as error:
        raise click.ClickException(f"{error} Nothing was written.") from None
    click.echo(f"restored: {_described(header, sums)}")
    click.echo("Now run: flask audit verify")


@cli.command("keys")
@a_file
def keys(file: Path) -> None:
    """Make a pair of keys: the private one into FILE, the public one on the screen.

    Do this on another machine than the server, and keep FILE where a fire here does not reach it.
    """
    try:
        public = make_keys(file)
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"The private key is in {file}. Without it no backup can be read: keep two copies.")
    click.echo(f"BACKUP_RECIPIENT={public}")


def _restored_into(url: str, file: Path, identity: Path) -> tuple[Header, Manifest]:
    engine = open_engine(url)
    try:
        return restore_backup(engine, path=file, identity=identity)
    finally:
        engine.dispose()


def _rows(sums: Manifest) -> str:
    return f"{sum(one.rows for one in sums.values()):,} rows in {len(sums)} tables"


def _described(header: Header, sums: Manifest) -> str:
    return f"{_rows(sums)}, made on {header.made_on} at revision {header.revision}"
