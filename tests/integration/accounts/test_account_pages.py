"""One's own account: password, recovery codes, sessions."""

import re

from flask import Flask
from sqlalchemy.orm import Session

from engagement.accounts.commands.signing_in import make_recovery_codes
from engagement.core import clock
from tests.integration.accounts.people import (
    PASSWORD,
    form_token,
    give_code,
    make_officer,
    sign_in,
    signed_in_client,
)

NEW = "gorse hedge vinegar lantern"


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    app: Flask, session: Session
) -> None:
    officer = make_officer(session)
    here, there = (signed_in_client(app, session, officer) for _ in range(2))
    data = {"current": PASSWORD, "password": NEW}
    data["csrf_token"] = form_token(here, "/account/password")

    done = here.post("/account/password", data=data, follow_redirects=True)

    assert "Your password is changed" in done.text
    assert there.get("/account/").status_code == 303
    assert sign_in(app.test_client(), officer.email, NEW).status_code == 303
    assert sign_in(app.test_client(), officer.email, PASSWORD).status_code == 200


def test_the_current_password_must_be_right_and_guessing_it_is_slowed(
    app: Flask, session: Session
) -> None:
    client = signed_in_client(app, session, make_officer(session))
    data = {"current": "not it at all", "password": NEW}
    data["csrf_token"] = form_token(client, "/account/password")
    with clock.frozen(clock.now()):
        answers = [client.post("/account/password", data=data) for _ in range(5)]
    assert "Your current password is not right." in answers[0].text
    assert 'href="#current"' in answers[0].text
    assert answers[-1].status_code == 429


def test_a_common_new_password_is_refused(app: Flask, session: Session) -> None:
    client = signed_in_client(app, session, make_officer(session))
    data = {"current": PASSWORD, "password": "qwertyuiop123"}
    data["csrf_token"] = form_token(client, "/account/password")
    page = client.post("/account/password", data=data)
    assert 'href="#password"' in page.text
    assert "guessed first" in page.text


def test_new_recovery_codes_replace_the_old_ones(app: Flask, session: Session) -> None:
    officer = make_officer(session)
    old = make_recovery_codes(session, actor=officer.actor(), now=clock.now())
    session.commit()
    client = signed_in_client(app, session, officer)
    assert "Recovery codes left" in client.get("/account/").text

    data = {"csrf_token": form_token(client, "/account/")}
    page = client.post("/account/recovery-codes", data=data)

    new = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", page.text)
    assert len(new) == 10
    assert "no-store" in page.headers["Cache-Control"]
    other = app.test_client()
    sign_in(other, officer.email)
    assert give_code(other, old[0]).status_code == 200
    assert give_code(other, new[0]).status_code == 303


def test_an_officer_ends_another_session_of_their_own(app: Flask, session: Session) -> None:
    officer = make_officer(session)
    here, there = (signed_in_client(app, session, officer) for _ in range(2))
    page = here.get("/account/")
    ends = re.findall(r'action="(/account/sessions/[0-9a-f-]+/end)"', page.text)
    assert len(ends) == 1, "not the session of this browser"
    here.post(ends[0], data={"csrf_token": form_token(here, "/account/")})
    assert there.get("/account/").status_code == 303
    assert here.get("/account/").status_code == 200


def test_nobody_ends_somebody_elses_session(app: Flask, session: Session) -> None:
    victim, other = make_officer(session), make_officer(session)
    theirs = signed_in_client(app, session, victim)
    signed_in_client(app, session, victim)
    end = re.findall(r'action="(/account/sessions/[^"]+)"', theirs.get("/account/").text)[0]
    client = signed_in_client(app, session, other)
    answer = client.post(end, data={"csrf_token": form_token(client, "/account/")})
    assert answer.status_code == 404
    assert theirs.get("/account/").text.count("/end") == 1


def test_buttons_without_the_forms_token_do_nothing(app: Flask, session: Session) -> None:
    officer = make_officer(session)
    codes = make_recovery_codes(session, actor=officer.actor(), now=clock.now())
    session.commit()
    client = signed_in_client(app, session, officer)
    assert client.post("/account/recovery-codes").status_code == 303
    other = app.test_client()
    sign_in(other, officer.email)
    assert give_code(other, codes[0]).status_code == 303
