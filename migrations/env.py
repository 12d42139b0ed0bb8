"""Alembic's environment: the connection comes from the app; the models are all of them."""

from typing import Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

import wsgi  # noqa: F401  every model, so that metadata is whole
from engagement.core.db import Base


def plain_type(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write a column's stored type, so that old migrations do not depend on today's code."""
    if kind != "type":
        return False
    if isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    if isinstance(item, sa.TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    render_item=plain_type,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
