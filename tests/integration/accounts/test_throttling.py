"""Guessing gets nowhere and locks nobody out."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engagement.accounts import throttle
from engagement.accounts.commands.signing_in import make_recovery_codes
from engagement.accounts.models import Throttle
from engagement.accounts.throttle import NETWORK, PASSWORD_HERE, TooSoon, counter
from engagement.accounts.views import attempts
from engagement.audit.models import AuditEntry
from engagement.core import clock
from engagement.core.actor import Actor
from engagement.core.db import db, transaction
from engagement.core.errors import Rejected
from tests.integration.accounts.people import (
    PASSWORD,
    code_now,
    give_code,
    make_officer,
    sign_in,
)

ATTACKER, OWNER = "203.0.113.7", "198.51.100.4"
TRIES = int(os.environ.get("GUESSES", "400"))
"""Promise 23 says 100,000: GUESSES=100000 runs them all."""


def test_tries_that_come_too_soon_are_not_judged_even_with_the_right_password(
    app: Flask, session: Session
) -> None:
    officer, start = make_officer(session), clock.now()
    with clock.frozen(start):
        for _ in range(4):
            wrong = sign_in(app.test_client(), officer.email, "a wrong password")
            assert wrong.status_code == 200
        too_soon = sign_in(app.test_client(), officer.email)
    assert too_soon.status_code == 429
    assert too_soon.headers["Retry-After"] == "1"
    assert "Wait 1 seconds" in too_soon.text
    with clock.frozen(start + timedelta(seconds=1)):
        assert sign_in(app.test_client(), officer.email).status_code == 303


def test_an_unknown_account_is_slowed_in_the_same_way(app: Flask, session: Session) -> None:
    make_officer(session)
    with clock.frozen(clock.now()):
        answers = [sign_in(app.test_client(), "nobody@example.org").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]


def test_guessing_from_elsewhere_gets_nowhere_and_the_owner_signs_in_at_once(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attacker tries ten times a second from one network; the owner is on a new device."""
    officer, start = make_officer(session), clock.now()
    judged: list[str] = []

    def matches(stored: str | None, password: str) -> bool:
        judged.append(password)
        return False

    monkeypatch.setattr(attempts, "password_matches", matches)
    refused = 0
    for number in range(TRIES):
        with (
            clock.frozen(start + timedelta(seconds=number / 10)),
            app.test_request_context(environ_base={"REMOTE_ADDR": ATTACKER}),
        ):
            try:
                attempts.judge_password(email=officer.email, password=f"guess {number}")
            except TooSoon:
                refused += 1
            except Rejected:
                pass
    seconds = TRIES / 10
    assert len(judged) <= 8 + seconds / 30, "three free, waits of 1 to 16 seconds, then every 30"
    assert refused == TRIES - len(judged)
    monkeypatch.undo()

    with clock.frozen(start + timedelta(seconds=seconds)):
        client = app.test_client()
        first = sign_in(client, officer.email, network=OWNER)
        assert first.status_code == 303, "the owner never waits for what others do elsewhere"
        assert give_code(client, code_now(), network=OWNER).status_code == 303


def test_on_a_known_device_the_owner_signs_in_while_somebody_guesses_from_the_same_network(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    officer, start = make_officer(session), clock.now()
    with clock.frozen(start):
        sign_in(client, officer.email)
        give_code(client, code_now())
        assert client.get_cookie("device") is not None
        for _ in range(40):
            sign_in(app.test_client(), officer.email, "a wrong password")
        assert sign_in(app.test_client(), officer.email).status_code == 429
        assert sign_in(client, officer.email).status_code == 303
    with clock.frozen(start + timedelta(seconds=30)):
        assert give_code(client, code_now()).status_code == 303


def test_a_known_device_has_a_limit_of_its_own_and_helps_with_no_other_account(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    owner, other = make_officer(session), make_officer(session)
    with clock.frozen(clock.now()):
        sign_in(client, owner.email)
        give_code(client, code_now())
        device = [sign_in(client, owner.email, "wrong").status_code for _ in range(8)]
        assert device == [200] * 6 + [429] * 2
        fresh = [sign_in(client, other.email, "wrong").status_code for _ in range(5)]
    assert fresh == [200] * 4 + [429]


def test_a_forged_device_cookie_counts_for_nothing(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    officer = make_officer(session)
    client.set_cookie("device", "eyJvZmZpY2VyIjoiMSJ9.forged.signature")
    with clock.frozen(clock.now()):
        answers = [sign_in(client, officer.email, "wrong").status_code for _ in range(5)]
    assert answers[-1] == 429


def test_many_accounts_tried_from_one_network_slow_that_network_only(
    app: Flask, session: Session
) -> None:
    officer, start = make_officer(session), clock.now()
    with clock.frozen(start):
        for number in range(31):
            address = f"person{number}@example.org"
            sign_in(app.test_client(), address, "wrong", network=ATTACKER)
        sprayed = sign_in(app.test_client(), officer.email, network=ATTACKER)
        elsewhere = sign_in(app.test_client(), officer.email, network=OWNER)
    assert sprayed.status_code == 429
    assert elsewhere.status_code == 303


def test_many_tries_at_once_cannot_slip_past(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = throttle._locked

    def slowly(*given: Any) -> dict[bytes, Throttle]:
        rows = real(*given)
        time.sleep(0.02)  # so that all would have read before the first one writes
        return rows

    monkeypatch.setattr(throttle, "_locked", slowly)
    key = [counter(PASSWORD_HERE, "somebody", "somewhere"), counter(NETWORK, "somewhere")]
    now = clock.now()

    def one(_: int) -> bool:
        with app.app_context():
            try:
                with transaction() as inside:
                    throttle.take_try(inside, counters=key, now=now)
            except TooSoon:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(40))) == 4


def test_right_tries_are_given_back(app: Flask, session: Session) -> None:
    officer = make_officer(session)
    with clock.frozen(clock.now()):
        for _ in range(12):
            assert sign_in(app.test_client(), officer.email).status_code == 303
        rows = session.scalars(select(Throttle.tries)).all()
    assert list(rows) == [0], "only the network's row is left, and it counts nothing"


def test_no_network_address_is_stored_and_counters_are_forgotten(
    app: Flask, session: Session
) -> None:
    officer, start = make_officer(session), clock.now()
    with clock.frozen(start):
        sign_in(app.test_client(), officer.email, "wrong", network=ATTACKER)
    rows = session.scalars(select(Throttle)).all()
    assert len(rows) == 2
    assert not any(ATTACKER.encode() in bytes(row.key) for row in rows)
    session.commit()
    with clock.frozen(start + timedelta(hours=1, seconds=1)):
        sign_in(app.test_client(), "somebody.else@example.org", "wrong", network=OWNER)
    assert session.scalar(select(func.count()).select_from(Throttle)) == 2


def test_wrong_codes_are_slowed_recorded_and_end_at_fifty_but_a_recovery_code_still_works(
    app: Flask, session: Session
) -> None:
    officer, start = make_officer(session), clock.now()
    with clock.frozen(start):
        client = app.test_client()
        sign_in(client, officer.email)
        answers = [give_code(client, "000000").status_code for _ in range(5)]
        assert answers == [200] * 4 + [429]
    with app.app_context(), db.sessionmaker.begin() as inside:
        account = counter(throttle.CODE_ACCOUNT, str(officer.id))
        row = inside.get(Throttle, account.key)
        assert row is not None
        row.tries = throttle.CODES_WITHOUT_DEVICE
    with clock.frozen(start + timedelta(minutes=1)):
        refused = give_code(client, code_now())
        assert "Use a recovery code" in refused.text
    refusals = select(func.count()).where(AuditEntry.action == "sign-in-code-refused")
    assert session.scalar(refusals) == 5
    session.commit()
    codes = _recovery_codes(session, officer.actor())
    with clock.frozen(start + timedelta(minutes=2)):
        assert give_code(client, codes[0]).status_code == 303


def _recovery_codes(session: Session, actor: Actor) -> list[str]:
    codes = make_recovery_codes(session, actor=actor, now=clock.now())
    session.commit()
    return codes


def test_a_right_code_clears_the_count(app: Flask, session: Session) -> None:
    officer = make_officer(session)
    with clock.frozen(clock.now()):
        client = app.test_client()
        sign_in(client, officer.email, PASSWORD)
        give_code(client, "000000")
        give_code(client, code_now())
        left = session.get(Throttle, counter(throttle.CODE_ACCOUNT, str(officer.id)).key)
    assert left is None
