"""Officers' pages of one version of a questionnaire: look, take away, replace, publish."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.accounts.permissions import Action, require
from engagement.accounts.sessions import signed_in
from engagement.core import clock
from engagement.core.db import db, reading
from engagement.core.errors import Rejected
from engagement.core.limits import limiter
from surveys.instrument.notices import Notice
from surveys.instrument.workbook import write_workbook
from surveys.models import Survey, SurveyState, SurveyVersion, VersionState
from surveys.responses.addresses import preview_address
from surveys.studio import queries
from surveys.studio.forms import ButtonForm, FileForm
from surveys.studio.questionnaire import Questionnaire, notices_in, sheets_in
from surveys.studio.showing import language_words, may_manage
from surveys.studio.uploading import largest_words, notice_rows, sent_file, upload_form
from surveys.studio.versions.commands import keep_version, publish_version, remove_version
from surveys.studio.versions.comparing import Comparison, asked_in, compared

blueprint = Blueprint("survey_versions", __name__, url_prefix="/surveys/<uuid:survey_id>/versions")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/<int:number>")
def detail(survey_id: UUID, number: int) -> ResponseReturnValue:
    """The questions of a version, what was said of it, and what it changes."""
    survey = queries.survey(db.session, survey_id=survey_id)
    version = queries.version(db.session, survey_id=survey_id, number=number)
    instrument = queries.readable(db.session, version)
    managing = may_manage(signed_in().actor, survey)
    draft = version.state is VersionState.DRAFT
    return render_template(
        "surveys/studio/version.html",
        survey=survey,
        version=version,
        instrument=instrument,
        languages=language_words(instrument) if instrument else "",
        asked=asked_in(instrument) if instrument else (),
        notices=notice_rows(notices_in(version)),
        changes=_changes(version),
        preview=preview_address(version.id),
        form=ButtonForm() if managing and draft and survey.state is SurveyState.LIVE else None,
    )


@blueprint.get("/<int:number>.xlsx")
def workbook(survey_id: UUID, number: int) -> ResponseReturnValue:
    """The XLSForm of a version as it was given, without loss."""
    survey = queries.survey(db.session, survey_id=survey_id)
    version = queries.version(db.session, survey_id=survey_id, number=number)
    name = f"{survey.slug}-{version.number}.xlsx"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(write_workbook(sheets_in(version)), mimetype=XLSX, headers=disposition)


@blueprint.route("/new", methods=["GET", "POST"])
@limiter.limit("60/hour", methods=["POST"])
def upload(survey_id: UUID) -> ResponseReturnValue:
    """Send a questionnaire that takes the place of the one of today, once it is published."""
    survey = _managed(survey_id)
    form = upload_form()
    if form.is_too_large:
        return _upload_page(form, survey)
    if form.validate_on_submit():
        sent = sent_file(form)
        number = _kept(survey_id, sent.questionnaire, form) if sent.questionnaire else 0
        if number:
            return redirect(url_for(".detail", survey_id=survey_id, number=number), 303)
        return _upload_page(form, survey, sent.problems)
    return _upload_page(form, survey)


@blueprint.post("/publish")
def publish(survey_id: UUID) -> ResponseReturnValue:
    """Ask the questions of the new version from now on."""
    if ButtonForm().validate_on_submit():
        publish_version(db.session, survey_id=survey_id, actor=signed_in().actor, now=clock.now())
        db.session.commit()
        flash(_("The new version is published. Who has begun goes on with the one before."))
    return redirect(url_for("studio.detail", survey_id=survey_id), 303)


@blueprint.post("/remove")
def remove(survey_id: UUID) -> ResponseReturnValue:
    """Delete the new version, which was not published."""
    if ButtonForm().validate_on_submit():
        remove_version(db.session, survey_id=survey_id, actor=signed_in().actor, now=clock.now())
        db.session.commit()
        flash(_("The new version is removed."))
    return redirect(url_for("studio.detail", survey_id=survey_id), 303)


def _upload_page(
    form: FileForm, survey: Survey, problems: Sequence[Notice] = ()
) -> ResponseReturnValue:
    page = render_template(
        "surveys/studio/upload.html",
        form=form,
        survey=survey,
        rows=notice_rows(problems),
        most=largest_words(),
    )
    return page, 400 if form.errors_summary else 200


def _managed(survey_id: UUID) -> Survey:
    with reading() as session:
        survey = queries.survey(session, survey_id=survey_id)
    require(signed_in().actor, Action.MANAGE_SURVEYS, survey.scope)
    return survey


def _kept(survey_id: UUID, questionnaire: Questionnaire, form: FileForm) -> int:
    """The number of the version that was kept; 0 with the reason on the form."""
    try:
        version = keep_version(
            db.session,
            survey_id=survey_id,
            questionnaire=questionnaire,
            actor=signed_in().actor,
            now=clock.now(),
        )
    except Rejected as rejected:
        form.reject(rejected)
        return 0
    number = version.number
    db.session.commit()
    return number


def _changes(version: SurveyVersion) -> Comparison | None:
    """What a version changes; None for a first one."""
    earlier = queries.newest_version(
        db.session,
        survey_id=version.survey_id,
        state=VersionState.PUBLISHED,
        before=version.number,
    )
    before = queries.readable(db.session, earlier)
    after = queries.readable(db.session, version)
    return compared(before, after) if before and after else None
