"""Browsers of officers with one role and scope, for the tests of reports."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.core.actor import Actor, Role
from tests.integration.accounts.people import make_officer, signed_in_client


def browser(
    app: Flask, session: Session, *roles: Role, districts: frozenset[str] | None = None
) -> FlaskClient:
    """A signed-in browser; without roles an officer of the whole county."""
    return signed_in_client(app, session, make_officer(session, *roles, districts=districts))


def actor(session: Session, *roles: Role, districts: frozenset[str] | None = None) -> Actor:
    """An actor with an account."""
    return make_officer(session, *roles, districts=districts).actor()
