"""How files that were sent go: of reports and, since they come the same way, of boundaries."""

from datetime import date
from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engagement.areas.models import AreaUpload
from engagement.core.retention import RetentionRule, start_of
from engagement.reports.models import ReportUpload

MODELS: Final = (ReportUpload, AreaUpload)


def count_files(session: Session, *, before: date) -> int:
    """Files that were sent before a day."""
    counts = (
        select(func.count()).select_from(model).where(model.uploaded_at < start_of(before))
        for model in MODELS
    )
    return sum(session.scalar(count) or 0 for count in counts)


def destroy_files(session: Session, *, before: date, limit: int) -> int:
    """Delete them, a file with all that was said of it."""
    gone = 0
    for model in MODELS:
        due = select(model.id).where(model.uploaded_at < start_of(before))
        some = due.order_by(model.uploaded_at, model.id).limit(limit - gone)
        deleted = delete(model).where(model.id.in_(some)).returning(model.id)
        gone += len(session.execute(deleted).all())
    return gone


RULES: Final = (
    RetentionRule(
        kind="import-files",
        what=_l("Files that were sent to be imported"),
        counted_from=_l("the day on which the file was sent"),
        due=count_files,
        destroy=destroy_files,
        left=_l("the reports, and the record of the import"),
    ),
)
