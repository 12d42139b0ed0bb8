"""Noting an export: in the audit trail, and for each report which organisation has it now."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.clock import london_date
from engagement.core.seal import Json
from engagement.reports.events import Event
from engagement.reports.exports.files import FileFormat
from engagement.reports.models import PUBLIC_SOURCE
from engagement.reports.queries import ReportRow
from engagement.reports.sharing import share_reports


def note_export(
    session: Session,
    *,
    rows: Sequence[ReportRow],
    kind: FileFormat,
    reason: str,
    chosen: Mapping[str, Json],
    actor: Actor,
    now: datetime,
) -> None:
    """Before a file is sent: reports from people are shared with the officer's organisation by it.

    So a person who withdraws a report can be sure that whoever has a copy is told.
    """
    if actor.organisation_id is not None:
        people = [row.id for row in rows if row.source == PUBLIC_SOURCE]
        share_reports(
            session,
            report_ids=people,
            organisation_id=actor.organisation_id,
            on=london_date(now),
        )
    record(
        session,
        actor=actor,
        action=Event.EXPORTED,
        kind="export",
        subject=kind.value,
        now=now,
        detail={"reason": reason, "reports": len(rows), "chosen": dict(chosen)},
    )
