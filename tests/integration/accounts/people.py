"""Officers for tests: made directly, with whatever they sign in with, or signed in already."""

import re
from uuid import UUID, uuid4

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engagement.accounts.commands.links import token_hash
from engagement.accounts.commands.signing_in import _open
from engagement.accounts.models import (
    Officer,
    Organisation,
    OrganisationKind,
    SignInSession,
    Stage,
    email_hash,
)
from engagement.accounts.passwords import hash_password
from engagement.accounts.sessions import TOKEN
from engagement.core import clock
from engagement.core.actor import Role
from engagement.core.db import db

PASSWORD = "windmill under heavy rain"
HASHED = hash_password(PASSWORD)
SECRET = pyotp.random_base32()


def make_organisation(session: Session, name: str = "A council") -> Organisation:
    organisation = Organisation(id=uuid4(), name=name, kind=OrganisationKind.COUNCIL)
    session.add(organisation)
    session.commit()
    return organisation


def make_officer(
    session: Session,
    *roles: Role,
    districts: frozenset[str] | None = None,
    email: str = "",
    password_hash: str | None = HASHED,
    secret: str | None = SECRET,
    demonstration: bool = False,
) -> Officer:
    """An officer with PASSWORD and SECRET, committed; without roles an officer of the county."""
    email = email or f"{uuid4().hex}@example.org"
    officer = Officer(
        id=uuid4(),
        organisation_id=make_organisation(session, f"Council {uuid4().hex}").id,
        name=f"Test {' and '.join(roles) or 'officer'}",
        email=email,
        email_hash=email_hash(email),
        roles=frozenset(roles or {Role.OFFICER}),
        districts=districts,
        password_hash=password_hash,
        totp_secret=secret,
        demonstration=demonstration,
        created_at=clock.now(),
    )
    session.add(officer)
    session.commit()
    return officer


def open_session(session: Session, officer: Officer, stage: Stage) -> tuple[str, UUID]:
    """The token and id of a sign-in that has come so far, committed."""
    token = _open(session, officer.id, stage, clock.now())
    found = session.query(SignInSession).filter_by(token_hash=token_hash(token)).one().id
    session.commit()
    return token, found


def signed_in_client(
    app: Flask, session: Session, officer: Officer, *, stage: Stage = Stage.COMPLETE
) -> FlaskClient:
    """A browser in which the officer has signed in, or come so far, a moment ago."""
    token, _session_id = open_session(session, officer, stage)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[TOKEN] = token
    return client


def sign_in(
    client: FlaskClient, email: str, password: str = PASSWORD, *, network: str = "127.0.0.1"
) -> TestResponse:
    """The first step, as a browser sends it."""
    data = {"email": email, "password": password}
    return client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": network})


def give_code(
    client: FlaskClient, code: str, url: str = "/sign-in/code", *, network: str = "127.0.0.1"
) -> TestResponse:
    """The second step, with the form's token."""
    data = {"code": code, "csrf_token": form_token(client, url)}
    return client.post(url, data=data, environ_base={"REMOTE_ADDR": network})


def form_token(client: FlaskClient, url: str) -> str:
    """The CSRF token of a page's form."""
    page = client.get(url)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, f"{url} has no form token ({page.status_code})"
    return found[1]


def code_now(secret: str = SECRET) -> str:
    """What the authenticator shows at the (frozen) moment."""
    return pyotp.TOTP(secret).at(clock.now())


def fresh(app: Flask, officer_id: UUID) -> Officer:
    """An officer as the database has it now."""
    with app.app_context(), db.sessionmaker() as session:
        found = session.get(Officer, officer_id)
        assert found is not None
        return found
