"""The kernel's lazy door: heavy modules that only the command line and /readyz need."""

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
