"""The access table, the one check before every request, and what each role is refused."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.accounts.access import ACCESS
from engagement.accounts.permissions import ROLE_ACTIONS, Action
from engagement.core.actor import Role
from tests.integration.accounts.people import make_officer, signed_in_client

OURS = ("accounts.", "audit.", "retention.")
PAGES = {
    "accounts.home": "/officers/",
    "accounts.account": "/account/",
    "accounts.change_password": "/account/password",
    "accounts.officers": "/officers/manage",
    "accounts.invite": "/officers/manage/invite",
    "accounts.organisations": "/officers/manage/organisations",
    "audit.index": "/audit/",
}


def test_every_endpoint_of_ours_is_in_the_table_and_nothing_else(app: Flask) -> None:
    ours = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith(OURS)}
    assert ours == set(ACCESS)


def test_an_endpoint_that_is_not_in_the_table_is_refused(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    assert client.get("/forgotten").status_code == 403


def test_pages_of_officers_and_of_sign_in_are_not_kept_by_the_browser(
    app: Flask, session: Session
) -> None:
    client = signed_in_client(app, session, make_officer(session, Role.ADMINISTRATOR))
    for url in (*PAGES.values(), "/sign-in"):
        assert client.get(url).headers["Cache-Control"] == "no-store", url


def test_the_menu_shows_what_the_officer_may_open(app: Flask, session: Session) -> None:
    analyst = signed_in_client(app, session, make_officer(session, Role.ANALYST))
    administrator = signed_in_client(app, session, make_officer(session, Role.ADMINISTRATOR))
    assert 'href="/officers/manage"' not in analyst.get("/officers/").text
    assert 'href="/officers/manage"' in administrator.get("/officers/").text


def test_every_action_is_given_to_a_role() -> None:
    assert frozenset().union(*ROLE_ACTIONS.values()) == frozenset(Action)
