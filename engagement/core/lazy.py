"""The kernel's lazy door: heavy modules that a public page never needs.

Alembic serves the command line and /readyz. Huey brings the clients of Redis and PostgreSQL; only
a process that sends or runs a job pays for it.
"""

from importlib import import_module
from types import ModuleType


def alembic_command() -> ModuleType:
    """`alembic.command`."""
    import alembic.command

    return alembic.command


def alembic_script() -> ModuleType:
    """`alembic.script`."""
    import alembic.script

    return alembic.script


def alembic_config() -> ModuleType:
    """`alembic.config`."""
    import alembic.config

    return alembic.config


def pyrage() -> ModuleType:
    """`pyrage`: only the command line makes and reads backups."""
    return import_module("pyrage")


def huey() -> ModuleType:
    """`huey.api`."""
    return import_module("huey.api")


def redis() -> ModuleType:
    """`redis`."""
    return import_module("redis")


def dialect(name: str) -> ModuleType:
    """`sqlalchemy.dialects.<name>`: a process loads that of its own database."""
    return import_module(f"sqlalchemy.dialects.{name}")
