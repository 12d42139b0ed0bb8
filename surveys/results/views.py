"""Officers' pages of results: figures, cross-tabs, what people wrote, publishing."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.accounts.permissions import Action, reach, require
from engagement.accounts.sessions import signed_in
from engagement.audit.recording import record_view
from engagement.core import clock
from engagement.core.db import db, reading
from engagement.core.errors import NotFound, Rejected
from engagement.core.forms import OfficerForm, choice
from engagement.core.http import partnership
from engagement.reports.filtering import page_number
from surveys.models import Survey
from surveys.responses.coding import Coded, coded
from surveys.responses.reach import districts_of, reached_survey, survey_with_id
from surveys.results import showing, wording
from surveys.results.commands import (
    POLICY,
    About,
    file_of,
    obstacle_to,
    publish_results,
)
from surveys.results.events import KIND, ResultEvent
from surveys.results.figures import DISTRICT, figure, figures, split
from surveys.results.forms import NOT_CODED, TONES, SplitForm, TextsForm, ToneForm
from surveys.results.frozen import read_frozen
from surveys.results.queries import release_of
from surveys.results.reading import comments, narrowed
from surveys.results.tones import set_tone
from surveys.text.themes import codebook
from surveys.text.tone import Tone

blueprint = Blueprint("results", __name__, url_prefix="/surveys/<uuid:survey_id>")

PAGE: Final = 50


@blueprint.get("/results/")
def index(survey_id: UUID) -> ResponseReturnValue:
    """Every question with its figures."""
    survey, responses = _responses(survey_id)
    return render_template(
        "surveys/results/index.html",
        survey=survey,
        people=len(responses),
        shown=[showing.shown(one) for one in figures(responses)],
        release=release_of(db.session, survey_id=survey_id),
    )


@blueprint.get("/results/<string:name>/")
def question(survey_id: UUID, name: str) -> ResponseReturnValue:
    """One question, and within each district or each answer of another question."""
    survey, responses = _responses(survey_id)
    found = figure(responses, name)
    form = SplitForm(request.args, choices={"by": _splits(responses, name)})
    by = form.by.data if form.validate() and found.can_be_split else ""
    names = {one.code: one.name for one in partnership().districts}
    groups = split(responses, name, by=by, districts=names) if by else ()
    return render_template(
        "surveys/results/question.html",
        survey=survey,
        one=showing.shown(found),
        form=form,
        crosstab=showing.crosstab(groups) if groups else None,
        split_by=_split_words(responses, by) if groups else "",
    )


@blueprint.get("/texts/<string:column>/")
def texts(survey_id: UUID, column: str) -> ResponseReturnValue:
    """What people wrote; that it was read is recorded first."""
    survey, responses = _responses(survey_id, Action.READ_SURVEY_TEXTS)
    title = figure(responses, column).title
    form = TextsForm(request.args, choices={"theme": _themes()})
    within = reach(signed_in().actor, Action.READ_SURVEY_TEXTS)
    found = comments(db.session, survey_id=survey_id, column=column, within=within)
    asked = form.validate()
    left = (
        narrowed(found, theme=form.theme.data, tone=form.tone.data, word=form.word.data)
        if asked
        else found
    )
    page = min(page_number(), max(1, -(-len(left) // PAGE)))
    record_view(
        actor=signed_in().actor,
        action=ResultEvent.TEXTS_READ,
        kind=KIND,
        subject=survey.id,
        detail={"question": title, "texts": len(left)},
    )
    return render_template(
        "surveys/results/texts.html",
        survey=survey,
        column=column,
        title=title,
        form=form,
        tone_form=ToneForm(formdata=None),
        found=found,
        left=left,
        listed=left[(page - 1) * PAGE : page * PAGE],
        page=page,
        pages=max(1, -(-len(left) // PAGE)),
        summary=showing.tone_rows(found),
        themes={one.code: one.name for one in codebook()},
        tones=TONES,
        chosen={k: v for k, v in request.args.items() if k in ("theme", "tone", "word")},
    )


@blueprint.post("/texts/<string:column>/")
def set_tone_of(survey_id: UUID, column: str) -> ResponseReturnValue:
    """Say what the tone of one text is; the computer may be wrong."""
    actor, form = signed_in().actor, ToneForm()
    action = Action.READ_SURVEY_TEXTS
    survey = reached_survey(db.session, survey_id=survey_id, actor=actor, action=action)
    if form.validate_on_submit():
        wanted = form.tone.data
        try:
            response_id, tone = UUID(form.response.data), Tone(wanted) if wanted else None
        except ValueError:
            raise NotFound from None
        set_tone(
            db.session,
            survey=survey,
            response_id=response_id,
            place=form.place.data,
            tone=tone,
            actor=actor,
            now=clock.now(),
        )
        db.session.commit()
        flash(_("The tone is changed."))
    asked = {name: request.args.get(name, "") for name in ("theme", "tone", "word")}
    back = url_for(".texts", survey_id=survey_id, column=column)
    return redirect(f"{back}?{urlencode(asked)}", 303)


@blueprint.get("/publish-results/")
def publishing(survey_id: UUID) -> ResponseReturnValue:
    """What the public would see, and the button."""
    return _publishing(survey_id, OfficerForm())


@blueprint.post("/publish-results/")
def publish(survey_id: UUID) -> ResponseReturnValue:
    """Freeze it; a refusal is recorded too."""
    actor, form = signed_in().actor, OfficerForm()
    if form.validate_on_submit():
        survey = survey_with_id(db.session, survey_id=survey_id)
        try:
            publish_results(
                db.session, survey=survey, about=_about(survey), actor=actor, now=clock.now()
            )
        except Rejected as rejected:
            form.reject(rejected)
            db.session.rollback()
            detail = {"because": rejected.message}
            record_view(
                actor=actor,
                action=ResultEvent.REFUSED,
                kind=KIND,
                subject=survey_id,
                detail=detail,
            )
        else:
            db.session.commit()
            flash(_("The results are published."))
            return redirect(url_for(".publishing", survey_id=survey_id), 303)
    return _publishing(survey_id, form), 400


def _publishing(survey_id: UUID, form: OfficerForm) -> str:
    """Read in a session of its own: a refused post holds no lock while it is drawn."""
    now = clock.now()
    with reading() as session:
        survey = survey_with_id(session, survey_id=survey_id)
        require(signed_in().actor, Action.PUBLISH_RESULTS, districts_of(survey))
        responses = coded(session, survey_id=survey_id)
        release = release_of(session, survey_id=survey_id)
        obstacle = obstacle_to(session, survey, people=len(responses), now=now)
    content = None if obstacle else file_of(survey, responses, about=_about(survey), now=now)
    return render_template(
        "surveys/results/publishing.html",
        survey=survey,
        form=form,
        release=release,
        obstacle=obstacle,
        planned=read_frozen(content) if content else None,
        policy=POLICY,
        count_words=wording.count_words,
        part_words=wording.part_words,
    )


def _responses(survey_id: UUID, action: Action = Action.VIEW_RESULTS) -> tuple[Survey, Coded]:
    """A survey, and those of its responses that the officer's districts cover."""
    actor = signed_in().actor
    survey = reached_survey(db.session, survey_id=survey_id, actor=actor, action=action)
    within = reach(actor, action)
    return survey, coded(db.session, survey_id=survey_id).within(within)


def _splits(responses: Coded, name: str) -> Sequence[object]:
    others = [
        choice(one.name, one.title)
        for one in figures(responses)
        if one.name in responses.codes and one.name != name and one.can_be_split
    ]
    return [choice("", _("Nothing")), choice(DISTRICT, _("District")), *others]


def _split_words(responses: Coded, by: str) -> str:
    return str(_("District") if by == DISTRICT else figure(responses, by).title)


def _themes() -> Sequence[object]:
    named = [choice(one.code, one.name) for one in codebook()]
    return [choice("", _("Any")), *named, choice(NOT_CODED, _("None found"))]


def _about(survey: Survey) -> About:
    controller = partnership().controller(survey.controller)
    return About(partnership().name, controller.name if controller else survey.controller)
