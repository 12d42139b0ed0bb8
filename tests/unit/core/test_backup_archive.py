"""The file of a backup: what goes in comes out, and nothing else is believed."""

import io
import json
from datetime import date

import pytest
import sqlalchemy as sa

from engagement.core import seal
from engagement.core.backup.archive import (
    PART,
    Header,
    Manifest,
    Pieces,
    Sum,
    Tally,
    read_archive,
    write_archive,
)
from engagement.core.backup.errors import BackupError
from engagement.core.backup.shapes import KINDS, Shape, kind_of
from engagement.core.seal import Json, SealedJSON, SealedText

KEYS = "a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
OTHER = "b:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"
SHAPE = Shape("things", (("id", "int"), ("words", "text")), ("id",))
HEADER = Header("0001", date(2026, 11, 2), (SHAPE, Shape("none", (("id", "int"),), ("id",))))


@pytest.fixture(autouse=True)
def ring() -> None:
    seal.configure(seal.key_ring(KEYS))


class Kept:
    """A receiver that keeps what it is given."""

    def __init__(self) -> None:
        self.header: Header | None = None
        self.parts: list[tuple[str, list[list[Json]]]] = []

    def begin(self, header: Header) -> None:
        self.header = header

    def rows(self, shape: Shape, lines: list[list[Json]]) -> None:
        self.parts.append((shape.name, lines))


def made(rows: list[list[Json]], header: Header = HEADER) -> bytes:
    sums: Manifest = {}
    lines = [json.dumps(row).encode() + b"\n" for row in rows]
    return b"".join(write_archive(header, zip(header.tables, (lines, []), strict=True), sums))


def test_what_goes_in_comes_out_in_parts() -> None:
    rows: list[list[Json]] = [[number, "x" * 1000] for number in range(3000)]
    kept = Kept()
    sums = read_archive(io.BytesIO(made(rows)), kept)
    assert kept.header == HEADER
    assert len(kept.parts) > 1
    assert [row for _name, part in kept.parts for row in part] == rows
    assert all(len(json.dumps(part)) < 2 * PART for _name, part in kept.parts)
    assert (sums["things"].rows, sums["none"].rows) == (3000, 0)


def test_it_is_made_as_it_is_read_and_never_whole() -> None:
    asked = 0

    def lines() -> object:
        nonlocal asked
        for number in range(5000):
            asked = number
            yield json.dumps([number, f"{number}" * 200]).encode() + b"\n"

    stream = Pieces(write_archive(HEADER, zip(HEADER.tables, (lines(), []), strict=True), {}))  # type: ignore[arg-type]
    assert stream.read(1)
    assert asked < 2500
    while stream.read(8192):
        pass
    assert asked == 4999


@pytest.mark.parametrize("damage", ["cut", "byte", "end", "empty", "not ours"])
def test_a_damaged_archive_is_refused(damage: str) -> None:
    whole = made([[1, "one"], [2, "two"]])
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 1
    damaged = {
        "cut": whole[: len(whole) // 2],
        "byte": bytes(changed),
        "end": whole[:-4],
        "empty": b"",
        "not ours": b"PK\x03\x04 something else",
    }
    with pytest.raises(BackupError, match="not whole"):
        read_archive(io.BytesIO(damaged[damage]), Kept())


def test_rows_that_the_manifest_does_not_know_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tally, "sum", lambda tally: Sum(tally.rows + 1, "0" * 64))
    archive = made([[1, "one"]])
    monkeypatch.undo()
    with pytest.raises(BackupError, match="things is not what the manifest says"):
        read_archive(io.BytesIO(archive), Kept())


def test_a_backup_of_another_service_is_refused() -> None:
    archive = made([[1, "one"]])
    seal.configure(seal.key_ring(OTHER))
    with pytest.raises(BackupError, match="not made with the SEAL_KEYS"):
        read_archive(io.BytesIO(archive), Kept())
    seal.configure(seal.key_ring(f"{OTHER},{KEYS}"))
    assert read_archive(io.BytesIO(archive), Kept())["things"].rows == 1


def test_every_kind_reads_what_it_wrote_and_sealed_columns_are_bytes() -> None:
    assert kind_of(SealedText("x")) == kind_of(SealedJSON("x")) == "bytes"
    assert kind_of(sa.Enum("a", native_enum=False)) == "text"
    with pytest.raises(TypeError, match="does not know"):
        kind_of(sa.ARRAY(sa.Integer))
    assert {kind_of(kind.type) for name, kind in KINDS.items() if name != "json"} <= set(KINDS)
