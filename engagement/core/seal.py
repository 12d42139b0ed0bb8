"""Sealing: free text, contacts and drafts are stored encrypted, the key outside the database.

AES-256-GCM with a key ring: the first key of SEAL_KEYS seals, every key opens. The column's name is
authenticated with the text, so a sealed value cannot be moved to another column. Equality goes
through a keyed hash (HMAC-SHA-256), never through the sealed bytes, which differ each time.
"""

import hmac
import json
import secrets
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, TypeAlias

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.engine import Dialect

from engagement.core.settings import SettingsError

VERSION: Final = b"\x01"
KEY_ID_BYTES: Final = 4
NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


class SealBroken(Exception):
    """The sealed bytes were altered, belong elsewhere, or their key is not on the ring."""


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """One key of the ring: a short fingerprint, and the two keys derived from the secret."""

    fingerprint: bytes
    cipher: AESGCM
    hashing: bytes


KeyRing: TypeAlias = tuple[Key, ...]

_ring: list[Key] = []


def key_ring(seal_keys: str) -> KeyRing:
    """Read `id:base64,id:base64`, the sealing key first; SettingsError if malformed."""
    keys = []
    for part in seal_keys.split(","):
        name, _, encoded = part.strip().partition(":")
        try:
            secret = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        except ValueError:
            secret = b""
        if not name or len(secret) != KEY_BYTES:
            raise SettingsError(
                "SEAL_KEYS must be id:key pairs, each key 32 bytes in URL-safe base64."
            )
        keys.append(
            Key(
                fingerprint=sha256(name.encode() + b":" + secret).digest()[:KEY_ID_BYTES],
                cipher=AESGCM(_derive(secret, b"seal")),
                hashing=_derive(secret, b"keyed-hash"),
            )
        )
    if len({key.fingerprint for key in keys}) != len(keys):
        raise SettingsError("SEAL_KEYS names the same key twice.")
    return tuple(keys)


def configure(ring: KeyRing) -> None:
    """Give the process its key ring; column types have no other way to reach it."""
    _ring[:] = ring


def seal_bytes(context: str, plain: bytes) -> bytes:
    """Encrypt for one named place; the result differs at each call."""
    key = _ring[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + key.fingerprint + nonce + key.cipher.encrypt(nonce, plain, context.encode())


def open_bytes(context: str, sealed: bytes) -> bytes:
    """Decrypt what `seal_bytes` made for the same place; SealBroken otherwise."""
    start = len(VERSION) + KEY_ID_BYTES
    fingerprint, nonce = sealed[len(VERSION) : start], sealed[start : start + NONCE_BYTES]
    key = next((key for key in _ring if key.fingerprint == fingerprint), None)
    if key is None or not sealed.startswith(VERSION):
        raise SealBroken(context)
    try:
        return key.cipher.decrypt(nonce, sealed[start + NONCE_BYTES :], context.encode())
    except (InvalidTag, ValueError):
        raise SealBroken(context) from None


def is_current(sealed: bytes) -> bool:
    """Whether the bytes were sealed with the first key of the ring, so need no rotation."""
    return sealed.startswith(VERSION + _ring[0].fingerprint)


def keyed_hash(context: str, value: str) -> bytes:
    """32 bytes that are equal for equal values in one place, and mean nothing without the key."""
    return keyed_hashes(context, value)[0]


def keyed_hashes(context: str, value: str) -> list[bytes]:
    """The keyed hash under each key of the ring, the current first: look-ups during rotation."""
    message = context.encode() + b"\x00" + value.encode()
    return [hmac.digest(key.hashing, message, "sha256") for key in _ring]


class SealedText(sa.TypeDecorator[str]):
    """A text column that only the key ring can read; `context` is its table and column."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else seal_bytes(self.context, value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else open_bytes(self.context, bytes(value)).decode()


class SealedJSON(sa.TypeDecorator[Json]):
    """A JSON document that only the key ring can read."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: Json, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return seal_bytes(self.context, json.dumps(value, separators=(",", ":")).encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Json:
        if value is None:
            return None
        plain: Json = json.loads(open_bytes(self.context, bytes(value)))
        return plain


class SealedBytes(sa.TypeDecorator[bytes]):
    """A file that only the key ring can read; it goes within days, so rotation leaves it alone."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else seal_bytes(self.context, value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else open_bytes(self.context, bytes(value))


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"safer-engagement:" + purpose
    ).derive(secret)
