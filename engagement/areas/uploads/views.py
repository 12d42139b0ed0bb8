"""Pages that load boundaries: send the file, name its fields, check it, load it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from engagement.accounts.sessions import signed_in
from engagement.areas.models import AreaUpload
from engagement.areas.queries import official_districts
from engagement.areas.reading import AreaFile, Wanted
from engagement.areas.uploads.commands import (
    describe_boundaries,
    load_upload,
    remove_boundaries,
    send_boundaries,
)
from engagement.areas.uploads.forms import KINDS, ButtonForm, FieldsForm, FileForm, LayerForm
from engagement.areas.uploads.queries import Chosen, chosen_of, upload_by_id
from engagement.areas.uploads.reading import area_file, layers_of
from engagement.core import clock
from engagement.core.db import db, reading
from engagement.core.errors import Rejected
from engagement.core.forms import choice
from engagement.core.http import partnership, settings
from engagement.core.limits import limiter
from engagement.core.seal import Json

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

blueprint = Blueprint("area_uploads", __name__, url_prefix="/areas/files")

MEGABYTE: Final = 1024 * 1024
FORM_BYTES: Final = 64 * 1024


@blueprint.route("/new", methods=["GET", "POST"])
@limiter.limit("60/hour", methods=["POST"])
def begin() -> ResponseReturnValue:
    """Send a file; it is kept once its layers are known."""
    most = settings().max_import_mb
    request.max_content_length = most * MEGABYTE + FORM_BYTES
    try:
        form = FileForm()
    except RequestEntityTooLarge:
        form = FileForm(formdata=None)
        form.file.reject(
            _(
                "The file must be smaller than %(most)s MB. The command takes larger ones.",
                most=most,
            )
        )
        return _begin_page(form, most)
    if form.validate_on_submit():
        upload = _kept(form)
        if upload is not None:
            step = ".fields" if chosen_of(upload).layer else ".layer"
            return redirect(url_for(step, upload_id=upload.id), 303)
    return _begin_page(form, most)


@blueprint.route("/<uuid:upload_id>/layer", methods=["GET", "POST"])
def layer(upload_id: UUID) -> ResponseReturnValue:
    """Which layer holds the areas."""
    upload = _upload(upload_id)
    chosen = chosen_of(upload)
    offered = [choice(name, name) for name in chosen.layers]
    form = LayerForm(choices={"layer": offered}, data={"layer": chosen.layer})
    if form.validate_on_submit():
        _describe(upload_id, {"layer": form.layer.data})
        return redirect(url_for(".fields", upload_id=upload_id), 303)
    return render_template("areas/uploads/layer.html", form=form, upload=upload)


@blueprint.route("/<uuid:upload_id>/fields", methods=["GET", "POST"])
def fields(upload_id: UUID) -> ResponseReturnValue:
    """What the areas are, and which fields name them."""
    upload = _upload(upload_id)
    chosen = chosen_of(upload)
    if not chosen.layer:
        return redirect(url_for(".layer", upload_id=upload_id), 303)
    form = FieldsForm.for_file(chosen, upload.file_name)
    if form.validate_on_submit():
        _describe(upload_id, form.said())
        return redirect(url_for(".check", upload_id=upload_id), 303)
    several = len(chosen.layers) > 1
    return render_template("areas/uploads/fields.html", form=form, upload=upload, several=several)


@blueprint.get("/<uuid:upload_id>")
@limiter.limit("120/hour")
def check(upload_id: UUID) -> ResponseReturnValue:
    """What would be loaded, or why nothing can be."""
    upload = _upload(upload_id, content=True)
    chosen = chosen_of(upload)
    if chosen.kind is None:
        return redirect(url_for(".fields", upload_id=upload_id), 303)
    page = {"upload": upload, "chosen": chosen, "kinds": KINDS, "form": ButtonForm()}
    try:
        file = _read(upload, chosen)
    except (ValueError, Rejected) as problem:
        return render_template("areas/uploads/refused.html", problem=_plain(problem), **page), 400
    area = sum(row.area_km2 for row in file.rows)
    return render_template("areas/uploads/check.html", file=file, area=area, **page)


@blueprint.post("/<uuid:upload_id>/load")
@limiter.limit("60/hour")
def load(upload_id: UUID) -> ResponseReturnValue:
    """Load the file as it was checked, all of it or nothing; reports are placed again."""
    upload = _upload(upload_id, content=True)
    chosen = chosen_of(upload)
    if not ButtonForm().validate_on_submit() or chosen.kind is None:
        return redirect(url_for(".check", upload_id=upload_id), 303)
    try:
        file = _read(upload, chosen)
        load_upload(
            db.session,
            upload_id=upload_id,
            file=file,
            kind=chosen.kind,
            label=chosen.label,
            actor=signed_in().actor,
            now=clock.now(),
        )
        db.session.commit()
    except (ValueError, Rejected) as problem:
        db.session.rollback()
        page = {"upload": upload, "problem": _plain(problem), "form": ButtonForm()}
        return render_template("areas/uploads/refused.html", **page), 400
    flash(_("%(count)s areas are loaded. Reports are being placed again.", count=len(file.rows)))
    return redirect(url_for("areas.index"), 303)


@blueprint.post("/<uuid:upload_id>/remove")
def remove(upload_id: UUID) -> ResponseReturnValue:
    """Forget the file."""
    if ButtonForm().validate_on_submit():
        actor = signed_in().actor
        remove_boundaries(db.session, upload_id=upload_id, actor=actor, now=clock.now())
        db.session.commit()
        flash(_("The file is removed."))
    return redirect(url_for("areas.index"), 303)


def _upload(upload_id: UUID, *, content: bool = False) -> AreaUpload:
    with reading() as session:
        return upload_by_id(session, upload_id=upload_id, content=content)


def _begin_page(form: FileForm, most: int) -> ResponseReturnValue:
    status = 400 if form.errors_summary else 200
    return render_template("areas/uploads/begin.html", form=form, most=most), status


def _kept(form: FileForm) -> AreaUpload | None:
    """The file, stored; None with the reason on the form when it cannot be taken."""
    file = cast("FileStorage", form.file.data)
    content = file.read()
    try:
        layers = layers_of(content, file.filename or "")
    except ValueError as refused:
        form.file.reject(_plain(refused))
        return None
    upload = send_boundaries(
        db.session,
        file_name=file.filename or "",
        content=content,
        layers=layers,
        actor=signed_in().actor,
        now=clock.now(),
    )
    db.session.commit()
    return upload


def _describe(upload_id: UUID, said: Mapping[str, Json]) -> None:
    describe_boundaries(db.session, upload_id=upload_id, said=said)
    db.session.commit()


def _read(upload: AreaUpload, chosen: Chosen) -> AreaFile:
    with reading() as session:
        known = official_districts(session)
    districts = frozenset(district.code for district in partnership().districts)
    if chosen.kind is None:
        raise Rejected(_("Say first what these areas are."))
    wanted = Wanted(chosen.kind, chosen.fields(), districts, known)
    return area_file(upload.content, upload.file_name, wanted)


def _plain(problem: Exception) -> str:
    return str(problem).strip().rstrip(".") + "."
