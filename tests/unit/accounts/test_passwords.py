"""Passwords: long enough, not well known, and nothing else is asked of them."""

import pytest
from argon2 import extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from engagement.accounts.passwords import (
    NOBODY,
    check_new_password,
    hash_password,
    is_common,
    is_outdated,
    password_matches,
)
from engagement.core.errors import Rejected

COMMON = [
    "Password1234!", "p4ssw0rdp4ssw0rd", "P@ssw0rd1234", "passwordpassword", "qwerty123456",
    "1q2w3e4r5t6y", "1qaz2wsx3edc", "zxcvbnm12345", "asdfghjkl;'#", "poiuytrewq12", "123456789012",
    "0987654321098", "121212121212", "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl",
    "administrator", "letmeinletmein", "welcome-friday-24", "Summer2024!!!", "Liverpool2023!",
    "iloveyou1234", "correcthorsebatterystaple", "saferengagement1",
]  # fmt: skip
UNCOMMON = [
    "tidy lamp crosses marsh", "windmill under heavy rain", "orange battery purple elephant",
    "83920174650912837465", "kX9v-2mQq7Lw", "xk7qpw93mzt1", "hedgehog kettle", "ß̈üñîçødé wörds öf",
    "            gorse x", "привет дорогой мир",
]  # fmt: skip


@pytest.mark.parametrize("password", COMMON)
def test_what_guessers_try_first_is_refused(password: str) -> None:
    with pytest.raises(Rejected, match="guessed first"):
        check_new_password(password)


@pytest.mark.parametrize("password", UNCOMMON)
def test_anything_else_of_twelve_characters_is_accepted(password: str) -> None:
    check_new_password(password)


def test_words_about_the_officer_are_known_words() -> None:
    about = ("jo.bloggs@example.org", "Josephine Bloggs")
    assert is_common("bloggs-2024-24", about=about)
    assert is_common("JosephineBloggs1", about=about)
    assert not is_common("bloggs-2024-24")


@pytest.mark.parametrize(
    ("length", "accepted"), [(11, False), (12, True), (256, True), (257, False)]
)
def test_length_is_counted_in_characters(length: int, accepted: bool) -> None:  # noqa: FBT001
    password = ("gorse hedge vinegar lantern é" * 10)[:length]
    if accepted:
        check_new_password(password)
    else:
        with pytest.raises(Rejected):
            check_new_password(password)


@given(st.text(max_size=300))
def test_any_text_is_judged(password: str) -> None:
    assert is_common(password) in {True, False}


def test_a_password_matches_its_hash_however_its_letters_are_composed() -> None:
    stored = hash_password("caf\u00e9 on the corner")
    assert password_matches(stored, "cafe\u0301 on the corner")
    assert not password_matches(stored, "cafe on the corner")
    assert not password_matches(None, "caf\u00e9 on the corner")
    assert not password_matches("not a hash", "caf\u00e9 on the corner")


def test_nobodys_hash_costs_what_everybody_elses_does() -> None:
    assert extract_parameters(NOBODY) == extract_parameters(hash_password("anything at all"))
    assert not is_outdated(NOBODY)


def test_hashing_is_as_strong_as_owasp_asks() -> None:
    made = extract_parameters(hash_password("anything at all"))
    assert made.type.name == "ID"
    assert (made.memory_cost, made.time_cost, made.parallelism) == (19_456, 2, 1)
