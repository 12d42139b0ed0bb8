"""Signing in: password, then code; the first time an authenticator is set up in between."""

from typing import Final

from flask import Response as FlaskResponse
from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from engagement.accounts.access import safe_next
from engagement.accounts.authenticator import provisioning_uri
from engagement.accounts.commands.signing_in import begin_sign_in, enrol_authenticator, sign_out
from engagement.accounts.devices import remember_device
from engagement.accounts.forms import ButtonForm, CodeForm, EnrolForm, SignInForm
from engagement.accounts.models import Stage
from engagement.accounts.queries import PendingSignIn
from engagement.accounts.sessions import forget_token, keep_token, pending, signed_in
from engagement.accounts.throttle import TooSoon
from engagement.accounts.views.attempts import judge_code, judge_password
from engagement.accounts.views.blueprint import blueprint
from engagement.core import clock, http
from engagement.core.db import db
from engagement.core.errors import NotFound, Rejected
from engagement.core.qr import qr_svg

NOTES: Final = {
    "password-set": _l("Your new password is set. Sign in with it."),
    "signed-out": _l("You are signed out."),
    "start-again": _l("That took too long, or was done already. Sign in again."),
}


def answer_refusal(page: str, refusal: Rejected) -> ResponseReturnValue:
    """A form's page with what was wrong; 429 and when to come back if it came too soon."""
    if isinstance(refusal, TooSoon):
        return page, 429, {"Retry-After": str(refusal.seconds)}
    return page


@blueprint.route("/sign-in", methods=["GET", "POST"], endpoint="sign_in")
def sign_in_page() -> ResponseReturnValue:
    """The first step: email address and password."""
    form = SignInForm(request.form if request.method == "POST" else None)
    note = NOTES.get(request.args.get("note", ""))
    if request.method == "POST" and form.validate():
        try:
            officer_id = judge_password(email=form.email.data, password=form.password.data)
        except Rejected as refusal:
            form.reject(refusal)
            page = render_template("accounts/sign_in.html", form=form, note=None)
            return answer_refusal(page, refusal)
        token = begin_sign_in(db.session, officer_id=officer_id, now=clock.now())
        db.session.commit()
        keep_token(token)
        return redirect(url_for("accounts.sign_in_code", next=_next()), 303)
    return render_template("accounts/sign_in.html", form=form, note=note)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def sign_in_code() -> ResponseReturnValue:
    """The second step: a code of the authenticator, or a recovery code."""
    waiting = pending()
    if waiting is None:
        return _start_again()
    if waiting.stage is Stage.ENROLMENT:
        return redirect(url_for("accounts.enrol"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            token = judge_code(waiting, form.code.data)
        except NotFound:
            return _start_again()
        except Rejected as refusal:
            form.reject(refusal)
            return answer_refusal(render_template("accounts/code.html", form=form), refusal)
        return _finished(redirect(_next() or url_for("accounts.home"), 303), waiting, token)
    return render_template("accounts/code.html", form=form)


@blueprint.route("/sign-in/authenticator", methods=["GET", "POST"])
def enrol() -> ResponseReturnValue:
    """Setting up an authenticator; the recovery codes are in the answer, once."""
    waiting = pending()
    if waiting is None or waiting.candidate_secret is None:
        return _start_again()
    form = EnrolForm()
    if form.validate_on_submit():
        try:
            token, codes = enrol_authenticator(
                db.session, session_id=waiting.session_id, code=form.code.data, now=clock.now()
            )
        except Rejected as refusal:
            form.reject(refusal)
        else:
            db.session.commit()
            page = render_template("accounts/recovery_codes.html", codes=codes)
            return _finished(make_response(page), waiting, token)
    return render_template("accounts/enrol.html", form=form, secret=waiting.candidate_secret)


@blueprint.get("/sign-in/authenticator/qr.svg")
def enrol_qr() -> ResponseReturnValue:
    """The new authenticator's secret as a QR code, for the browser that sets it up and no other."""
    waiting = pending()
    if waiting is None or waiting.candidate_secret is None:
        raise NotFound
    uri = provisioning_uri(
        waiting.candidate_secret, account=waiting.email, issuer=http.partnership().name
    )
    return FlaskResponse(qr_svg(uri), mimetype="image/svg+xml")


@blueprint.post("/sign-out", endpoint="sign_out")
def sign_out_now() -> ResponseReturnValue:
    """End the session on the server and forget the cookie."""
    if not ButtonForm().validate_on_submit():
        return redirect(url_for("accounts.account"), 303)
    person = signed_in()
    sign_out(db.session, actor=person.actor, session_id=person.session_id, now=clock.now())
    db.session.commit()
    forget_token()
    return redirect(url_for("accounts.sign_in", note="signed-out"), 303)


def _finished(response: Response, waiting: PendingSignIn, token: str) -> Response:
    keep_token(token)
    remember_device(response, waiting.officer_id)
    return response


def _next() -> str | None:
    return safe_next(request.args.get("next"))


def _start_again() -> ResponseReturnValue:
    return redirect(url_for("accounts.sign_in", note="start-again"), 303)
