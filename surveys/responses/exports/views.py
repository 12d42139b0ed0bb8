"""The export page of a survey: what to take, what for, and the ZIP."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engagement.accounts.models import Organisation
from engagement.accounts.permissions import Action, reach, require
from engagement.accounts.sessions import signed_in
from engagement.core import clock
from engagement.core.actor import Actor
from engagement.core.db import db, reading
from engagement.core.errors import Rejected
from engagement.core.http import partnership
from engagement.core.limits import limiter
from engagement.reports.exports.limits import EXPORTS, SCOPE
from surveys.models import Survey
from surveys.responses.exports.about import About
from surveys.responses.exports.commands import note_export
from surveys.responses.exports.files import FileKind, export_zip
from surveys.responses.exports.forms import ExportForm, Words
from surveys.responses.exports.queries import (
    responses_to_export,
    withdrawn_since,
)
from surveys.responses.exports.tables import Given, tables
from surveys.responses.queries import Within, count_of_responses, count_of_tests, versions_of
from surveys.responses.reach import reached_survey, survey_with_id

blueprint = Blueprint("response_exports", __name__, url_prefix="/surveys/<uuid:survey_id>/export")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who asked for which files, from where, with which words, and what for."""

    actor: Actor
    within: Within
    kinds: tuple[FileKind, ...]
    words: Words
    reason: str


@blueprint.get("")
def index(survey_id: UUID) -> ResponseReturnValue:
    """What there is to take, and the question what for."""
    return _page(survey_id, ExportForm())


@blueprint.post("")
@limiter.shared_limit(EXPORTS, scope=SCOPE)
def download(survey_id: UUID) -> ResponseReturnValue:
    """The ZIP; taking it is recorded, with the reason, before it is made."""
    form = ExportForm()
    if not form.validate_on_submit():
        return _page(survey_id, form), 400
    wanted = _wanted(form, signed_in().actor)
    with reading() as session:
        _reached(session, survey_id)
        given = responses_to_export(
            session, survey_id=survey_id, within=wanted.within, texts=wanted.words is not Words.OUT
        )
    note_export(
        db.session,
        survey_id=survey_id,
        count=len(given),
        files=form.kinds,
        words=wanted.words,
        reason=wanted.reason,
        actor=wanted.actor,
        now=clock.now(),
    )
    db.session.commit()
    try:
        return _answer(survey_id, wanted, given)
    except Rejected as rejected:
        form.reject(rejected)
        return _page(survey_id, form), 400


def _reached(session: Session, survey_id: UUID) -> Survey:
    actor, action = signed_in().actor, Action.EXPORT_RESPONSES
    return reached_survey(session, survey_id=survey_id, actor=actor, action=action)


def _wanted(form: ExportForm, actor: Actor) -> Wanted:
    """What was asked for; NotAllowed for words where the officer may not read them."""
    within = reach(actor, Action.EXPORT_RESPONSES)
    if form.said is not Words.OUT:
        require(actor, Action.READ_SURVEY_TEXTS, within)
    return Wanted(actor, within, tuple(form.kinds), form.said, form.reason.data)


def _answer(survey_id: UUID, wanted: Wanted, given: Sequence[Given]) -> Response:
    """The ZIP without what was taken back since it was read."""
    with reading() as session:
        survey = survey_with_id(session, survey_id=survey_id)
        gone = withdrawn_since(session, survey_id=survey_id, given=given)
        left = [one for one in given if one.id not in gone]
        versions = versions_of(session, survey_id=survey_id)
        organisation = session.get(Organisation, wanted.actor.organisation_id)
    about = _about(survey, wanted, left)
    about = replace(
        about,
        organisation=organisation.name if organisation else "no organisation",
        versions=tuple(one.number for one in versions),
    )
    made = tables(
        versions,
        left,
        districts={one.code: one.name for one in partnership().districts},
        texts=wanted.words is not Words.OUT,
        masked=wanted.words is not Words.AS_WRITTEN,
    )
    response = Response(export_zip(made, about, wanted.kinds), mimetype="application/zip")
    name = f"{survey.slug}-{clock.london_date(about.made_at).isoformat()}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _about(survey: Survey, wanted: Wanted, given: Sequence[Given]) -> About:
    here = partnership()
    controller = here.controller(survey.controller)
    everywhere = "the whole county, also where the district is not known"
    return About(
        survey=survey.title,
        controller=controller.name if controller else survey.controller,
        partnership=here.name,
        made_at=clock.now(),
        officer=wanted.actor.name,
        organisation="",
        reason=wanted.reason,
        districts=everywhere if wanted.within is None else ", ".join(_names(wanted.within)),
        words=wanted.words,
        versions=(),
        languages=tuple(sorted({one.language for one in given})),
        demonstration=any(one.demonstration for one in given),
    )


def _names(districts: frozenset[str]) -> list[str]:
    return [one.name for one in partnership().districts if one.code in districts]


def _page(survey_id: UUID, form: ExportForm) -> str:
    within = reach(signed_in().actor, Action.EXPORT_RESPONSES)
    with reading() as session:
        survey = _reached(session, survey_id)
        count = count_of_responses(session, survey_id=survey_id, within=within)
        tests = count_of_tests(session, survey_id=survey_id)
    return render_template(
        "surveys/responses/export.html",
        form=form,
        survey=survey,
        count=count,
        tests=tests,
        districts=None if within is None else _names(within),
    )
