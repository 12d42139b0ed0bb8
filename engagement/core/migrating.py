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
        if not sa.inspect(session.connection()).has_table("alembic_version"):
            return None
        found: str | None = session.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return found


def upgrade() -> None:
    """Bring the database to the newest revision, in one transaction."""
    config = _config()
    with db.engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        config.attributes["connection"] = connection
        lazy.alembic_command().upgrade(config, "head")


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
