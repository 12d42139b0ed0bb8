"""The file: a compressed tar of tables in parts, a description first and a manifest last.

Written and read as a stream: what is in memory is one part (1 MiB, or one row if that is larger);
`bounds` says what one from outside may ask for.
The manifest counts and hashes every table, and carries our seal, a keyed hash: anybody can encrypt
to a public key, but only who holds SEAL_KEYS can make a backup that we restore.
"""

import gzip
import io
import json
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, BinaryIO, Final, Protocol, TypeAlias

from engagement.core.backup.bounds import (
    LONGEST_ROW,
    MEGABYTE,
    Member,
    Unpacked,
    members,
    row_of,
)
from engagement.core.backup.errors import BackupError
from engagement.core.backup.shapes import KINDS, Shape
from engagement.core.seal import Json, keyed_hashes

FORMAT: Final = "safer-engagement-backup-1"
FIRST: Final = "backup.json"
LAST: Final = "manifest.json"
PART: Final = 1 << 20
NOT_WHOLE: Final = "The backup is not whole: "
DAMAGED: Final = (
    tarfile.TarError,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What reading trips over when bytes are not what we wrote."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says of itself before its tables."""

    revision: str
    made_on: date
    tables: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows of a table there are, and the SHA-256 of their lines."""

    rows: int
    sha256: str


Manifest: TypeAlias = dict[str, Sum]


class Receiver(Protocol):
    """Who takes a backup as it is read: its description, then the rows in parts."""

    def begin(self, header: Header) -> None: ...

    def rows(self, shape: Shape, lines: list[list[Json]]) -> None: ...


@dataclass(slots=True)
class Tally:
    """Counts and hashes lines as they go by."""

    rows: int = 0
    digest: Any = field(default_factory=sha256)

    def add(self, line: bytes) -> bytes:
        self.rows += 1
        self.digest.update(line)
        return line

    def sum(self) -> Sum:
        return Sum(self.rows, self.digest.hexdigest())


class Pieces:
    """A stream that is made while it is read: what encryption pulls from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def read(self, size: int = -1, /) -> bytes:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left = piece
        size = len(self._left) if size < 0 else size
        taken, self._left = self._left[:size], self._left[size:]
        return taken


def write_archive(
    header: Header, tables: Iterable[tuple[Shape, Iterable[bytes]]], sums: Manifest
) -> Iterator[bytes]:
    """The archive in pieces; `sums` is filled as the tables go by."""
    out = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        described = _to_json({"format": FORMAT, **asdict(header), "made_on": str(header.made_on)})
        _put(tar, FIRST, described)
        for shape, lines in tables:
            tally = Tally()
            short = (_checked(shape, line) for line in lines)
            for number, part in enumerate(_parts(map(tally.add, short)), start=1):
                _put(tar, f"{shape.name}/{number:06}.jsonl", part)
                yield _taken(out)
            sums[shape.name] = tally.sum()
        plain = {name: asdict(one) for name, one in sums.items()}
        _put(tar, LAST, _to_json({"tables": plain, "seal": _seals(described, plain)[0]}))
    yield _taken(out)


def read_archive(stream: BinaryIO, receiver: Receiver) -> Manifest:
    """Read to the very end, handing over as it goes; BackupError when anything is not as made.

    The receiver has seen rows by then: it must be able to undo what it did with them.
    """
    unpacked = Unpacked(stream)
    try:
        sums = _read_members(members(unpacked), receiver)
        unpacked.finish()  # the checksum and the last encrypted chunk are behind the end
    except DAMAGED:
        raise BackupError(f"{NOT_WHOLE}it was cut off or changed, or is no backup.") from None
    return sums


def _read_members(found: Iterator[Member], receiver: Receiver) -> Manifest:
    first = next(found, None)
    if first is None:
        raise EOFError
    described = first.content()
    header = _header(json.loads(described))
    receiver.begin(header)
    tallies = {shape.name: (shape, Tally()) for shape in header.tables}
    for member in found:
        if member.name == LAST:
            said = json.loads(member.content())
            _check(said, described, {n: t.sum() for n, (_s, t) in tallies.items()})
            return {name: tally.sum() for name, (_shape, tally) in tallies.items()}
        shape, tally = tallies[member.name.partition("/")[0]]
        for part in _rows(member, shape, tally):
            receiver.rows(shape, part)
    raise BackupError(f"{NOT_WHOLE}its end is missing.")


def _rows(member: Member, shape: Shape, tally: Tally) -> Iterator[list[list[Json]]]:
    """The rows of a member, so many at a time as a part has bytes."""
    part, size = list[list[Json]](), 0
    for line in member.lines():
        part.append(row_of(tally.add(line), len(shape.columns)))
        size += len(line)
        if size >= PART:
            yield part
            part, size = [], 0
    if part:
        yield part


def _header(said: dict[str, Any]) -> Header:
    if said["format"] != FORMAT:
        raise BackupError("This backup was made by another version of the software.")
    tables = tuple(
        Shape(one["name"], tuple((n, k) for n, k in one["columns"]), tuple(one["key"]))
        for one in said["tables"]
    )
    if not all(kind in KINDS for shape in tables for _name, kind in shape.columns):
        raise BackupError("This backup was made by another version of the software.")
    return Header(said["revision"], date.fromisoformat(said["made_on"]), tables)


def _check(said: dict[str, Any], described: bytes, found: Manifest) -> None:
    for name, one in found.items():
        if said["tables"][name] != asdict(one):
            raise BackupError(f"{NOT_WHOLE}the table {name} is not what the manifest says.")
    if said["seal"] not in _seals(described, said["tables"]):
        raise BackupError(
            "This backup was not made with the SEAL_KEYS that are set here: what is sealed in it "
            "could not be read, or it is not from our service."
        )


def _seals(described: bytes, sums: dict[str, dict[str, Any]]) -> list[str]:
    covered = described + _to_json(sums)
    return [one.hex() for one in keyed_hashes("backup.manifest", covered.decode())]


def _to_json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def _parts(lines: Iterable[bytes]) -> Iterator[bytes]:
    part = bytearray()
    for line in lines:
        part += line
        if len(part) >= PART:
            yield bytes(part)
            part.clear()
    if part:
        yield bytes(part)


def _put(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def _checked(shape: Shape, line: bytes) -> bytes:
    """No backup is made that could not be restored."""
    if len(line) > LONGEST_ROW:
        raise BackupError(
            f"A row of the table {shape.name} is larger than a backup takes: "
            f"{len(line) // MEGABYTE} MB of {LONGEST_ROW // MEGABYTE}."
        )
    return line


def _taken(out: io.BytesIO) -> bytes:
    taken = out.getvalue()
    out.seek(0)
    out.truncate()
    return taken
