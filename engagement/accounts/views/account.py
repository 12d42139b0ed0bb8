"""The officer's first page, and their own account."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.accounts.commands.signing_in import (
    end_own_session,
    make_recovery_codes,
    set_password,
)
from engagement.accounts.forms import ButtonForm, ChangePasswordForm
from engagement.accounts.passwords import check_new_password, hash_password
from engagement.accounts.queries import open_sessions, unused_recovery_codes
from engagement.accounts.sessions import SignedIn, idle_limit, signed_in
from engagement.accounts.views.attempts import WRONG, judge_password
from engagement.accounts.views.blueprint import blueprint
from engagement.accounts.views.sign_in import answer_refusal
from engagement.core import clock
from engagement.core.db import db
from engagement.core.errors import Rejected


@blueprint.get("/officers/")
def home() -> ResponseReturnValue:
    """Where an officer lands: what there is to do."""
    return render_template("accounts/home.html", person=signed_in(), button=ButtonForm())


@blueprint.get("/account/")
def account() -> ResponseReturnValue:
    """The officer's own account."""
    person = signed_in()
    return render_template(
        "accounts/account.html",
        person=person,
        button=ButtonForm(),
        codes_left=unused_recovery_codes(db.session, officer_id=person.officer_id),
        sessions=open_sessions(
            db.session, officer_id=person.officer_id, idle=idle_limit(), now=clock.now()
        ),
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    """A new password; every other session of the officer ends."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            _change_password(signed_in(), form.current.data, form.password.data)
        except Rejected as refusal:
            form.reject(refusal)
            return answer_refusal(render_template("accounts/password.html", form=form), refusal)
        flash(_("Your password is changed. You are signed out everywhere else."))
        return redirect(url_for("accounts.account"), 303)
    return render_template("accounts/password.html", form=form)


@blueprint.post("/account/recovery-codes")
def new_recovery_codes() -> ResponseReturnValue:
    """Ten new recovery codes, shown in this answer and never again."""
    if not ButtonForm().validate_on_submit():
        return redirect(url_for("accounts.account"), 303)
    codes = make_recovery_codes(db.session, actor=signed_in().actor, now=clock.now())
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes)


@blueprint.post("/account/sessions/<uuid:session_id>/end")
def end_session(session_id: UUID) -> ResponseReturnValue:
    """End one of the officer's own sessions."""
    if ButtonForm().validate_on_submit():
        actor = signed_in().actor
        end_own_session(db.session, actor=actor, session_id=session_id, now=clock.now())
        db.session.commit()
        flash(_("That session has ended."))
    return redirect(url_for("accounts.account"), 303)


def _change_password(person: SignedIn, current: str, new: str) -> None:
    try:
        officer_id = judge_password(email=person.email, password=current, field="current")
    except Rejected as refusal:
        if refusal.message == WRONG:
            raise Rejected(_("Your current password is not right."), "current") from None
        raise
    check_new_password(new, about=(person.email, person.actor.name))
    hashed = hash_password(new)
    set_password(
        db.session,
        officer_id=officer_id,
        password_hash=hashed,
        now=clock.now(),
        keep_session=person.session_id,
    )
    db.session.commit()
