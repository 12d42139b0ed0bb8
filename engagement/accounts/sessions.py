"""Who is signed in: the cookie carries a random token, everything else is on the server."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Final
from uuid import UUID

from flask import Flask, Request, current_app, has_request_context, request, session
from flask_login import LoginManager, current_user
from sqlalchemy.exc import SQLAlchemyError

from engagement.accounts.commands.signing_in import touch_session
from engagement.accounts.landing import menu
from engagement.accounts.permissions import Action, Scope, holds, may
from engagement.accounts.queries import PendingSignIn, live_session, pending_sign_in
from engagement.core import clock, http
from engagement.core.actor import Actor
from engagement.core.db import reading, transaction
from engagement.core.errors import NotAllowed

TOKEN: Final = "token"  # noqa: S105  the name of a place in the cookie
TOUCH_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`current_user` of a person who has signed in with both factors."""

    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    actor: Actor
    session_id: UUID
    email: str

    @property
    def officer_id(self) -> UUID:
        """The officer's id; only the system has none, and it does not sign in."""
        if self.actor.id is None:
            raise NotAllowed
        return self.actor.id

    def get_id(self) -> str:
        """The officer's id, for Flask-Login and the rate limits."""
        return str(self.actor.id)

    def may(self, action: str, scope: Scope = None) -> bool:
        """For templates: whether to offer something that lies in `scope`."""
        return may(self.actor, Action(action), scope)

    def holds(self, action: str) -> bool:
        """For templates: whether to offer something that lies anywhere."""
        return holds(self.actor, Action(action))


def signed_in() -> SignedIn:
    """The person who calls, with both factors given; NotAllowed for anyone else."""
    person = current_user._get_current_object()  # noqa: SLF001  the documented way to the object
    if not isinstance(person, SignedIn):
        raise NotAllowed
    return person


def is_signed_in() -> bool:
    """Whether the person who calls has signed in; somebody without a cookie costs nothing."""
    if (
        not has_request_context()
        or current_app.config["SESSION_COOKIE_NAME"] not in request.cookies
    ):
        return False
    return bool(current_user.is_authenticated)


def idle_limit() -> timedelta:
    """How long a session may stand idle."""
    return timedelta(minutes=http.settings().session_minutes)


def keep_token(token: str) -> None:
    """Put a sign-in's token into the cookie, and nothing that stood there before."""
    session.clear()
    session[TOKEN] = token


def forget_token() -> None:
    """Empty the cookie, so that the browser drops it."""
    session.clear()


def pending() -> PendingSignIn | None:
    """The sign-in of this browser that waits for its second factor."""
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    with reading() as db_session:
        return pending_sign_in(db_session, token=token, now=clock.now())


def init_sessions(app: Flask) -> None:
    """Make `current_user` work, and give templates what they need to know of it."""
    manager = LoginManager()
    manager.session_protection = None
    manager.request_loader(_load)
    app.login_manager = manager  # type: ignore[attr-defined]  # init_app would read the session of every visitor
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)  # a form is good as long as its session
    app.context_processor(_template_values)


def _load(_request: Request) -> SignedIn | None:
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    now = clock.now()
    with reading() as db_session:
        found = live_session(db_session, token=token, idle=idle_limit(), now=now)
    if found is None or (found.demonstration and not http.settings().demonstration):
        return None
    if now - found.last_seen_at >= TOUCH_EVERY:
        with transaction() as db_session:
            touch_session(db_session, session_id=found.session_id, now=now)
    return SignedIn(actor=found.actor, session_id=found.session_id, email=found.email)


def _template_values() -> dict[str, object]:
    try:
        here = is_signed_in()
    except SQLAlchemyError:  # the page that says that the database is away
        here = False
    links = menu(signed_in().actor) if here else ()
    return {"signed_in": here, "navigation": links, "current_user": current_user}
