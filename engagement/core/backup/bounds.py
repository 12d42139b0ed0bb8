"""What a backup from outside may ask for: anybody can encrypt one to a public key.

Nothing is read whole but one row, nothing grows out of all proportion to the file, and only plain
members of a tar are taken: what `write_archive` makes, and no more.
"""

import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from typing import BinaryIO, Final

from engagement.core.backup.errors import BackupError
from engagement.core.seal import Json

MEGABYTE: Final = 1 << 20
LONGEST_ROW: Final = 96 * MEGABYTE
"""Bytes of a row as a line: a sealed file of 64 MB (the most of MAX_IMPORT_MB) in base64, and the
rest. Reading one takes about four times as much memory."""
MOST_DESCRIBED: Final = MEGABYTE
"""Bytes of the description and of the manifest: hundreds of tables."""
MOST_BEHIND: Final = 64 * 1024
"""Bytes behind the manifest: the padding of a tar is 10,240."""
UNPACKS_TO: Final = 200
"""So many times its packed size may an archive have, and ALWAYS_FINE more. Rows of random keys and
sealed bytes reach five or six; gzip at its worst a thousand."""
ALWAYS_FINE: Final = 64 * MEGABYTE
SMALL_LINE: Final = 64 * 1024
"""What is built from a line of this size is small whatever it says."""
TOO_MUCH: Final = "The backup asks for more memory than ours do: "

_BLOCK: Final = tarfile.BLOCKSIZE


class _Counted:
    """A stream that knows how many bytes were taken from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.taken = stream, 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        self.taken += len(data)
        return data


class Unpacked:
    """The archive as it is unpacked, piece by piece, in proportion to what it is packed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._packed, self._given = _Counted(stream), 0
        self._gzip = gzip.GzipFile(fileobj=self._packed, mode="rb")  # type: ignore[call-overload]

    def read(self, size: int) -> bytes:
        """At most `size` bytes; none at the end."""
        data: bytes = self._gzip.read(size)
        self._given += len(data)
        if self._given > ALWAYS_FINE + UNPACKS_TO * self._packed.taken:
            raise BackupError(f"{TOO_MUCH}it unpacks to over {UNPACKS_TO} times its size.")
        return data

    def exactly(self, size: int) -> bytes:
        """So many bytes, which must be few; EOFError when there are less."""
        found = b""
        while len(found) < size:
            data = self.read(size - len(found))
            if not data:
                raise EOFError
            found += data
        return found

    def finish(self) -> None:
        """Read to the very end, where the checksum stands; nothing of ours is behind it."""
        left = MOST_BEHIND
        while data := self.read(MOST_BEHIND):
            left -= len(data)
            if left < 0:
                raise ValueError("there is more behind the end")


class Member(io.RawIOBase):
    """One member of the tar: its name, its size, and its bytes, to be read once."""

    def __init__(self, unpacked: Unpacked, name: str, size: int) -> None:
        self.name, self.size = name, size
        self._unpacked, self._left = unpacked, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._unpacked.read(min(len(buffer), self._left))
        if self._left and not data:
            raise EOFError
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def content(self) -> bytes:
        """All of it: for the description and the manifest, which are small."""
        if self.size > MOST_DESCRIBED:
            raise BackupError(f"{TOO_MUCH}{self.size:,} bytes of description.")
        return self.readall()

    def lines(self) -> Iterator[bytes]:
        """One after the other, with their ends; BackupError for one over LONGEST_ROW."""
        buffered = io.BufferedReader(self, MEGABYTE)
        while line := buffered.readline(LONGEST_ROW + 1):
            if len(line) > LONGEST_ROW:
                raise BackupError(f"{TOO_MUCH}a row has over {LONGEST_ROW // MEGABYTE} MB.")
            yield line

    def skip(self) -> None:
        """Go on behind it."""
        while self._left:
            data = self._unpacked.read(min(MEGABYTE, self._left))
            if not data:
                raise EOFError
            self._left -= len(data)
        self._unpacked.exactly(-self.size % _BLOCK)


def members(unpacked: Unpacked) -> Iterator[Member]:
    """The members in their order, each until the next is asked for; ValueError for a strange one.

    The `tarfile` module would read long names and extended headers whole, whatever their size.
    """
    while (block := unpacked.exactly(_BLOCK)) != bytes(_BLOCK):
        header = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        if header.type != tarfile.REGTYPE or header.size < 0:
            raise ValueError(header.name)
        member = Member(unpacked, header.name, header.size)
        yield member
        member.skip()


def row_of(line: bytes, width: int) -> list[Json]:
    """The values of a line: so many, and none with others inside; ValueError otherwise."""
    values = json.loads(line) if len(line) <= SMALL_LINE else _one_by_one(line.decode(), width)
    plain = isinstance(values, list) and not any(isinstance(one, list | dict) for one in values)
    if not plain or len(values) != width:
        raise ValueError("this is no row")
    return values


def _one_by_one(text: str, width: int) -> list[Json]:
    """A long line, without building more than the values that are asked for."""
    decoder, values, at = json.JSONDecoder(), list[Json](), 0
    for expected in "[" + "," * (width - 1):
        if text[at] != expected or text[at + 1] in "[{":
            raise ValueError("this is no row")
        value, at = decoder.raw_decode(text, at + 1)
        values.append(value)
    if text[at:] != "]\n":
        raise ValueError("this is no row")
    return values
