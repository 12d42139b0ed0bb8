"""The access table, the one check before every request, and what each role is refused."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.accounts.access import ACCESS
from engagement.accounts.permissions import PUBLIC, ROLE_ACTIONS, SIGNED_IN, Action
from engagement.core.actor import Role
from tests.integration.accounts.people import make_officer, signed_in_client

OURS = ("accounts.", "audit.")
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


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_the_table_gives_it_and_nothing_more(
    role: Role, app: Flask, session: Session
) -> None:
    client = signed_in_client(app, session, make_officer(session, role))
    for endpoint, url in PAGES.items():
        asked = ACCESS[endpoint]
        opens = asked is SIGNED_IN or asked in ROLE_ACTIONS[role]
        assert client.get(url).status_code == (200 if opens else 403), (role, endpoint)


def test_a_stranger_is_sent_to_sign_in_from_every_page_that_is_not_public(
    app: Flask, client: FlaskClient
) -> None:
    adapter = app.url_map.bind("localhost")
    example = {"officer_id": "0" * 32, "session_id": "0" * 32, "token": "none"}
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(OURS) or ACCESS[rule.endpoint] is PUBLIC:
            continue
        values = {name: _value(name, example) for name in rule.arguments}
        url = adapter.build(rule.endpoint, values)
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            response = client.open(url, method=method)
            assert response.status_code == 303, (method, url)
            assert response.headers["Location"].startswith("/sign-in"), url


def _value(name: str, example: dict[str, str]) -> object:
    return UUID(example[name]) if name.endswith("_id") else example[name]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_but_administrators_changes_officers(
    role: Role, app: Flask, session: Session
) -> None:
    officer = make_officer(session)
    client = signed_in_client(app, session, make_officer(session, role))
    for path in ("", "/deactivate", "/reactivate", "/links"):
        response = client.post(f"/officers/manage/{officer.id}{path}", data={"purpose": "reset"})
        assert response.status_code == 403, path


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
