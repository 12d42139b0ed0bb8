"""One-time links: invitation, forgotten password, lost authenticator, demonstration."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engagement.accounts.commands.links import give_link
from engagement.accounts.models import LinkPurpose, Officer, RecoveryCode, SignInSession
from engagement.accounts.passwords import password_matches
from engagement.core import clock
from engagement.core.actor import SYSTEM, Role
from engagement.core.settings import Mode
from tests.integration.accounts.people import (
    PASSWORD,
    SECRET,
    code_now,
    form_token,
    fresh,
    give_code,
    make_officer,
    sign_in,
    signed_in_client,
)

NEW = "gorse hedge vinegar lantern"


def make_link(session: Session, officer: Officer, purpose: LinkPurpose) -> str:
    token = give_link(
        session, actor=SYSTEM, now=clock.now(), officer_id=officer.id, purpose=purpose
    )
    session.commit()
    return {
        LinkPurpose.INVITATION: f"/invitations/{token}",
        LinkPurpose.RESET: f"/password-resets/{token}",
        LinkPurpose.AUTHENTICATOR: f"/authenticator-resets/{token}",
        LinkPurpose.DEMONSTRATION: f"/demonstration-sign-ins/{token}",
    }[purpose]


def secret_shown(client: FlaskClient) -> str:
    page = client.get("/sign-in/authenticator")
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)
    assert found, page.text
    return found[1].replace(" ", "")


def invited(session: Session) -> tuple[Officer, str]:
    officer = make_officer(session, password_hash=None, secret=None)
    return officer, make_link(session, officer, LinkPurpose.INVITATION)


def test_an_invitation_leads_through_password_authenticator_and_codes_to_the_first_page(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    officer, link = invited(session)
    assert officer.email in client.get(link).text

    step = client.post(link, data={"password": NEW}, follow_redirects=True)
    assert step.request.path == "/sign-in/authenticator"
    assert client.get("/officers/").status_code == 303, "nothing before the second factor"
    picture = client.get("/sign-in/authenticator/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert "style" not in picture.text
    assert picture.headers["Cache-Control"] == "no-store"

    done = give_code(client, code_now(secret_shown(client)), "/sign-in/authenticator")
    codes = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", done.text)
    assert len(set(codes)) == 10
    assert client.get("/officers/").status_code == 200
    assert client.get("/sign-in/authenticator/qr.svg").status_code == 404, "shown to nobody again"

    elsewhere = app.test_client()
    sign_in(elsewhere, officer.email, NEW)
    assert give_code(elsewhere, codes[3].upper().replace("-", " ")).status_code == 303
    third = app.test_client()
    sign_in(third, officer.email, NEW)
    assert give_code(third, codes[3]).status_code == 200, "a recovery code works once"
    stored = session.scalars(select(RecoveryCode.code_hash)).all()
    assert not any(code.encode() in bytes(one) for one in stored for code in codes)


def test_looking_at_a_link_changes_nothing(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    officer, link = invited(session)
    scanner = FlaskClient(app, app.response_class)
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        assert scanner.open(link, method=method).status_code == 200
    client.post(link, data={"password": ""})
    client.post(link, data={"password": "password123456"})
    assert fresh(app, officer.id).password_hash is None
    assert session.scalar(select(func.count()).select_from(SignInSession)) == 0
    session.commit()
    assert client.post(link, data={"password": NEW}).status_code == 303


def test_a_link_works_once_and_not_after_its_time(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    _officer, link = invited(session)
    client.post(link, data={"password": NEW})
    for response in (app.test_client().get(link), app.test_client().post(link)):
        assert response.status_code == 410
        assert "This link no longer works" in response.text

    _other, late = invited(session)
    with clock.frozen(clock.now() + timedelta(days=7)):
        assert client.post(late, data={"password": NEW}).status_code == 410
    assert client.get("/invitations/never-made").status_code == 410


def test_a_newer_link_ends_the_one_before(client: FlaskClient, session: Session) -> None:
    officer, first = invited(session)
    second = make_link(session, officer, LinkPurpose.INVITATION)
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_of_many_at_once_one_uses_the_link(app: Flask, session: Session) -> None:
    officer, link = invited(session)

    def post(number: int) -> int:
        data = {"password": f"{NEW} {number} {number}"}
        return app.test_client().post(link, data=data).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(post, range(4)))
    assert sorted(answers) in (
        [200, 200, 200, 303],
        [200, 200, 303, 410],
        [200, 303, 410, 410],
        [303, 410, 410, 410],
    )
    winner = answers.index(303)
    stored = fresh(app, officer.id).password_hash
    assert password_matches(stored, f"{NEW} {winner} {winner}")


def test_a_forgotten_password_is_replaced_and_the_second_factor_stays(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    officer = make_officer(session)
    open_elsewhere = signed_in_client(app, session, officer)
    link = make_link(session, officer, LinkPurpose.RESET)

    done = client.post(link, data={"password": NEW}, follow_redirects=True)

    assert "Your new password is set" in done.text
    assert open_elsewhere.get("/officers/").status_code == 303, "every session ended"
    assert "not right" in sign_in(app.test_client(), officer.email).text
    assert sign_in(client, officer.email, NEW).headers["Location"] == "/sign-in/code"
    assert give_code(client, code_now()).status_code == 303


def test_changing_the_password_makes_other_links_useless(
    client: FlaskClient, session: Session
) -> None:
    officer = make_officer(session)
    reset = make_link(session, officer, LinkPurpose.RESET)
    other = make_link(session, officer, LinkPurpose.AUTHENTICATOR)
    client.post(reset, data={"password": NEW})
    assert client.get(other).status_code == 410


def test_a_lost_authenticator_needs_the_link_and_the_password(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    officer = make_officer(session)
    link = make_link(session, officer, LinkPurpose.AUTHENTICATOR)
    wrong = client.post(link, data={"password": "not the password at all"})
    assert "not right" in wrong.text

    step = client.post(link, data={"password": PASSWORD})
    assert step.headers["Location"] == "/sign-in/authenticator"
    assert fresh(app, officer.id).totp_secret == SECRET, "the old one counts until the new one does"
    secret = secret_shown(client)
    assert give_code(client, "000000", "/sign-in/authenticator").status_code == 200
    give_code(client, code_now(secret), "/sign-in/authenticator")
    assert fresh(app, officer.id).totp_secret == secret
    assert client.get("/officers/").status_code == 200


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("short one", "Use at least 12 characters"),
        ("Password1234!", "guessed first"),
        ("x" * 300, "256 characters or fewer"),
    ],
)
def test_a_password_that_is_short_common_or_endless_is_refused_with_words(
    password: str, complaint: str, client: FlaskClient, session: Session
) -> None:
    _officer, link = invited(session)
    refused = client.post(link, data={"password": password})
    assert complaint in refused.text
    assert 'href="#password"' in refused.text


def test_demonstration_links_are_not_there_in_production(
    client: FlaskClient, session: Session
) -> None:
    officer = make_officer(session, demonstration=True)
    link = make_link(session, officer, LinkPurpose.DEMONSTRATION)
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404


def test_a_made_up_officers_session_does_not_count_in_production(
    app: Flask, session: Session
) -> None:
    client = signed_in_client(app, session, make_officer(session, demonstration=True))
    assert client.get("/officers/").status_code == 303


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_a_demonstration_link_signs_a_made_up_officer_in_with_one_button(
    client: FlaskClient, session: Session
) -> None:
    officer = make_officer(session, demonstration=True, password_hash=None, secret=None)
    link = make_link(session, officer, LinkPurpose.DEMONSTRATION)
    assert officer.name in client.get(link).text
    assert client.post(link).headers["Location"] == "/officers/"
    assert client.get("/officers/").status_code == 200
    assert client.post(link).status_code == 410


@pytest.mark.settings(mode=Mode.DEMONSTRATION)
def test_a_demonstration_link_never_signs_in_somebody_real(
    client: FlaskClient, session: Session
) -> None:
    link = make_link(session, make_officer(session), LinkPurpose.DEMONSTRATION)
    assert client.post(link).status_code == 404
    assert client.get("/officers/").status_code == 303


def test_links_lead_to_us_whatever_host_is_claimed(app: Flask, session: Session) -> None:
    admin = make_officer(session, Role.ADMINISTRATOR)
    client = signed_in_client(app, session, admin)
    url = f"/officers/manage/{admin.id}"
    data = {"purpose": "reset", "csrf_token": form_token(client, url)}
    poisoned = {"X-Forwarded-Host": "elsewhere.example", "Forwarded": "host=elsewhere.example"}
    page = client.post(f"{url}/links", data=data, headers=poisoned)
    assert "http://localhost/password-resets/" in page.text
    assert "elsewhere" not in page.text
