"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes."""

import hmac
import secrets
from datetime import datetime
from typing import Final

import pyotp

STEP_SECONDS: Final = 30
DRIFT: Final = (0, -1, 1)
"""Steps around now in which a code counts: clocks differ and people type slowly."""

RECOVERY_CODES: Final = 10
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_HALF: Final = 5


def new_secret() -> str:
    """A fresh shared secret of 160 bits, in base32."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def matching_step(secret: str, code: str, *, now: datetime, last_step: int | None) -> int | None:
    """The time step whose code this is, or None; a step not after `last_step` was used before."""
    typed = "".join(code.split())
    current = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (current + drift for drift in DRIFT):
        if last_step is not None and step <= last_step:
            continue
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes of about 49 bits each, of letters and digits that look like no other."""
    halves = (
        "".join(secrets.choice(_ALPHABET) for _ in range(_HALF)) for _ in range(2 * RECOVERY_CODES)
    )
    return [f"{first}-{second}" for first, second in zip(halves, halves, strict=True)]


def normal_recovery_code(typed: str) -> str:
    """A recovery code as it is compared: what people type around the letters does not matter."""
    return "".join(filter(str.isalnum, typed.casefold()))
