"""Pages that make a survey; each ends at the facts of a new draft."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from engagement.accounts.models import Organisation
from engagement.accounts.sessions import signed_in
from engagement.core import clock
from engagement.core.days import day_words
from engagement.core.db import db, reading
from engagement.core.errors import NotFound
from engagement.core.forms import choice
from engagement.core.http import partnership
from engagement.core.limits import limiter
from engagement.core.partnership import Controller
from surveys.instrument.notices import FormRefused, Notice
from surveys.library import ready, ready_form
from surveys.studio import queries
from surveys.studio.commands import make_survey
from surveys.studio.forms import FileForm, controllers_of
from surveys.studio.making.beginning import (
    Beginning,
    copied,
    likely_controller,
    taken_from_library,
    uploaded,
)
from surveys.studio.making.forms import CopyForm, LibraryForm
from surveys.studio.making.showing import ready_hint
from surveys.studio.uploading import largest_words, notice_rows, sent_file, upload_form

blueprint = Blueprint("survey_making", __name__, url_prefix="/surveys/new")
LIMIT: Final = "60/hour"


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The three ways to a new survey."""
    return render_template("surveys/studio/new.html")


@blueprint.route("/library", methods=["GET", "POST"])
@limiter.limit(LIMIT, methods=["POST"])
def from_library() -> ResponseReturnValue:
    """From a ready questionnaire."""
    offered = [choice(one.code, one.title, hint=ready_hint(one)) for one in ready()]
    form = LibraryForm(choices={"form": offered})
    if form.validate_on_submit():
        chosen, controller = ready_form(form.form.data), _controller()
        try:
            beginning = taken_from_library(chosen, partnership(), controller)
        except FormRefused as refused:  # the server has no memory to spare, or no time
            form.form.reject(str(refused))
        else:
            return _made(beginning)
    return render_template("surveys/studio/library.html", form=form)


@blueprint.route("/copy", methods=["GET", "POST"])
def from_survey() -> ResponseReturnValue:
    """As a copy of another survey, with the questions of its newest version."""
    form = CopyForm(choices={"survey": _surveys()})
    if form.validate_on_submit():
        return _made(_copied(UUID(form.survey.data)))
    return render_template("surveys/studio/copy.html", form=form)


@blueprint.route("/file", methods=["GET", "POST"])
@limiter.limit(LIMIT, methods=["POST"])
def from_file() -> ResponseReturnValue:
    """From an XLSForm; what is wrong with it stands in a table."""
    form = upload_form()
    if form.is_too_large:
        return _file_page(form)
    if form.validate_on_submit():
        sent = sent_file(form)
        if sent.questionnaire is not None:
            return _made(uploaded(sent.questionnaire, sent.filename, partnership(), _controller()))
        return _file_page(form, sent.problems)
    return _file_page(form)


def _file_page(form: FileForm, problems: Sequence[Notice] = ()) -> ResponseReturnValue:
    page = render_template(
        "surveys/studio/file.html", form=form, rows=notice_rows(problems), most=largest_words()
    )
    return page, 400 if form.errors_summary else 200


def _made(beginning: Beginning) -> ResponseReturnValue:
    """Make the draft, and go on to what it says about itself."""
    made = make_survey(
        db.session,
        facts=beginning.facts,
        questionnaire=beginning.questionnaire,
        actor=signed_in().actor,
        now=clock.now(),
    )
    db.session.commit()
    return redirect(url_for("studio.facts", survey_id=made.id), 303)


def _surveys() -> list[SelectChoice]:
    with reading() as session:
        found = queries.surveys(session, within=frozenset())
    offered = [
        choice(
            str(one.survey.id),
            _(
                "%(title)s (made on %(day)s)",
                title=one.survey.title,
                day=day_words(one.survey.created_on),
            ),
        )
        for one in found
    ]
    return [choice("", ""), *offered]


def _copied(survey_id: UUID) -> Beginning:
    controller = _controller()
    with reading() as session:
        survey = queries.survey(session, survey_id=survey_id)
        version = queries.newest_version(session, survey_id=survey_id)
        if version is None:
            raise NotFound
        return copied(survey, version, partnership(), controller)


def _controller() -> Controller:
    """Who probably answers for a survey of this officer's organisation."""
    organisation_id = signed_in().actor.organisation_id
    with reading() as session:
        organisation = session.get(Organisation, organisation_id) if organisation_id else None
    return likely_controller(
        controllers_of(partnership()), organisation.name if organisation else ""
    )
