"""A forgotten password: a link by mail, and no word on whether the address has an account.

The request does the same for every address: it counts the try and leaves a job. Only the worker
looks whether there is an account, when the answer is long given.
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.accounts import throttle
from engagement.accounts.forms import ForgottenForm
from engagement.accounts.jobs import ask_for_link
from engagement.accounts.models import email_hashes, normal_email
from engagement.accounts.throttle import TooSoon, counter
from engagement.accounts.views.blueprint import blueprint
from engagement.core import clock
from engagement.core.db import db
from engagement.core.errors import Rejected
from engagement.core.mail import mail_is_set
from engagement.core.networks import network_of


@blueprint.route("/forgotten-password/", methods=["GET", "POST"])
def forgotten_password() -> ResponseReturnValue:
    """Ask for a link; where the service sends no mail, who to ask instead."""
    if not mail_is_set():
        return render_template("accounts/forgotten_password.html", form=None)
    form = ForgottenForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        try:
            _ask(form.email.data)
        except TooSoon as refusal:
            form.reject(
                Rejected(_("Wait %(seconds)s seconds, then ask again.", seconds=refusal.seconds))
            )
            page = render_template("accounts/forgotten_password.html", form=form)
            return page, 429, {"Retry-After": str(refusal.seconds)}
        db.session.commit()
        return redirect(url_for("accounts.forgotten_password_asked"), 303)
    return render_template("accounts/forgotten_password.html", form=form)


@blueprint.get("/forgotten-password/asked")
def forgotten_password_asked() -> ResponseReturnValue:
    """The same words whatever the address was."""
    return render_template("accounts/forgotten_password_asked.html")


def _ask(email: str) -> None:
    network = network_of(request.remote_addr)
    counters = [
        counter(throttle.FORGOTTEN_HERE, normal_email(email), network),
        counter(throttle.FORGOTTEN_NETWORK, network),
    ]
    throttle.take_try(db.session, counters=counters, now=clock.now())
    ask_for_link(db.session, email_hashes=email_hashes(email))
