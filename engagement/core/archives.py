"""ZIP archives from outside: measured, declared and real, before anything unpacks them."""

import zipfile
import zlib
from collections.abc import Callable
from enum import Enum
from typing import IO, Final

MEGABYTE: Final = 1024 * 1024
MOST_LISTED: Final = MEGABYTE
"""Bytes of the list of contents: some thousands of parts."""
CHUNK: Final = MEGABYTE
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What Excel and makers of Shapefiles use; LZMA would let a part ask for a dictionary of 4 GB."""

_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_LONGEST_COMMENT: Final = 65_535
_ENCRYPTED: Final = 1


class Flaw(Enum):
    """Why an archive is not read."""

    DAMAGED = "damaged"
    TOO_LARGE = "too-large"
    PASSWORD = "password"  # noqa: S105  a kind of problem


class BadArchive(ValueError):
    """An archive that is not read; `flaw` says why, for a message that fits the kind of file."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(f"This ZIP archive cannot be read: {flaw.value}")
        self.flaw = flaw


def contents(raw: IO[bytes]) -> list[zipfile.ZipInfo]:
    """What the archive says it holds; a list that is itself too long is not read."""
    size = raw.seek(0, 2)
    raw.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT))
    end = raw.read()
    raw.seek(0)
    at = end.rfind(_END)
    if at < 0 or len(end) - at < _END_BYTES:
        raise BadArchive(Flaw.DAMAGED)
    if int.from_bytes(end[at + 12 : at + 16], "little") > MOST_LISTED:
        raise BadArchive(Flaw.TOO_LARGE)
    try:
        with zipfile.ZipFile(raw) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise BadArchive(Flaw.DAMAGED) from None
    finally:
        raw.seek(0)


def read_through(
    raw: IO[bytes], *, most: int, look: Callable[[IO[bytes]], None] | None = None
) -> None:
    """Unpack every part once, at most `most` bytes in all; `look` sees each as it goes by.

    `zipfile` gives no more of a part than was declared and then compares the checksum: a part that
    is larger than it says is a damaged one.
    """
    parts = contents(raw)
    if sum(part.file_size for part in parts) > most:
        raise BadArchive(Flaw.TOO_LARGE)
    try:
        with zipfile.ZipFile(raw) as archive:
            for part in parts:
                if part.compress_type not in METHODS and not part.flag_bits & _ENCRYPTED:
                    raise BadArchive(Flaw.DAMAGED)
                with archive.open(part) as unpacked:
                    (look or _exhaust)(unpacked)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error):
        raise BadArchive(Flaw.DAMAGED) from None
    except RuntimeError:  # an encrypted part
        raise BadArchive(Flaw.PASSWORD) from None
    finally:
        raw.seek(0)


def _exhaust(unpacked: IO[bytes]) -> None:
    while unpacked.read(CHUNK):
        continue
