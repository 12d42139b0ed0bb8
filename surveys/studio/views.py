"""Officers' pages of surveys: the list, one survey, and each move in its life."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.accounts.permissions import Action, holds, reach, require
from engagement.accounts.sessions import signed_in
from engagement.core import clock
from engagement.core.db import db, reading
from engagement.core.errors import Rejected
from engagement.core.http import partnership
from surveys.models import Survey, SurveyState
from surveys.responses.addresses import preview_address, survey_address
from surveys.responses.queries import count_of_tests, counts_by_channel, counts_by_version
from surveys.studio import commands, queries, showing, wording
from surveys.studio.checks import Checked, checked
from surveys.studio.forms import ButtonForm, FactsForm, facts_form
from surveys.studio.hours import HoursForm, hours_data
from surveys.studio.notice import usual_notice

blueprint = Blueprint("studio", __name__, url_prefix="/surveys")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Every survey, by where it stands."""
    actor = signed_in().actor
    within = showing.counted_within(actor)
    return render_template(
        "surveys/studio/index.html",
        groups=showing.grouped(queries.surveys(db.session, within=within), clock.now()),
        stages=wording.STAGES,
        managing=holds(actor, Action.MANAGE_SURVEYS),
        narrowed=within is not None,
    )


@blueprint.get("/<uuid:survey_id>")
def detail(survey_id: UUID) -> ResponseReturnValue:
    """One survey: where it stands, what to do next, who answered, how people come to it."""
    actor, now = signed_in().actor, clock.now()
    survey = queries.survey(db.session, survey_id=survey_id)
    within = showing.counted_within(actor)
    stage = wording.stage_of(survey, now)
    links = queries.links(db.session, survey_id=survey_id)
    newest = queries.newest_version(db.session, survey_id=survey_id)
    results = showing.results_address(survey, actor)
    preview = preview_address(newest.id) if newest else ""
    channels = counts_by_channel(db.session, survey_id=survey_id, within=within)
    by_version = counts_by_version(db.session, survey_id=survey_id, within=within)
    return render_template(
        "surveys/studio/detail.html",
        survey=survey,
        stage=stage,
        facts=showing.facts_of(survey, stage, queries.organisation_of(db.session, survey=survey)),
        address=survey_address(survey.slug),
        managing=showing.may_manage(actor, survey),
        steps=showing.next_steps(survey, stage, newest=newest, links=links, results=results),
        preview=preview,
        results=results,
        exports=showing.exports_address(survey, actor),
        channels=showing.channel_rows(channels),
        links=showing.link_rows(links, actor),
        versions=showing.version_rows(
            queries.versions(db.session, survey_id=survey_id), by_version
        ),
        trials=count_of_tests(db.session, survey_id=survey_id),
        narrowed=within is not None,
    )


@blueprint.route("/<uuid:survey_id>/facts", methods=["GET", "POST"])
def facts(survey_id: UUID) -> ResponseReturnValue:
    """What a draft says about itself; a privacy notice left alone follows its controller."""
    survey = _managed(survey_id)
    if survey.state is not SurveyState.DRAFT:
        return redirect(url_for(".detail", survey_id=survey_id), 303)
    within = reach(signed_in().actor, Action.MANAGE_SURVEYS)
    form = facts_form(survey, partnership(), within)
    if form.validate_on_submit():
        try:
            _describe(survey, form)
        except Rejected as rejected:
            form.reject(rejected)
        else:
            return redirect(url_for(".detail", survey_id=survey_id), 303)
    return render_template("surveys/studio/facts.html", form=form, survey=survey)


@blueprint.route("/<uuid:survey_id>/hours", methods=["GET", "POST"])
def hours(survey_id: UUID) -> ResponseReturnValue:
    """When a survey opens and closes, in London."""
    survey = _managed(survey_id)
    form = HoursForm(data=hours_data(survey.opens_at, survey.closes_at))
    if form.validate_on_submit():
        try:
            commands.set_hours(
                db.session,
                survey_id=survey_id,
                opens_at=form.opens_at,
                closes_at=form.closes_at,
                actor=signed_in().actor,
                now=clock.now(),
            )
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            flash(_("The hours are kept."))
            return redirect(url_for(".detail", survey_id=survey_id), 303)
    return render_template("surveys/studio/hours.html", form=form, survey=survey)


@blueprint.route("/<uuid:survey_id>/publish", methods=["GET", "POST"])
def publish(survey_id: UUID) -> ResponseReturnValue:
    """What stands in the way and what is worth a thought; then publish."""
    survey = _managed(survey_id)
    form = ButtonForm()
    if form.validate_on_submit():
        try:
            commands.publish_survey(
                db.session,
                survey_id=survey_id,
                partnership=partnership(),
                actor=signed_in().actor,
                now=clock.now(),
            )
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            flash(_("The survey is published."))
            return redirect(url_for(".detail", survey_id=survey_id), 303)
    return render_template(
        "surveys/studio/publish.html", form=form, survey=survey, found=_checked(survey)
    )


@dataclass(frozen=True, slots=True)
class Move:
    """A move that is asked about before it is made, and cannot be taken back."""

    make: "Command"
    question: LazyString
    words: LazyString
    button: LazyString
    done: LazyString
    is_gone: bool = False


Command: TypeAlias = Callable[..., object]
CLOSE: Final = Move(
    commands.close_survey,
    _l("Close this survey now?"),
    _l("Nobody can answer it from then on. A survey that was closed cannot be opened again."),
    _l("Close the survey"),
    _l("The survey is closed."),
)
ARCHIVE: Final = Move(
    commands.archive_survey,
    _l("Archive this survey?"),
    _l("It moves to the end of the list. Its responses and results stay where they are."),
    _l("Archive the survey"),
    _l("The survey is archived."),
)
DELETE: Final = Move(
    commands.delete_survey,
    _l("Delete this draft?"),
    _l("Its questionnaire, links and test responses go with it. This cannot be undone."),
    _l("Delete the draft"),
    _l("The draft is deleted."),
    is_gone=True,
)


@blueprint.route("/<uuid:survey_id>/close", methods=["GET", "POST"])
def close(survey_id: UUID) -> ResponseReturnValue:
    """Close a live survey now."""
    return _sure(survey_id, CLOSE)


@blueprint.route("/<uuid:survey_id>/archive", methods=["GET", "POST"])
def archive(survey_id: UUID) -> ResponseReturnValue:
    """Put a closed survey away."""
    return _sure(survey_id, ARCHIVE)


@blueprint.route("/<uuid:survey_id>/delete", methods=["GET", "POST"])
def delete(survey_id: UUID) -> ResponseReturnValue:
    """Delete a draft."""
    return _sure(survey_id, DELETE)


@blueprint.route("/<uuid:survey_id>/tests", methods=["GET", "POST"])
def trials(survey_id: UUID) -> ResponseReturnValue:
    """The test responses, by number; those that are ticked are deleted."""
    survey = _managed(survey_id)
    form = ButtonForm()
    if form.validate_on_submit():
        number = commands.delete_trials(
            db.session,
            survey_id=survey_id,
            chosen=request.form.getlist("test", type=UUID),
            actor=signed_in().actor,
            now=clock.now(),
        )
        db.session.commit()
        flash(_("Deleted: %(number)s.", number=number))
        return redirect(url_for(".trials", survey_id=survey_id), 303)
    found = queries.trials(db.session, survey_id=survey_id)
    return render_template("surveys/studio/trials.html", form=form, survey=survey, trials=found)


def _sure(survey_id: UUID, move: Move) -> ResponseReturnValue:
    """Ask, and make the move when the answer is yes."""
    survey = _managed(survey_id)
    form = ButtonForm()
    if form.validate_on_submit():
        try:
            move.make(db.session, survey_id=survey_id, actor=signed_in().actor, now=clock.now())
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            flash(str(move.done))
            return redirect(_after(move, survey_id), 303)
    return render_template("surveys/studio/sure.html", form=form, survey=survey, move=move)


def _after(move: Move, survey_id: UUID) -> str:
    return url_for(".index") if move.is_gone else url_for(".detail", survey_id=survey_id)


def _managed(survey_id: UUID) -> Survey:
    """A survey that the officer may change, read before anything is written."""
    with reading() as session:
        survey = queries.survey(session, survey_id=survey_id)
    require(signed_in().actor, Action.MANAGE_SURVEYS, survey.scope)
    return survey


def _describe(survey: Survey, form: FactsForm) -> None:
    said = form.facts()
    before = partnership().controller(survey.controller)
    after = partnership().controller(said.controller)
    if before and after and said.privacy_notice == usual_notice(before, partnership()):
        said = replace(said, privacy_notice=usual_notice(after, partnership()))
    commands.change_survey(
        db.session, survey_id=survey.id, facts=said, actor=signed_in().actor, now=clock.now()
    )
    db.session.commit()


def _checked(survey: Survey) -> Checked:
    with reading() as session:
        newest = queries.newest_version(session, survey_id=survey.id)
        return checked(
            survey,
            queries.readable(session, newest),
            links=queries.links(session, survey_id=survey.id),
            tried=count_of_tests(session, survey_id=survey.id) > 0,
            partnership=partnership(),
            now=clock.now(),
        )
