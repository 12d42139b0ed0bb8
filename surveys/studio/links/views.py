"""Officers' pages of links to a survey: make one, its QR code and its poster, end it."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.accounts.permissions import Action, require
from engagement.accounts.sessions import signed_in
from engagement.core import clock
from engagement.core.db import db, reading
from engagement.core.errors import Rejected
from engagement.core.http import partnership
from engagement.core.qr import qr_svg
from surveys.models import Survey
from surveys.responses.addresses import link_address
from surveys.studio import queries
from surveys.studio.forms import ButtonForm
from surveys.studio.links.commands import end_link, make_link
from surveys.studio.links.forms import LinkForm, district_choices
from surveys.studio.links.posters import poster_of
from surveys.studio.links.queries import link as link_with
from surveys.studio.showing import may_manage, used_words
from surveys.studio.wording import CHANNELS, district_words

blueprint = Blueprint("survey_links", __name__, url_prefix="/surveys")


@blueprint.route("/<uuid:survey_id>/links/new", methods=["GET", "POST"])
def make(survey_id: UUID) -> ResponseReturnValue:
    """A new link."""
    survey = _managed(survey_id)
    form = LinkForm(choices={"district": district_choices(survey, partnership())})
    if form.validate_on_submit():
        try:
            link = make_link(
                db.session,
                survey_id=survey_id,
                plan=form.plan(),
                actor=signed_in().actor,
                now=clock.now(),
            )
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            return redirect(url_for(".detail", survey_link_id=link.id), 303)
    return render_template("surveys/studio/link_make.html", form=form, survey=survey)


@blueprint.get("/links/<uuid:survey_link_id>")
def detail(survey_link_id: UUID) -> ResponseReturnValue:
    """One link: its address to hand out, its poster, and how many came by it."""
    led = link_with(db.session, link_id=survey_link_id)
    actor = signed_in().actor
    managing = may_manage(actor, led.survey) and led.link.ended_on is None
    return render_template(
        "surveys/studio/link.html",
        link=led.link,
        survey=led.survey,
        channel=CHANNELS[led.link.channel],
        district=district_words(led.link, partnership()),
        used=used_words(led.link, actor),
        address=link_address(led.link.code),
        form=ButtonForm() if managing else None,
    )


@blueprint.get("/links/<uuid:survey_link_id>/qr.svg")
def qr(survey_link_id: UUID) -> ResponseReturnValue:
    """The address as a QR code, for a poster or a slide."""
    led = link_with(db.session, link_id=survey_link_id)
    return Response(qr_svg(link_address(led.link.code)), mimetype="image/svg+xml")


@blueprint.get("/links/<uuid:survey_link_id>/poster")
def poster(survey_link_id: UUID) -> ResponseReturnValue:
    """A page of A4 to print."""
    led = link_with(db.session, link_id=survey_link_id)
    return render_template(
        "surveys/studio/poster.html",
        link=led.link,
        survey=led.survey,
        poster=poster_of(led.survey, led.link, partnership()),
    )


@blueprint.post("/links/<uuid:survey_link_id>/end")
def end(survey_link_id: UUID) -> ResponseReturnValue:
    """Nobody comes by the link from now on."""
    if ButtonForm().validate_on_submit():
        end_link(db.session, link_id=survey_link_id, actor=signed_in().actor, now=clock.now())
        db.session.commit()
        flash(_("The link has ended. Its address now says so and shows the way to the survey."))
    return redirect(url_for(".detail", survey_link_id=survey_link_id), 303)


def _managed(survey_id: UUID) -> Survey:
    with reading() as session:
        survey = queries.survey(session, survey_id=survey_id)
    require(signed_in().actor, Action.MANAGE_SURVEYS, survey.scope)
    return survey
