"""Pages of imports: what was read, and the rows that did not become reports."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engagement.accounts.permissions import Action, require
from engagement.audit.recording import record_view
from engagement.core.actor import Actor
from engagement.core.db import db
from engagement.reports.exports import Cell, csv_bytes
from engagement.reports.importing.commands import KIND, ImportEvent
from engagement.reports.importing.queries import (
    import_by_id,
    imports_page,
    outside_rows,
    rejected_rows,
    rows_page,
)
from engagement.reports.models import ReportImport

blueprint = Blueprint("imports", __name__, url_prefix="/reports/imports")

OUTSIDE_HEADER: Final = ("line", "reason", "longitude", "latitude", "easting", "northing")
REJECTED_HEADER: Final = ("line", "reason")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Every import, the newest first."""
    _officer_for_the_county()
    page = imports_page(db.session, number=_number("page"))
    return render_template("reports/imports.html", page=page)


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
def rows(import_id: UUID, kind: str) -> ResponseReturnValue:
    """The rows outside or rejected as CSV, safe to open; taking them away is recorded."""
    actor = _officer_for_the_county()
    one = import_by_id(db.session, import_id=import_id)
    detail = {"rows": kind}
    record_view(
        actor=actor, action=ImportEvent.EXPORTED, kind=KIND, subject=import_id, detail=detail
    )
    response = Response(_csv(one, kind), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{kind}.csv"'
    return response


def _csv(one: ReportImport, kind: str) -> bytes:
    if kind == "rejected":
        return csv_bytes(REJECTED_HEADER, [(row.line, row.reason) for row in rejected_rows(one)])
    lines: list[tuple[Cell, ...]] = [
        (row.line, row.reason, row.lon, row.lat, row.easting, row.northing)
        for row in outside_rows(one)
    ]
    return csv_bytes(OUTSIDE_HEADER, lines)


def _officer_for_the_county() -> Actor:
    """An import lies in no one district: who sees it works for the whole county."""
    actor: Actor = current_user.actor
    require(actor, Action.VIEW_IMPORTS)
    return actor


def _number(name: str) -> int:
    return request.args.get(name, 1, type=int)
