"""Doing what somebody with the database in their hands could do."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from engagement.audit.models import DROP_TRIGGERS


def unguard(session: Session) -> None:
    """Let the rest of this transaction change audit entries.

    On SQLite the test's own file loses its triggers; on PostgreSQL, where tests share a database,
    the superuser puts them to sleep until the commit.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for statement in DROP_TRIGGERS["sqlite"]:
        session.execute(text(statement))
