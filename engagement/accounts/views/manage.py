"""Administrators' pages: officers, their remit, their links; organisations."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from engagement.accounts import queries
from engagement.accounts.commands import links, officers
from engagement.accounts.commands.officers import invite_officer
from engagement.accounts.forms import (
    COUNTY,
    KIND_NAMES,
    LINK_NAMES,
    ROLE_NAMES,
    ButtonForm,
    InviteForm,
    OrganisationForm,
    RemitForm,
    district_choices,
    organisation_choices,
)
from engagement.accounts.links import link_url
from engagement.accounts.mails import by_mail, mail_link, works_once
from engagement.accounts.models import LinkPurpose, Officer, OrganisationKind
from engagement.accounts.sessions import signed_in
from engagement.accounts.views.blueprint import blueprint
from engagement.core import clock, http
from engagement.core.actor import Role
from engagement.core.db import db
from engagement.core.errors import NotFound, Rejected
from engagement.core.mail import mail_is_set


@blueprint.get("/officers/manage", endpoint="officers")
def officers_list() -> ResponseReturnValue:
    """Every officer."""
    rows = [_officer_row(one) for one in queries.officers(db.session)]
    return render_template("accounts/officers.html", rows=rows)


@blueprint.route("/officers/manage/invite", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    """A new officer; the invitation's link is mailed, or shown in the answer, once."""
    offered = organisation_choices(queries.organisations(db.session))
    form = InviteForm(choices={"organisation": offered, "districts": _districts()})
    if form.validate_on_submit():
        try:
            officer, token = invite_officer(
                db.session,
                actor=signed_in().actor,
                now=clock.now(),
                name=form.name.data,
                email=form.email.data,
                organisation_id=UUID(form.organisation.data),
                remit=form.remit(),
                mailed=by_mail(LinkPurpose.INVITATION) is not None,
            )
        except Rejected as refusal:
            form.reject(refusal)
        else:
            return _hand_over(officer, LinkPurpose.INVITATION, token)
    mailed = by_mail(LinkPurpose.INVITATION) is not None
    return render_template("accounts/invite.html", form=form, mailed=mailed)


@blueprint.route("/officers/manage/<uuid:officer_id>", methods=["GET", "POST"])
def officer(officer_id: UUID) -> ResponseReturnValue:
    """One officer; posting changes roles and districts."""
    found = queries.officer(db.session, officer_id=officer_id)
    form = RemitForm(choices={"districts": _districts()}, data=_remit_of(found))
    if form.validate_on_submit():
        try:
            officers.change_remit(
                db.session,
                actor=signed_in().actor,
                now=clock.now(),
                officer_id=officer_id,
                remit=form.remit(),
            )
        except Rejected as refusal:
            form.reject(refusal)
        else:
            db.session.commit()
            flash(_("Changed. It counts from now."))
            return redirect(url_for("accounts.officer", officer_id=officer_id), 303)
    return _officer_page(found, form)


@blueprint.post("/officers/manage/<uuid:officer_id>/deactivate")
def deactivate(officer_id: UUID) -> ResponseReturnValue:
    """Close an account at once."""
    found = queries.officer(db.session, officer_id=officer_id)
    if ButtonForm().validate_on_submit():
        actor, now = signed_in().actor, clock.now()
        try:
            officers.deactivate_officer(db.session, actor=actor, now=now, officer_id=officer_id)
        except Rejected as refusal:
            form = RemitForm(
                formdata=None, choices={"districts": _districts()}, data=_remit_of(found)
            )
            form.reject(refusal)
            return _officer_page(found, form)
        db.session.commit()
        flash(_("The account is closed, and every session of it has ended."))
    return redirect(url_for("accounts.officer", officer_id=officer_id), 303)


@blueprint.post("/officers/manage/<uuid:officer_id>/reactivate")
def reactivate(officer_id: UUID) -> ResponseReturnValue:
    """Open a closed account again."""
    if ButtonForm().validate_on_submit():
        actor, now = signed_in().actor, clock.now()
        officers.reactivate_officer(db.session, actor=actor, now=now, officer_id=officer_id)
        db.session.commit()
        flash(_("The account is open again."))
    return redirect(url_for("accounts.officer", officer_id=officer_id), 303)


@blueprint.post("/officers/manage/<uuid:officer_id>/links")
def give_link(officer_id: UUID) -> ResponseReturnValue:
    """A new one-time link for an officer, mailed, or shown in this answer and never again."""
    asked = request.form.get("purpose", "")
    purpose = next((one for one in LINK_NAMES if one == asked), None)
    if purpose is None:
        raise NotFound
    if not ButtonForm().validate_on_submit():
        return redirect(url_for("accounts.officer", officer_id=officer_id), 303)
    token = links.give_link(
        db.session,
        actor=signed_in().actor,
        now=clock.now(),
        officer_id=officer_id,
        purpose=purpose,
        mailed=by_mail(purpose) is not None,
    )
    return _hand_over(queries.officer(db.session, officer_id=officer_id), purpose, token)


@blueprint.route("/officers/manage/organisations", methods=["GET", "POST"])
def organisations() -> ResponseReturnValue:
    """The organisations, and a new one."""
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            officers.add_organisation(
                db.session,
                actor=signed_in().actor,
                now=clock.now(),
                name=form.name.data,
                kind=OrganisationKind(form.kind.data),
                contact=form.contact.data,
            )
        except Rejected as refusal:
            form.reject(refusal)
        else:
            db.session.commit()
            flash(_("Added."))
            return redirect(url_for("accounts.organisations"), 303)
    found = queries.organisations(db.session)
    rows = [(one.name, KIND_NAMES[one.kind], one.contact or "") for one in found]
    return render_template("accounts/organisations.html", form=form, rows=rows)


def _officer_page(found: Officer, form: RemitForm) -> ResponseReturnValue:
    return render_template(
        "accounts/officer.html",
        officer=found,
        form=form,
        link_names=_links_for(found),
        mailed=mail_is_set(),
    )


def _hand_over(found: Officer, purpose: LinkPurpose, token: str) -> ResponseReturnValue:
    """Mail a link to its officer; without mail, show it to be handed over."""
    mail, works = by_mail(purpose), works_once(links.GOOD_FOR[purpose])
    if mail is None:
        db.session.commit()
        url = link_url(purpose, token)
        return render_template(
            "accounts/link.html",
            officer=queries.officer(db.session, officer_id=found.id),
            name=LINK_NAMES[purpose],
            url=url,
            works=works,
        )
    mail_link(db.session, mail=mail, to=found.email, token=token, now=clock.now())
    db.session.commit()
    flash(_("We have mailed the link to %(address)s.", address=found.email) + " " + works)
    return redirect(url_for("accounts.officer", officer_id=found.id), 303)


def _links_for(found: Officer) -> dict[str, object]:
    """The links that are of use to an officer: an invitation before the first password."""
    first = found.password_hash is None
    return {
        purpose.value: name
        for purpose, name in LINK_NAMES.items()
        if (purpose is LinkPurpose.INVITATION) == first
    }


def _remit_of(found: Officer) -> dict[str, object]:
    places = [COUNTY] if found.districts is None else sorted(found.districts)
    return {"roles": sorted(found.roles), "districts": places}


def _districts() -> list[object]:
    return district_choices(http.partnership())


def _officer_row(one: Officer) -> list[object]:
    seen = one.last_sign_in_at
    return [
        {"text": one.name, "href": url_for("accounts.officer", officer_id=one.id)},
        one.organisation.name,
        ", ".join(str(ROLE_NAMES[role]) for role in Role if role in one.roles),
        _place_names(one),
        _("Open") if one.active else _("Closed"),
        format_datetime(seen, "medium") if seen else _("Never"),
    ]


def _place_names(found: Officer) -> str:
    if found.districts is None:
        return str(_("The whole county"))
    known = {one.code: one.name for one in http.partnership().districts}
    return ", ".join(sorted(known.get(code, code) for code in found.districts))
