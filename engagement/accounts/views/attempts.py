"""Judging passwords and codes: count, then judge, then give back.

Each step is a short transaction of its own, and hashing happens between them: no password is hashed
while the database is locked, and a try counts even when the request is cut off. What happens, and
in which order, is the same for an account that exists and for one that does not.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from flask import request

from engagement.accounts import throttle
from engagement.accounts.commands.signing_in import (
    complete_sign_in,
    complete_with_recovery_code,
    note_wrong_code,
    refresh_hash,
)
from engagement.accounts.devices import known_device
from engagement.accounts.models import normal_email
from engagement.accounts.passwords import hash_password, is_outdated, password_matches
from engagement.accounts.queries import Credentials, PendingSignIn, credentials_of
from engagement.accounts.throttle import Counter, counter
from engagement.core import clock
from engagement.core.db import reading, transaction
from engagement.core.errors import Rejected
from engagement.core.networks import network_of

WRONG: Final = "The email address or the password is not right."


def judge_password(*, email: str, password: str, field: str | None = None) -> UUID:
    """The id of the officer whose address and password these are.

    TooSoon when the try came too early to be judged; Rejected, always in the same words, otherwise.
    """
    with reading() as session:
        found = credentials_of(session, email=email)
    counters = _password_counters(email, found)
    with transaction() as session:
        throttle.take_try(session, counters=counters, now=clock.now())
    stored = found.password_hash if found is not None else None
    if not password_matches(stored, password) or found is None or stored is None:
        raise Rejected(WRONG, field)
    fresh = hash_password(password) if is_outdated(stored) else None
    with transaction() as session:
        throttle.give_back(session, counters=counters, now=clock.now())
        if fresh is not None:
            refresh_hash(session, officer_id=found.officer_id, before=stored, after=fresh)
    return found.officer_id


def judge_code(pending: PendingSignIn, code: str) -> str:
    """The token of the finished sign-in; TooSoon or Rejected otherwise."""
    account = counter(throttle.CODE_ACCOUNT, str(pending.officer_id))
    device = known_device(pending.officer_id)
    counters = _code_counters(pending.officer_id, device, account)
    with transaction() as session:
        throttle.take_try(session, counters=counters, now=clock.now())
        wrong = throttle.tries(session, counter=account, now=clock.now())
    strict = device is None and wrong > throttle.CODES_WITHOUT_DEVICE
    complete = complete_with_recovery_code if strict else complete_sign_in
    try:
        with transaction() as session:
            now = clock.now()
            token = complete(session, session_id=pending.session_id, code=code, now=now)
            throttle.give_back(session, counters=counters, now=now)
    except Rejected:
        with transaction() as session:
            note_wrong_code(session, officer_id=pending.officer_id, now=clock.now())
        raise
    return token


def _network() -> str:
    return network_of(request.remote_addr)


def _password_counters(email: str, found: Credentials | None) -> Sequence[Counter]:
    device = known_device(found.officer_id if found is not None else None)
    if device is not None:
        return [counter(throttle.PASSWORD_DEVICE, device)]
    network = _network()
    return [
        counter(throttle.PASSWORD_HERE, normal_email(email), network),
        counter(throttle.NETWORK, network),
    ]


def _code_counters(officer_id: UUID, device: str | None, account: Counter) -> Sequence[Counter]:
    if device is not None:
        return [counter(throttle.CODE_DEVICE, device)]
    return [counter(throttle.CODE_HERE, str(officer_id), _network()), account]
