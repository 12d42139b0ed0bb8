"""Signing in with two steps, and what ends it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engagement.accounts import passwords
from engagement.accounts.commands.officers import deactivate_officer
from engagement.accounts.models import SignInSession
from engagement.accounts.views import attempts
from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.actor import SYSTEM, Role
from engagement.core.db import db, transaction
from tests.integration.accounts.people import (
    HASHED,
    PASSWORD,
    code_now,
    form_token,
    fresh,
    give_code,
    make_officer,
    sign_in,
    signed_in_client,
)


def test_password_and_code_open_the_officers_pages(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    officer = make_officer(session, email="a.person@example.org")

    first = sign_in(client, " A.Person@example.ORG ")
    assert first.headers["Location"] == "/sign-in/code"
    assert client.get("/officers/").status_code == 303, "the password alone opens nothing"
    second = give_code(client, code_now())

    assert second.headers["Location"] == "/officers/"
    assert "Test officer" in client.get("/officers/").text
    assert fresh(app, officer.id).last_sign_in_at is not None
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert list(actions) == ["signed-in"]


def test_a_double_click_does_not_use_the_code_up_unseen(
    client: FlaskClient, session: Session
) -> None:
    known, newcomer = make_officer(session), make_officer(session, secret=None)
    for officer in (known, newcomer):
        sign_in(client, officer.email)
        page = client.get("/sign-in/code", follow_redirects=True).text
        assert 'data-prevent-double-click="true"' in page.partition("</form>")[0], officer.email


def test_sign_in_goes_on_to_the_page_that_was_asked_for_and_never_elsewhere(
    client: FlaskClient, session: Session
) -> None:
    officer = make_officer(session, Role.ADMINISTRATOR)
    away = client.get("/audit/?day-year=2025")
    assert away.headers["Location"] == "/sign-in?next=/audit/?day-year%3D2025"

    data = {"email": officer.email, "password": PASSWORD}
    step = client.post(away.headers["Location"], data=data)
    token = form_token(client, step.headers["Location"])
    done = client.post(step.headers["Location"], data={"code": code_now(), "csrf_token": token})
    assert done.headers["Location"] == "/audit/?day-year=2025"

    for foreign in ("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"):
        step = client.post("/sign-in", query_string={"next": foreign}, data=data)
        assert step.headers["Location"] == "/sign-in/code"


@pytest.mark.parametrize("kind", ["wrong password", "closed", "no password yet"])
def test_nobody_learns_who_has_an_account(
    kind: str, app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = make_officer(session, password_hash=None if kind == "no password yet" else HASHED)
    officer.active = kind != "closed"
    session.commit()
    work = _watch(app, monkeypatch)

    stranger = sign_in(app.test_client(), "nobody@example.org", network="203.0.113.1")
    work_for_stranger = list(work)
    work.clear()
    password = "another one" if kind == "wrong password" else PASSWORD
    refused = sign_in(app.test_client(), officer.email, password, network="203.0.113.2")

    assert "The email address or the password is not right." in refused.text
    assert refused.status_code == stranger.status_code == 200
    assert list(refused.headers.keys()) == list(stranger.headers.keys())
    assert _bare(refused, officer.email) == _bare(stranger, "nobody@example.org")
    assert work == work_for_stranger, "the same statements and one password check, in one order"
    assert work.count("verify $argon2id$v=19$m=19456,t=2,p=1") == 1


def _watch(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that takes time in a try: statements, and passwords checked."""
    done: list[str] = []

    def verify(self: PasswordHasher, stored: str, password: str) -> bool:
        done.append("verify " + stored.rpartition("$")[0].rpartition("$")[0])
        return real(self, stored, password)

    real = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", verify)
    with app.app_context():
        event.listen(
            db.engine, "before_cursor_execute", lambda *seen: done.append(" ".join(seen[2].split()))
        )
    return done


def _bare(response: TestResponse, email: str) -> str:
    text = response.text.replace(email, "EMAIL")
    return re.sub(r'nonce="[^"]+"', "", text)


def test_no_password_is_hashed_inside_a_write_transaction(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = make_officer(session)
    open_when_hashing: list[bool] = []
    begun = {"writes": False}

    @contextmanager
    def watched() -> Iterator[Session]:
        with transaction() as inside:
            begun["writes"] = True
            yield inside
        begun["writes"] = False

    def matches(stored: str | None, password: str) -> bool:
        open_when_hashing.append(begun["writes"])
        return passwords.password_matches(stored, password)

    monkeypatch.setattr(attempts, "transaction", watched)
    monkeypatch.setattr(attempts, "password_matches", matches)
    sign_in(client, officer.email)
    assert open_when_hashing == [False]


def test_a_code_works_once(app: Flask, session: Session) -> None:
    officer = make_officer(session)
    with clock.frozen(clock.now()):
        code = code_now()
        one, two = app.test_client(), app.test_client()
        for client in (one, two):
            sign_in(client, officer.email)
        assert give_code(one, code).status_code == 303
        replayed = give_code(two, code)
    assert replayed.status_code == 200
    assert "This code is not right" in replayed.text
    assert two.get("/officers/").status_code == 303


def test_a_code_of_the_step_before_counts_and_one_of_two_steps_before_does_not(
    app: Flask, session: Session
) -> None:
    now = clock.now()
    for late, accepted in ((30, True), (90, False)):
        officer, client = make_officer(session), app.test_client()
        with clock.frozen(now):
            code = code_now()
        with clock.frozen(now + timedelta(seconds=late)):
            sign_in(client, officer.email)
            assert (give_code(client, code).status_code == 303) is accepted


def test_an_unfinished_sign_in_is_over_after_ten_minutes(app: Flask, session: Session) -> None:
    officer, client, now = make_officer(session), app.test_client(), clock.now()
    with clock.frozen(now):
        sign_in(client, officer.email)
    with clock.frozen(now + timedelta(minutes=10)):
        assert client.get("/sign-in/code").headers["Location"] == "/sign-in?note=start-again"


def test_sign_out_ends_the_session_on_the_server(app: Flask, session: Session) -> None:
    officer = make_officer(session)
    client = signed_in_client(app, session, officer)
    stolen = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert stolen is not None

    client.post("/sign-out", data={"csrf_token": form_token(client, "/account/")})

    assert client.get_cookie(app.config["SESSION_COOKIE_NAME"]) is None
    thief = app.test_client()
    thief.set_cookie(app.config["SESSION_COOKIE_NAME"], stolen.value)
    assert thief.get("/officers/").status_code == 303


def test_sign_out_without_the_forms_token_does_nothing(app: Flask, session: Session) -> None:
    client = signed_in_client(app, session, make_officer(session))
    client.post("/sign-out")
    assert client.get("/officers/").status_code == 200


def test_a_session_ends_when_it_stands_idle_and_after_twelve_hours(
    app: Flask, session: Session
) -> None:
    officer, start = make_officer(session), clock.now()
    with clock.frozen(start):
        idle = signed_in_client(app, session, officer)
        used = signed_in_client(app, session, officer)
    for minutes in range(30, 12 * 60, 30):
        with clock.frozen(start + timedelta(minutes=minutes)):
            assert used.get("/officers/").status_code == 200
    with clock.frozen(start + timedelta(minutes=60)):
        assert idle.get("/officers/").status_code == 303
    with clock.frozen(start + timedelta(hours=12)):
        assert used.get("/officers/").status_code == 303


def test_last_seen_is_written_at_most_once_a_minute(app: Flask, session: Session) -> None:
    start = clock.now()
    with clock.frozen(start):
        client = signed_in_client(app, session, make_officer(session))
    for seconds, seen in ((59, 0), (60, 60), (100, 60), (121, 121)):
        with clock.frozen(start + timedelta(seconds=seconds)):
            client.get("/officers/")
        session.expire_all()
        last = session.scalars(select(SignInSession.last_seen_at)).one()
        session.commit()
        assert last == start + timedelta(seconds=seen)


def test_closing_an_account_ends_its_sessions_at_once(app: Flask, session: Session) -> None:
    officer = make_officer(session)
    client = signed_in_client(app, session, officer)
    deactivate_officer(session, actor=SYSTEM, now=clock.now(), officer_id=officer.id)
    session.commit()
    assert client.get("/officers/").status_code == 303
    assert "not right" in sign_in(client, officer.email).text


def test_new_roles_count_from_the_next_page(app: Flask, session: Session) -> None:
    officer = make_officer(session, Role.ADMINISTRATOR)
    client = signed_in_client(app, session, officer)
    assert client.get("/audit/").status_code == 200
    officer.roles = frozenset({Role.ANALYST})
    session.commit()
    assert client.get("/audit/").status_code == 403


def test_the_cookie_holds_a_random_token_and_the_forms_token_only(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    officer = make_officer(session)
    sign_in(client, officer.email)
    give_code(client, code_now())
    client.get("/officers/")
    with client.session_transaction() as cookie:
        assert set(cookie) == {"token", "csrf_token"}
    cookie_set = sign_in(client, officer.email).headers["Set-Cookie"]
    assert "HttpOnly" in cookie_set
    assert "SameSite=Lax" in cookie_set


@pytest.mark.settings(public_base_url="https://safer.example.org")
def test_cookies_are_bound_to_the_host_and_to_https(app: Flask, session: Session) -> None:
    officer, client = make_officer(session), app.test_client()
    base = "https://safer.example.org"
    data = {"email": officer.email, "password": PASSWORD}
    response = client.post("/sign-in", data=data, base_url=base)
    assert response.headers["Set-Cookie"].startswith("__Host-session=")
    assert "Secure;" in response.headers["Set-Cookie"]


def test_the_public_gets_no_cookie(client: FlaskClient) -> None:
    for url in ("/", "/privacy", "/help", "/accessibility", "/sign-in", "/nowhere"):
        response = client.get(url)
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


def test_a_password_hashed_with_older_parameters_is_hashed_again(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    officer = make_officer(session, password_hash=old)
    sign_in(client, officer.email)
    stored = fresh(app, officer.id).password_hash
    assert stored is not None
    assert not passwords.is_outdated(stored)
    assert passwords.password_matches(stored, PASSWORD)
