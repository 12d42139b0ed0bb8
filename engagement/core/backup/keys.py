"""The pair of keys: the server knows the public one, the private one is kept elsewhere (age)."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

from engagement.core import lazy
from engagement.core.backup.errors import BackupError

PRIVATE: Final = "AGE-SECRET-KEY-"


class Reads(Protocol):
    """What encryption takes from."""

    def read(self, size: int = -1, /) -> bytes: ...


def make_keys(path: Path) -> str:
    """Write a new private key to a file that only its owner reads; return the public key."""
    identity = lazy.pyrage().x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# public key: {public}\n{identity}\n")
    return public


def recipients(setting: str) -> list[Any]:
    """Public keys from `BACKUP_RECIPIENT`: one, or several divided by commas."""
    age = lazy.pyrage()
    named = [one.strip() for one in setting.split(",") if one.strip()]
    if not named:
        raise BackupError(
            "Set BACKUP_RECIPIENT to the public key that backups are made for. "
            "“flask backup keys” makes a pair."
        )
    try:
        return [age.x25519.Recipient.from_str(one) for one in named]
    except age.RecipientError:
        raise BackupError("BACKUP_RECIPIENT is not a public key of age (age1…).") from None


def identities(path: Path) -> list[Any]:
    """Private keys from a file, as `make_keys` or age-keygen writes it."""
    age = lazy.pyrage()
    try:
        lines = path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        raise BackupError(f"{path} cannot be read.") from None
    try:
        found = [age.x25519.Identity.from_str(one) for one in lines if one.startswith(PRIVATE)]
    except age.IdentityError:
        found = []
    if not found:
        raise BackupError(f"{path} holds no private key ({PRIVATE}…).")
    return found


def encrypt(source: Reads, target: BinaryIO, keys: Sequence[Any]) -> None:
    """Encrypt a stream, a chunk of 64 KiB at a time; BackupError says what went wrong."""
    age = lazy.pyrage()
    try:
        age.encrypt_io(source, target, list(keys))
    except (age.EncryptError, OSError) as error:
        said = str(error).removeprefix(f"{BackupError.__name__}: ")
        raise BackupError(f"The backup was not made. {said}") from None


def decrypt(source: BinaryIO, target: BinaryIO, keys: Sequence[Any]) -> None:
    """Decrypt a stream; BackupError when it is not for these keys, cut off or changed."""
    age = lazy.pyrage()
    try:
        age.decrypt_io(source, target, list(keys))
    except (age.DecryptError, OSError) as error:
        wrong_key = "matching keys" in str(error).lower()
        raise BackupError(
            "The private key does not open this backup."
            if wrong_key
            else "The backup is not whole: it was cut off or changed, or is no backup."
        ) from None
