"""Recording that something was looked at: one of the few things a GET may write."""

from collections.abc import Mapping

from engagement.audit.commands import record
from engagement.core import clock
from engagement.core.actor import Actor
from engagement.core.db import transaction
from engagement.core.seal import Json


def record_view(
    *,
    actor: Actor,
    action: str,
    kind: str,
    subject: object,
    detail: Mapping[str, Json] | None = None,
) -> None:
    """Record a look or an export, in a short transaction of its own, before the page is answered.

    When it cannot be recorded it raises, and the page is not shown.
    """
    with transaction() as session:
        record(
            session,
            actor=actor,
            action=action,
            kind=kind,
            subject=subject,
            now=clock.now(),
            detail=detail,
        )
