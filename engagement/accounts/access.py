"""The access table of accounts and audit, and the one check before every request."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from engagement.accounts.landing import EXTENSION, Destination
from engagement.accounts.permissions import PUBLIC, SIGNED_IN, Access, Action, holds
from engagement.accounts.sessions import SignedIn, init_sessions
from engagement.core.db import SAFE_METHODS
from engagement.core.errors import NotAllowed

ACCESS: Final[dict[str, Access]] = {
    "accounts.sign_in": PUBLIC,
    "accounts.sign_in_code": PUBLIC,
    "accounts.enrol": PUBLIC,
    "accounts.enrol_qr": PUBLIC,
    "accounts.forgotten_password": PUBLIC,
    "accounts.forgotten_password_asked": PUBLIC,
    "accounts.accept_invitation": PUBLIC,
    "accounts.reset_password": PUBLIC,
    "accounts.replace_authenticator": PUBLIC,
    "accounts.demonstration_sign_in": PUBLIC,
    "accounts.sign_out": SIGNED_IN,
    "accounts.home": SIGNED_IN,
    "accounts.account": SIGNED_IN,
    "accounts.change_password": SIGNED_IN,
    "accounts.new_recovery_codes": SIGNED_IN,
    "accounts.end_session": SIGNED_IN,
    "accounts.officers": Action.MANAGE_OFFICERS,
    "accounts.invite": Action.MANAGE_OFFICERS,
    "accounts.officer": Action.MANAGE_OFFICERS,
    "accounts.deactivate": Action.MANAGE_OFFICERS,
    "accounts.reactivate": Action.MANAGE_OFFICERS,
    "accounts.give_link": Action.MANAGE_OFFICERS,
    "accounts.organisations": Action.MANAGE_OFFICERS,
    "audit.index": Action.VIEW_AUDIT,
    "retention.index": Action.VIEW_RETENTION,
    "retention.certificate": Action.VIEW_RETENTION,
    "retention.certificate_json": Action.VIEW_RETENTION,
    "retention.certificate_text": Action.VIEW_RETENTION,
}
"""Sign-in pages are public because nobody is signed in yet; each asks for its own proof.

The pages of audit and retention stand here because those packages lie below accounts and cannot
name an action.
"""

DESTINATIONS: Final = (
    Destination("accounts.home", _l("Start"), _l("What you can do here.")),
    Destination(
        "accounts.officers",
        _l("Officers"),
        _l("Invite officers, change what they may do, give new links."),
        Action.MANAGE_OFFICERS,
    ),
    Destination(
        "audit.index",
        _l("Audit"),
        _l("Who looked at, changed or exported what."),
        Action.VIEW_AUDIT,
    ),
    Destination(
        "retention.index",
        _l("Retention"),
        _l("How long things are kept, what is due, and what went."),
        Action.VIEW_RETENTION,
    ),
    Destination(
        "accounts.account", _l("Your account"), _l("Password, recovery codes, sessions, sign out.")
    ),
)


def enforce(app: Flask) -> None:
    """Install sign-in, and the check that reads `app.extensions["access"]` before every request."""
    init_sessions(app)
    app.extensions.setdefault(EXTENSION, DESTINATIONS)
    app.before_request(_check)
    app.after_request(_keep_out_of_caches)


def safe_next(target: str | None) -> str | None:
    """A path within this service to go on to after sign-in; None for anything else."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(character < " " or character == "\\" for character in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:  # 404 and 405 are answered as such
        return None
    asked = _asked()
    if asked is PUBLIC:
        return None
    person = current_user._get_current_object()  # noqa: SLF001  the documented way to the object
    if asked is None:
        raise NotAllowed(f"{request.endpoint} is not in the access table")
    if not isinstance(person, SignedIn):
        return _to_sign_in()
    if isinstance(asked, Action) and not holds(person.actor, asked):
        raise NotAllowed(asked)
    return None


def _asked() -> Access | None:
    table: Mapping[str, Access] = current_app.extensions["access"]
    return table.get(request.endpoint or "")


def _to_sign_in() -> Response:
    if request.method not in SAFE_METHODS:
        return redirect(url_for("accounts.sign_in"), 303)
    target = request.full_path if request.query_string else request.path
    return redirect(url_for("accounts.sign_in", next=safe_next(target)), 303)


def _keep_out_of_caches(response: Response) -> Response:
    """Pages for officers and of sign-in are not kept by a browser that others use after them."""
    endpoint = request.endpoint or ""
    if _asked() not in (PUBLIC, None) or endpoint.startswith("accounts."):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
