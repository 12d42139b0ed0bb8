"""Pages of imports: what was read, and the rows that did not become reports."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engagement.accounts.permissions import Action, may, require
from engagement.audit.recording import record_view
from engagement.core import clock
from engagement.core.actor import Actor
from engagement.core.db import db
from engagement.core.limits import limiter
from engagement.reports.exports import TAKEN, Cell, csv_bytes, taken
from engagement.reports.exports.limits import EXPORTS, SCOPE
from engagement.reports.importing.commands import KIND, ImportEvent
from engagement.reports.importing.queries import (
    import_by_id,
    imports_page,
    outside_rows,
    rejected_rows,
    rows_page,
)
from engagement.reports.models import ReportImport
from engagement.reports.uploads.queries import open_uploads

blueprint = Blueprint("imports", __name__, url_prefix="/reports/imports")

OUTSIDE_HEADER: Final = ("line", "reason", "longitude", "latitude", "easting", "northing")
REJECTED_HEADER: Final = ("line", "reason")
ABOUT: Final = ("file", "source")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Every import, the newest first."""
    actor = _officer_for_the_county()
    page = imports_page(db.session, number=_number("page"))
    importing = may(actor, Action.IMPORT_REPORTS)
    return render_template(
        "reports/imports.html",
        page=page,
        importing=importing,
        uploads=open_uploads(db.session) if importing else [],
    )


@blueprint.get("/<uuid:import_id>")
def detail(import_id: UUID) -> ResponseReturnValue:
    """One import: its sums, and the rows outside and rejected; the look is recorded."""
    actor = _officer_for_the_county()
    one = import_by_id(db.session, import_id=import_id)
    record_view(actor=actor, action=ImportEvent.VIEWED, kind=KIND, subject=import_id)
    return render_template(
        "reports/imports_detail.html",
        one=one,
        outside=rows_page(outside_rows(one), _number("outside")),
        rejected=rows_page(rejected_rows(one), _number("rejected")),
    )


@blueprint.get("/<uuid:import_id>/<any(outside, rejected):kind>.csv")
@limiter.shared_limit(EXPORTS, scope=SCOPE)
def rows(import_id: UUID, kind: str) -> ResponseReturnValue:
    """The rows outside or rejected as CSV, safe to open; taking them away is recorded."""
    actor = _officer_for_the_county()
    one = import_by_id(db.session, import_id=import_id)
    detail = {"rows": kind}
    record_view(
        actor=actor, action=ImportEvent.EXPORTED, kind=KIND, subject=import_id, detail=detail
    )
    response = Response(_csv(one, kind, actor), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{kind}.csv"'
    return response


def _csv(one: ReportImport, kind: str, actor: Actor) -> bytes:
    """The rows; each says where it comes from, when it was taken, and by whom."""
    about: list[Cell] = [one.file_name, one.source, *taken(clock.now(), actor.name)]
    if kind == "rejected":
        lines: list[tuple[Cell, ...]] = [(row.line, row.reason) for row in rejected_rows(one)]
        header: tuple[str, ...] = REJECTED_HEADER
    else:
        header = OUTSIDE_HEADER
        lines = [
            (row.line, row.reason, row.lon, row.lat, row.easting, row.northing)
            for row in outside_rows(one)
        ]
    return csv_bytes([*header, *ABOUT, *TAKEN], ([*line, *about] for line in lines))


def _officer_for_the_county() -> Actor:
    """An import lies in no one district: who sees it works for the whole county."""
    actor: Actor = current_user.actor
    require(actor, Action.VIEW_IMPORTS)
    return actor


def _number(name: str) -> int:
    return request.args.get(name, 1, type=int)
