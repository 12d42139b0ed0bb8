"""Migrations through Alembic, run from the command line and at start."""

from typing import TYPE_CHECKING

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from engagement.core import lazy
from engagement.core.db import db, reading
from engagement.core.settings import shipped

if TYPE_CHECKING:
    from alembic.config import Config

cli = AppGroup("db", help="The database's migrations.")


def head() -> str | None:
    """The newest revision that this version of the software carries."""
    directory = lazy.alembic_script().ScriptDirectory(str(shipped("migrations")))
    found: str | None = directory.get_current_head()
    return found


def current() -> str | None:
    """The revision that the database stands at, or None before the first migration."""
    with reading() as session:
        return revision_of(session.connection())


def upgrade() -> None:
    """Bring the database to the newest revision, in one transaction."""
    with db.engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        move(connection, "head")


def move(connection: sa.Connection, revision: str) -> None:
    """Bring a database to a revision, up or down, in the connection's transaction."""
    config, command = _config(), lazy.alembic_command()
    config.attributes["connection"] = connection
    here = revision_of(connection)
    below = revision != here and revision in _passed(here)
    (command.downgrade if below else command.upgrade)(config, revision)


def revision_of(connection: sa.Connection) -> str | None:
    """The revision that a database stands at, or None before the first migration."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def is_known(revision: str) -> bool:
    """Whether this version of the software carries the revision."""
    return revision in _passed(head())


def _passed(revision: str | None) -> set[str]:
    """A revision and all before it."""
    if revision is None:
        return set()
    directory = lazy.alembic_script().ScriptDirectory(str(shipped("migrations")))
    return {script.revision for script in directory.iterate_revisions(revision, "base")}


def _config() -> "Config":
    config: Config = lazy.alembic_config().Config()
    config.set_main_option("script_location", str(shipped("migrations")).replace("%", "%%"))
    return config


@cli.command("upgrade")
def upgrade_command() -> None:
    """Bring the database to the newest revision."""
    upgrade()
    click.echo(f"The database is at revision {current()}.")


@cli.command("current")
def current_command() -> None:
    """Say which revision the database stands at."""
    click.echo(current() or "no migration has run")


@cli.command("revision")
@click.argument("message")
def revision_command(message: str) -> None:
    """For developers: write a new migration from the difference to the models."""
    config = _config()
    with db.engine.begin() as connection:
        config.attributes["connection"] = connection
        lazy.alembic_command().revision(config, message=message, autogenerate=True)
