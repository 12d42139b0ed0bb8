"""Officers' pages of links for a class or an event."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from engagement.accounts.permissions import Action, reach, require
from engagement.accounts.sessions import signed_in
from engagement.core import clock
from engagement.core.db import db
from engagement.core.errors import Rejected
from engagement.core.http import partnership
from engagement.core.qr import qr_svg
from engagement.reports.links import queries
from engagement.reports.links.addresses import address_of
from engagement.reports.links.commands import end_link, make_link
from engagement.reports.links.forms import KINDS, STATES, EndForm, LinkForm, district_choices
from engagement.reports.models import EventLink

blueprint = Blueprint("links", __name__, url_prefix="/reports/links")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Every link that the officer may see."""
    within = reach(signed_in().actor, Action.MANAGE_LINKS)
    links = queries.links_within(db.session, within=within)
    return render_template("reports/links/index.html", rows=[_line(link) for link in links])


@blueprint.route("/new", methods=["GET", "POST"])
def make() -> ResponseReturnValue:
    """A new link."""
    within = reach(signed_in().actor, Action.MANAGE_LINKS)
    offered = district_choices(partnership().districts, within)
    form = LinkForm(choices={"district": offered})
    if form.validate_on_submit():
        try:
            link = make_link(db.session, plan=form.plan(), actor=signed_in().actor, now=clock.now())
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            return redirect(url_for(".detail", link_id=link.id), 303)
    return render_template("reports/links/make.html", form=form)


@blueprint.get("/<uuid:link_id>")
def detail(link_id: UUID) -> ResponseReturnValue:
    """One link: its address to hand out, and how much of it is used."""
    link = _visible(link_id)
    return render_template(
        "reports/links/detail.html",
        link=link,
        kind=KINDS[link.kind],
        district=_district(link),
        state=_state(link),
        address=address_of(link.id),
        form=EndForm() if link.ended_on is None else None,
    )


@blueprint.get("/<uuid:link_id>/qr.svg")
def qr(link_id: UUID) -> ResponseReturnValue:
    """The address as a QR code, for a poster or a slide."""
    return Response(qr_svg(address_of(_visible(link_id).id)), mimetype="image/svg+xml")


@blueprint.post("/<uuid:link_id>/end")
def end(link_id: UUID) -> ResponseReturnValue:
    """Close the link now."""
    if EndForm().validate_on_submit():
        end_link(db.session, link_id=link_id, actor=signed_in().actor, now=clock.now())
        db.session.commit()
        flash(_("The link has ended. Reports by it are now checked like all others."))
    return redirect(url_for(".detail", link_id=link_id), 303)


def _visible(link_id: UUID) -> EventLink:
    link = queries.link(db.session, link_id=link_id)
    require(signed_in().actor, Action.MANAGE_LINKS, link.district_code)
    return link


def _line(link: EventLink) -> list[object]:
    return [
        {"text": link.name, "href": url_for(".detail", link_id=link.id)},
        str(KINDS[link.kind]),
        _district(link),
        format_date(link.opens_on, "d MMM y"),
        format_date(link.closes_on, "d MMM y"),
        _("%(used)s of %(ceiling)s", used=link.used, ceiling=link.ceiling),
        _state(link),
    ]


def _district(link: EventLink) -> str:
    district = partnership().district(link.district_code or "")
    return district.name if district else _("The whole county")


def _state(link: EventLink) -> str:
    return str(STATES[queries.state_of(link, clock.london_date(clock.now()))])
