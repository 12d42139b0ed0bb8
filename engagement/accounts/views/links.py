"""The pages that one-time links open. Looking changes nothing: mail scanners look too."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.accounts.commands.links import open_link, use_link
from engagement.accounts.commands.signing_in import (
    begin_enrolment,
    begin_sign_in,
    set_password,
    sign_in_for_demonstration,
)
from engagement.accounts.forms import NewPasswordForm, PasswordForm
from engagement.accounts.models import LinkPurpose, Officer
from engagement.accounts.passwords import check_new_password, hash_password
from engagement.accounts.sessions import forget_token, keep_token
from engagement.accounts.views.attempts import judge_password
from engagement.accounts.views.blueprint import blueprint
from engagement.accounts.views.sign_in import answer_refusal
from engagement.core import clock, http
from engagement.core.db import db, reading
from engagement.core.errors import NotFound, Rejected


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
def accept_invitation(token: str) -> ResponseReturnValue:
    """A new officer sets a password, and goes on to the authenticator."""
    return _new_password(token, LinkPurpose.INVITATION)


@blueprint.route("/password-resets/<token>", methods=["GET", "POST"])
def reset_password(token: str) -> ResponseReturnValue:
    """An officer who forgot the password sets another, and signs in with it."""
    return _new_password(token, LinkPurpose.RESET)


@blueprint.route("/authenticator-resets/<token>", methods=["GET", "POST"])
def replace_authenticator(token: str) -> ResponseReturnValue:
    """An officer who lost the authenticator gives the password, and sets up another."""
    officer = _opened(token, LinkPurpose.AUTHENTICATOR)
    if officer is None:
        return _gone()
    form = PasswordForm(request.form if request.method == "POST" else None)
    page = "accounts/replace_authenticator.html"
    if request.method == "POST" and form.validate():
        try:
            judge_password(email=officer.email, password=form.password.data, field="password")
            used = use_link(
                db.session, token=token, purpose=LinkPurpose.AUTHENTICATOR, now=clock.now()
            )
        except Rejected as refusal:
            form.reject(refusal)
            return answer_refusal(render_template(page, form=form), refusal)
        keep = begin_enrolment(db.session, officer_id=used.id, now=clock.now())
        db.session.commit()
        keep_token(keep)
        return redirect(url_for("accounts.enrol"), 303)
    return render_template(page, form=form)


@blueprint.route("/demonstration-sign-ins/<token>", methods=["GET", "POST"])
def demonstration_sign_in(token: str) -> ResponseReturnValue:
    """A made-up officer signs in with one button; only where everything is made up."""
    if not http.settings().demonstration:
        raise NotFound
    officer = _opened(token, LinkPurpose.DEMONSTRATION)
    if officer is None:
        return _gone()
    if request.method == "POST":
        now = clock.now()
        try:
            used = use_link(db.session, token=token, purpose=LinkPurpose.DEMONSTRATION, now=now)
        except Rejected:
            return _gone()
        kept = sign_in_for_demonstration(db.session, officer=used, now=now)
        db.session.commit()
        keep_token(kept)
        return redirect(url_for("accounts.home"), 303)
    return render_template("accounts/demonstration_sign_in.html", officer=officer)


def _new_password(token: str, purpose: LinkPurpose) -> ResponseReturnValue:
    officer = _opened(token, purpose)
    if officer is None:
        return _gone()
    form = NewPasswordForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        try:
            check_new_password(form.password.data, about=(officer.email, officer.name))
            hashed = hash_password(form.password.data)
            used = use_link(db.session, token=token, purpose=purpose, now=clock.now())
        except Rejected as refusal:
            form.reject(refusal)
        else:
            return _password_set(used, hashed, purpose)
    return render_template(
        "accounts/new_password.html",
        form=form,
        officer=officer,
        first=purpose is LinkPurpose.INVITATION,
    )


def _password_set(officer: Officer, hashed: str, purpose: LinkPurpose) -> ResponseReturnValue:
    now = clock.now()
    set_password(db.session, officer_id=officer.id, password_hash=hashed, now=now)
    if purpose is LinkPurpose.RESET:
        db.session.commit()
        forget_token()
        return redirect(url_for("accounts.sign_in", note="password-set"), 303)
    token = begin_sign_in(db.session, officer_id=officer.id, now=now)
    db.session.commit()
    keep_token(token)
    return redirect(url_for("accounts.sign_in_code"), 303)


def _opened(token: str, purpose: LinkPurpose) -> Officer | None:
    """Whose link this is, read outside the write transaction; None when it is of no use."""
    with reading() as session:
        try:
            return open_link(session, token=token, purpose=purpose, now=clock.now()).officer
        except Rejected:
            return None


def _gone() -> ResponseReturnValue:
    return render_template("accounts/link_gone.html"), 410
