"""Pages that import a file of reports: send it, say what it holds, look, start, follow."""

from typing import TYPE_CHECKING, Final, cast
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from engagement.accounts.permissions import Action, require
from engagement.accounts.sessions import signed_in
from engagement.areas.locating import area_locator
from engagement.audit.recording import record_view
from engagement.core import clock
from engagement.core.actor import Actor
from engagement.core.db import db, reading
from engagement.core.errors import Rejected
from engagement.core.forms import choice
from engagement.core.http import settings
from engagement.core.limits import limiter
from engagement.reports.importing.columns import check_header
from engagement.reports.importing.commands import usual_source
from engagement.reports.importing.queries import source_of_file
from engagement.reports.models import ReportUpload, UploadState
from engagement.reports.uploads.commands import (
    choose_sheet,
    describe_file,
    remove_file,
    send_file,
    start_import,
)
from engagement.reports.uploads.events import KIND, Event
from engagement.reports.uploads.forms import ButtonForm, ColumnsForm, FileForm, SheetForm
from engagement.reports.uploads.jobs import NO_DISTRICTS
from engagement.reports.uploads.preview import Preview, headers_of_file, preview_of
from engagement.reports.uploads.queries import (
    Said,
    headers_of,
    job_of,
    said_of,
    stopped,
    upload_by_id,
)
from engagement.reports.uploads.wording import preview_texts

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

blueprint = Blueprint("uploads", __name__, url_prefix="/reports/imports/files")

MEGABYTE: Final = 1024 * 1024
FORM_BYTES: Final = 64 * 1024
FINAL: Final = (UploadState.READING, UploadState.DONE)


@blueprint.route("/new", methods=["GET", "POST"])
@limiter.limit("60/hour", methods=["POST"])
def begin() -> ResponseReturnValue:
    """Send a file; it is kept sealed, once its tables are known."""
    actor = _officer_for_the_county()
    most = settings().max_import_mb
    request.max_content_length = most * MEGABYTE + FORM_BYTES
    try:
        form = FileForm()
    except RequestEntityTooLarge:
        form = FileForm(formdata=None)
        form.file.reject(_("The file must be smaller than %(most)s MB. Split it.", most=most))
        return _begin_page(form, most)
    if form.validate_on_submit():
        upload = _kept(form, actor)
        if upload is not None:
            return redirect(url_for(_next_step(upload), upload_id=upload.id), 303)
    return _begin_page(form, most)


@blueprint.route("/<uuid:upload_id>/sheet", methods=["GET", "POST"])
def sheet(upload_id: UUID) -> ResponseReturnValue:
    """Which sheet of a workbook holds the reports."""
    _officer_for_the_county()
    with reading() as session:
        upload = upload_by_id(session, upload_id=upload_id)
    names = list(headers_of(upload))
    form = SheetForm(
        choices={"sheet": [choice(name, name) for name in names]},
        data={"sheet": said_of(upload).sheet},
    )
    if form.validate_on_submit():
        try:
            choose_sheet(db.session, upload_id=upload_id, sheet=form.sheet.data)
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            return redirect(url_for(".columns", upload_id=upload_id), 303)
    return render_template("reports/uploads/sheet.html", form=form, upload=upload)


@blueprint.route("/<uuid:upload_id>/columns", methods=["GET", "POST"])
def columns(upload_id: UUID) -> ResponseReturnValue:
    """What the columns hold; filled in with what was said before, or with what is likely."""
    _officer_for_the_county()
    with reading() as session:
        upload = upload_by_id(session, upload_id=upload_id)
        loaded_as = source_of_file(session, sha256=upload.sha256)
    said = said_of(upload)
    if said.sheet is None:
        return redirect(url_for(".sheet", upload_id=upload_id), 303)
    header = headers_of(upload)[said.sheet]
    form = ColumnsForm.for_file(header, said, loaded_as or usual_source(upload.file_name))
    if form.validate_on_submit():
        try:
            _describe(upload_id, form)
        except Rejected as rejected:
            form.reject(rejected)
        else:
            return redirect(url_for(".preview", upload_id=upload_id), 303)
    return render_template(
        "reports/uploads/columns.html", form=form, upload=upload, loaded_as=loaded_as
    )


@blueprint.get("/<uuid:upload_id>/preview")
@limiter.limit("120/hour")
def preview(upload_id: UUID) -> ResponseReturnValue:
    """What an import would do; the look at the rows is recorded."""
    actor = _officer_for_the_county()
    with reading() as session:
        upload = upload_by_id(session, upload_id=upload_id, content=True)
    said = said_of(upload)
    if upload.state in FINAL or said.columns is None:
        return redirect(url_for(_next_step(upload), upload_id=upload_id), 303)
    try:
        found = _preview(upload, said)
    except (ValueError, Rejected) as problem:
        page = {"upload": upload, "problem": str(problem), "form": ButtonForm()}
        return render_template("reports/uploads/refused.html", **page), 400
    record_view(actor=actor, action=Event.VIEWED, kind=KIND, subject=upload_id)
    return render_template(
        "reports/uploads/preview.html",
        upload=upload,
        said=said,
        found=found,
        rows=preview_texts(found.rows),
        form=ButtonForm(),
    )


@blueprint.post("/<uuid:upload_id>/start")
def start(upload_id: UUID) -> ResponseReturnValue:
    """Have the worker import the file."""
    actor = _officer_for_the_county()
    if ButtonForm().validate_on_submit():
        start_import(db.session, upload_id=upload_id, actor=actor, now=clock.now())
        db.session.commit()
    return redirect(url_for(".progress", upload_id=upload_id), 303)


@blueprint.get("/<uuid:upload_id>")
def progress(upload_id: UUID) -> ResponseReturnValue:
    """How far the import is; on to its result when it is done."""
    _officer_for_the_county()
    upload = upload_by_id(db.session, upload_id=upload_id)
    if upload.state is UploadState.DONE:
        return redirect(url_for("imports.detail", import_id=upload.import_id), 303)
    if upload.state is UploadState.WAITING:
        return redirect(url_for(_next_step(upload), upload_id=upload_id), 303)
    page = {"upload": upload, "problem": upload.problem, "form": ButtonForm()}
    if upload.state is UploadState.REFUSED:
        return render_template("reports/uploads/refused.html", **page)
    job = job_of(db.session, upload)
    return render_template("reports/uploads/progress.html", job=job, stopped=stopped(job), **page)


@blueprint.post("/<uuid:upload_id>/remove")
def remove(upload_id: UUID) -> ResponseReturnValue:
    """Destroy the file now; what was imported from it stays."""
    actor = _officer_for_the_county()
    if ButtonForm().validate_on_submit():
        remove_file(db.session, upload_id=upload_id, actor=actor, now=clock.now())
        db.session.commit()
        flash(_("The file is removed."))
    return redirect(url_for("imports.index"), 303)


def _officer_for_the_county() -> Actor:
    """A file lies in no one district: who imports it works for the whole county."""
    actor = signed_in().actor
    require(actor, Action.IMPORT_REPORTS)
    return actor


def _begin_page(form: FileForm, most: int) -> ResponseReturnValue:
    status = 400 if form.errors_summary else 200
    return render_template("reports/uploads/begin.html", form=form, most=most), status


def _kept(form: FileForm, actor: Actor) -> ReportUpload | None:
    """The file, stored; None with the reason on the form when it cannot be taken."""
    file = cast("FileStorage", form.file.data)
    content = file.read()
    try:
        sheets = headers_of_file(content)
        for header in sheets.values():
            check_header(header)
    except ValueError as refused:
        form.file.reject(str(refused))
        return None
    upload = send_file(
        db.session,
        file_name=file.filename or "",
        content=content,
        sheets=sheets,
        actor=actor,
        now=clock.now(),
    )
    db.session.commit()
    return upload


def _next_step(upload: ReportUpload) -> str:
    said = said_of(upload)
    if upload.state is not UploadState.WAITING:
        return "uploads.progress"
    if said.sheet is None:
        return "uploads.sheet"
    return "uploads.columns" if said.columns is None else "uploads.preview"


def _describe(upload_id: UUID, form: ColumnsForm) -> None:
    describe_file(
        db.session,
        upload_id=upload_id,
        source=form.source.data,
        columns=form.columns(),
        precision_m=int(form.precision_m.data),
        month_first=form.order.data == "month",
    )
    db.session.commit()


def _preview(upload: ReportUpload, said: Said) -> Preview:
    with reading() as session:
        locator = area_locator(session)
        if locator is None:
            raise Rejected(NO_DISTRICTS)
        return preview_of(
            session,
            content=upload.content,
            options=said.options(clock.london_date(clock.now())),
            locator=locator,
            source=said.source,
        )
