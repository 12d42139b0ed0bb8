"""The export page: what a file would hold, what for, and the file."""

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engagement.accounts.models import Organisation
from engagement.accounts.permissions import Action, reach
from engagement.accounts.sessions import signed_in
from engagement.areas.models import AreaKind
from engagement.areas.queries import current_version
from engagement.core import clock
from engagement.core.actor import Actor
from engagement.core.db import db, reading
from engagement.core.errors import Rejected
from engagement.core.http import partnership, settings
from engagement.core.limits import limiter
from engagement.reports import wording
from engagement.reports.exports.commands import note_export
from engagement.reports.exports.files import ExportFile, FileFormat, export_file
from engagement.reports.exports.limits import EXPORTS, SCOPE
from engagement.reports.exports.passport import Passport
from engagement.reports.filtering import filter_form
from engagement.reports.forms import ExportForm, ListForm
from engagement.reports.queries import ReportRow, rows_to_export, withdrawn_since

blueprint = Blueprint("exports", __name__, url_prefix="/reports/export")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What a file would hold, and the question what for."""
    within = reach(signed_in().actor, Action.EXPORT_REPORTS)
    return _page(filter_form(db.session, ListForm, within=within), ExportForm())


@blueprint.post("")
@limiter.shared_limit(EXPORTS, scope=SCOPE)
def download() -> ResponseReturnValue:
    """The file with its README; taking it is recorded, with the reason, before it is made."""
    actor = signed_in().actor
    within = reach(actor, Action.EXPORT_REPORTS)
    form = ExportForm()
    with reading() as session:
        chosen = filter_form(session, ListForm, within=within)
        if not (form.validate_on_submit() and chosen.validate()):
            return _page(chosen, form), 400
        rows = rows_to_export(session, narrowed=chosen.narrowed(), within=within)
    kind, reason = FileFormat(form.format.data), form.reason.data
    note_export(
        db.session,
        rows=rows,
        kind=kind,
        reason=reason,
        chosen=dict(chosen.chosen()),
        actor=actor,
        now=clock.now(),
    )
    db.session.commit()
    try:
        return _answer(_file(rows, kind, actor, chosen, reason))
    except Rejected as rejected:
        form.reject(rejected)
        return _page(chosen, form), 400


def _file(
    rows: Sequence[ReportRow], kind: FileFormat, actor: Actor, chosen: ListForm, reason: str
) -> ExportFile:
    """The file without what was withdrawn since it was read: from here on a withdrawal is told."""
    with reading() as session:
        gone = withdrawn_since(session, rows)
        left = [row for row in rows if row.id not in gone]
        passport = _passport(session, actor, chosen, reason, left)
    districts = {one.code: one.name for one in partnership().districts}
    return export_file(left, kind, passport, districts=districts)


def _answer(file: ExportFile) -> Response:
    response = Response(file.body, mimetype=file.mimetype)
    name = f"reports-{clock.london_date(clock.now()).isoformat()}{file.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _passport(
    session: Session, actor: Actor, chosen: ListForm, reason: str, rows: Sequence[ReportRow]
) -> Passport:
    version = current_version(session, AreaKind.DISTRICT)
    organisation = session.get(Organisation, actor.organisation_id)
    here = settings()
    caveats = []
    if version is not None and version.is_approximate and not here.demonstration:
        caveats.append(
            "The districts are approximate outlines: which district a place is in may be wrong."
        )
    if here.demonstration or any(row.demonstration for row in rows):
        caveats.append("DEMONSTRATION DATA: rows marked as demonstration are made up.")
    return Passport(
        made_at=clock.now(),
        officer=actor.name,
        organisation=organisation.name if organisation else "no organisation",
        reason=reason,
        partnership=partnership().name,
        sources=tuple(sorted({row.source for row in rows})),
        boundaries=wording.boundaries_loaded(version, demonstration=here.demonstration)
        if version
        else "none loaded",
        chosen=tuple(chosen.words()),
        caveats=tuple(caveats),
    )


def _page(chosen: ListForm, form: ExportForm) -> str:
    fine = chosen.validate()
    return render_template(
        "reports/export.html",
        form=form,
        chosen=chosen.words() if fine else [],
        back=url_for("reports.index", **chosen.chosen()),
        problems=[] if fine else chosen.errors_summary,
    )
