"""Codes of an authenticator, and recovery codes."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pyotp
import pytest

from engagement.accounts.authenticator import (
    RECOVERY_CODES,
    matching_step,
    new_recovery_codes,
    new_secret,
    normal_recovery_code,
    provisioning_uri,
)
from engagement.core.qr import qr_svg

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: "12345678901234567890"
MOMENT = datetime(2005, 3, 18, 1, 58, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    step = matching_step(RFC_SECRET, code, now=moment, last_step=None)
    assert step == seconds // 30


@pytest.mark.parametrize(
    ("seconds", "counts"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_code_counts_for_one_step_before_and_after(seconds: int, counts: bool) -> None:  # noqa: FBT001
    code = pyotp.TOTP(RFC_SECRET).at(MOMENT + timedelta(seconds=seconds))
    assert (matching_step(RFC_SECRET, code, now=MOMENT, last_step=None) is not None) is counts


def test_a_step_that_was_used_or_passed_is_refused() -> None:
    code, step = pyotp.TOTP(RFC_SECRET).at(MOMENT), int(MOMENT.timestamp()) // 30
    assert matching_step(RFC_SECRET, code, now=MOMENT, last_step=step - 1) == step
    assert matching_step(RFC_SECRET, code, now=MOMENT, last_step=step) is None
    assert matching_step(RFC_SECRET, code, now=MOMENT, last_step=step + 1) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "0" * 500])
def test_anything_else_is_no_code(typed: str) -> None:
    assert matching_step(RFC_SECRET, typed, now=MOMENT, last_step=None) is None


def test_a_code_may_be_typed_with_a_space() -> None:
    assert matching_step(RFC_SECRET, "081 804", now=MOMENT, last_step=None)


def test_the_picture_is_a_drawing_without_style() -> None:
    uri = provisioning_uri(new_secret(), account="a.person@example.org", issuer="A Partnership")
    assert uri.startswith("otpauth://totp/A%20Partnership:a.person%40example.org?secret=")
    drawn = qr_svg(uri)
    assert ET.fromstring(drawn).tag.endswith("svg")
    assert b"style" not in drawn
    assert b"script" not in drawn


def test_recovery_codes_differ_and_are_read_as_people_type_them() -> None:
    codes = new_recovery_codes() + new_recovery_codes()
    assert len(set(codes)) == 2 * RECOVERY_CODES
    assert normal_recovery_code(f" {codes[0].upper().replace('-', ' ')} ") == normal_recovery_code(
        codes[0]
    )


def test_secrets_are_160_bits_and_never_the_same() -> None:
    assert len(new_secret()) == 32
    assert new_secret() != new_secret()
