"""Commands of the kernel: the worker, and the rotation of sealing keys."""

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from engagement.core import seal
from engagement.core.db import Base, transaction
from engagement.core.jobs import queue

sealing = AppGroup("seal", help="The keys that seal free text and contacts.")


@click.command("worker")
def worker() -> None:
    """Run jobs until told to stop."""
    queue().work()


@sealing.command("rotate")
def rotate() -> None:
    """Seal texts and contacts again with the first key of SEAL_KEYS.

    The older keys stay on the ring: audit entries, receipts and recovery codes still need them.
    """
    changed = sum(_rotate_column(column) for column in sealed_columns())
    click.echo(f"{changed} sealed values now use the first key of SEAL_KEYS.")


def sealed_columns() -> list[sa.Column[object]]:
    """Every sealed column of every model."""
    kinds = (seal.SealedText, seal.SealedJSON)
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, kinds)
    ]


def _rotate_column(column: sa.Column[object]) -> int:
    context: str = column.type.context  # type: ignore[attr-defined]
    raw = sa.type_coerce(column, sa.LargeBinary)
    keys = list(column.table.primary_key.columns)
    with transaction() as session:
        rows = session.execute(
            sa.select(*keys, raw).where(column.is_not(None)).order_by(*keys)
        ).all()
        old = [row for row in rows if not seal.is_current(bytes(row[-1]))]
        for row in old:
            fresh = seal.seal_bytes(context, seal.open_bytes(context, bytes(row[-1])))
            same = sa.and_(*(key == value for key, value in zip(keys, row[:-1], strict=True)))
            session.execute(
                sa.update(column.table)
                .where(same)
                .values({column: sa.literal(fresh, sa.LargeBinary)})
            )
    return len(old)
