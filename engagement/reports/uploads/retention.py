"""How files that were sent go: of reports and, since they come the same way, of boundaries.

With them go the rows that the record of an import lists because they were outside or rejected: they
are a piece of the file, places and all.
"""

from datetime import date
from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from engagement.areas.models import AreaUpload
from engagement.core.retention import RetentionRule, start_of
from engagement.reports.models import ReportImport, ReportUpload

MODELS: Final = (ReportUpload, AreaUpload)


def count_files(session: Session, *, before: date) -> int:
    """Files that were sent before a day, and imports begun before it that still list rows."""
    counts = (
        select(func.count()).select_from(model).where(model.uploaded_at < start_of(before))
        for model in MODELS
    )
    listing = select(func.count()).select_from(ReportImport).where(_lists_rows(before))
    return sum(session.scalar(count) or 0 for count in (*counts, listing))


def destroy_files(session: Session, *, before: date, limit: int) -> int:
    """Delete them, a file with all that was said of it, of an import the rows that it lists."""
    gone = 0
    for model in MODELS:
        due = select(model.id).where(model.uploaded_at < start_of(before))
        some = due.order_by(model.uploaded_at, model.id).limit(limit - gone)
        deleted = delete(model).where(model.id.in_(some)).returning(model.id)
        gone += len(session.execute(deleted).all())
    return gone + _destroy_rows(session, before, limit - gone)


def _destroy_rows(session: Session, before: date, limit: int) -> int:
    listing = select(ReportImport.id).where(_lists_rows(before))
    some = listing.order_by(ReportImport.started_at, ReportImport.id).limit(limit)
    emptied = update(ReportImport).where(ReportImport.id.in_(some))
    values = emptied.values(outside_rows=None, rejected_rows=None)
    ids = session.execute(
        values.returning(ReportImport.id).execution_options(synchronize_session=False)
    )
    return len(ids.all())


def _lists_rows(before: date) -> ColumnElement[bool]:
    kept = or_(ReportImport.outside_rows.is_not(None), ReportImport.rejected_rows.is_not(None))
    return and_(ReportImport.started_at < start_of(before), kept)


RULES: Final = (
    RetentionRule(
        kind="import-files",
        what=_l("Files that were sent to be imported, and rows that an import lists"),
        counted_from=_l("the day on which the file was sent, or the import begun"),
        due=count_files,
        destroy=destroy_files,
        left=_l("the reports, and the record of the import with its counts"),
    ),
)
