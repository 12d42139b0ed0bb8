"""A backup that somebody else encrypted to our key: whatever it asks for, it gets little memory."""

import gzip
import io
import json
import tarfile
import tracemalloc
from datetime import date

import pytest

from engagement.core import seal
from engagement.core.backup import archive, bounds
from engagement.core.backup.archive import Header, read_archive, write_archive
from engagement.core.backup.bounds import LONGEST_ROW, MEGABYTE, SMALL_LINE
from engagement.core.backup.errors import BackupError
from engagement.core.backup.shapes import Shape
from engagement.core.seal import Json
from engagement.core.settings import MOST_IMPORT_MB

SHAPE = Shape("things", (("id", "int"), ("words", "text")), ("id",))
HEADER = Header("0001", date(2026, 11, 2), (SHAPE,))
DESCRIBED = json.dumps(
    {
        "format": "safer-engagement-backup-1",
        "revision": "0001",
        "made_on": "2026-11-02",
        "tables": [{"name": "things", "columns": SHAPE.columns, "key": ["id"]}],
    }
).encode()
Body = tuple[tarfile.TarInfo, io.RawIOBase | io.BytesIO]


@pytest.fixture(autouse=True)
def ring() -> None:
    seal.configure(seal.key_ring("a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))


class Counting:
    """A receiver that keeps nothing."""

    def __init__(self) -> None:
        self.rows_seen, self.most = 0, 0

    def begin(self, header: Header) -> None:
        pass

    def rows(self, shape: Shape, lines: list[list[Json]]) -> None:
        self.rows_seen += len(lines)
        self.most = max(self.most, len(lines))


class Endless(io.RawIOBase):
    """So many bytes of the same, without having them."""

    def __init__(self, size: int, piece: bytes = b"\0") -> None:
        self._left, self._piece = size, piece

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = min(len(buffer), self._left)
        buffer[:size] = (self._piece * (size // len(self._piece) + 1))[:size]
        self._left -= size
        return size


def packed(*members: Body, behind: int = 0) -> bytes:
    """A compressed tar as anybody may make one."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0) as file:
        for info, content in members:
            file.write(info.tobuf(tarfile.USTAR_FORMAT))
            while piece := content.read(MEGABYTE):
                file.write(piece)
            file.write(bytes(-info.size % tarfile.BLOCKSIZE))
        file.write(bytes(behind))
    return out.getvalue()


def member(name: str, content: bytes | int, piece: bytes = b"\0", kind: bytes = b"0") -> Body:
    info = tarfile.TarInfo(name)
    info.size = content if isinstance(content, int) else len(content)
    info.type = kind
    return info, Endless(content, piece) if isinstance(content, int) else io.BytesIO(content)


FIRST = member("backup.json", DESCRIBED)


def described() -> Body:
    return FIRST[0], io.BytesIO(DESCRIBED)


def refused(content: bytes, words: str) -> int:
    """The archive is refused with these words; how much memory was held meanwhile at most."""
    tracemalloc.start()
    try:
        with pytest.raises(BackupError, match=words):
            read_archive(io.BytesIO(content), Counting())
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


HUGE = 120 * MEGABYTE
LINE = b'[1,"' + b"x" * 4089 + b'"]\n'


@pytest.mark.parametrize(
    ("members", "words", "most"),
    [
        ([member("backup.json", HUGE, b" ")], "bytes of description", 8),
        ([member("@LongLink", HUGE, kind=b"L")], "not whole", 8),
        ([member("headers", HUGE, kind=b"x")], "not whole", 8),
        ([member("manifest", 0, kind=b"2")], "not whole", 8),
        ([FIRST, member("manifest.json", HUGE, b" ")], "bytes of description", 8),
        ([FIRST, member("things/000001.jsonl", HUGE, LINE)], "unpacks to over", 16),
        ([FIRST, member("things/000001.jsonl", HUGE, b"x")], "asks for more memory", 300),
        ([FIRST, member("nothings/000001.jsonl", HUGE, b"x")], "not whole", 8),
    ],
    ids=[
        "description",
        "long name",
        "extended header",
        "link",
        "manifest",
        "many rows",
        "one row",
        "unknown table",
    ],
)
def test_whatever_it_asks_for_it_gets_little(members: list[Body], words: str, most: int) -> None:
    again = [(info, described()[1] if info is FIRST[0] else body) for info, body in members]
    content = packed(*again)
    assert len(content) < 4 * MEGABYTE
    assert refused(content, words) < most * MEGABYTE


@pytest.mark.parametrize(
    "row",
    [
        b"[" * 60_000,
        b"[" * 5 * MEGABYTE,
        b"[" + b"[]," * 3 * MEGABYTE + b"1]\n",
        b"[" + b"1," * 3 * MEGABYTE + b"1]\n",
        b'[1,"x",' + b"1," * SMALL_LINE + b"1]\n",
        b'{"id":1,"words":"x"}\n',
        b'[1,["x"]]\n',
        b"[1]\n",
        b'[1,"' + b"x" * SMALL_LINE + b'"]]\n',
        b"[1," + b"9" * SMALL_LINE + b"]\n",
    ],
    ids=[
        "deep",
        "deep and long",
        "lists",
        "numbers",
        "too many",
        "object",
        "nested",
        "too few",
        "a bracket more",
        "a number without end",
    ],
)
def test_a_row_is_so_many_plain_values_and_nothing_else_is_built(row: bytes) -> None:
    content = packed(described(), member("things/000001.jsonl", row))
    assert refused(content, "not whole") < 10 * len(row) + 8 * MEGABYTE


def test_a_long_row_is_read_as_it_was_written() -> None:
    words = 'ż "[{\\ \n' * SMALL_LINE
    line = json.dumps([None, words], separators=(",", ":")).encode() + b"\n"
    assert len(line) > SMALL_LINE
    assert bounds.row_of(line, 2) == [None, words]


def test_more_behind_the_end_is_refused() -> None:
    sums: archive.Manifest = {}
    whole = b"".join(write_archive(HEADER, [(SHAPE, [b'[1,"x"]\n'])], sums))
    assert read_archive(io.BytesIO(whole), Counting())["things"].rows == 1
    plain = gzip.decompress(whole)
    read_archive(io.BytesIO(gzip.compress(plain + bytes(20_000))), Counting())
    refused(gzip.compress(plain + bytes(300_000)), "not whole")
    refused(gzip.compress(plain) + gzip.compress(bytes(300_000)), "not whole")


def test_rows_are_handed_over_some_at_a_time_however_large_a_member_is() -> None:
    lines = [json.dumps([n, f"{n * 7919:0100}"]).encode() + b"\n" for n in range(60_000)]
    body = b"".join(lines)
    counting = Counting()
    with pytest.raises(BackupError, match="end is missing|not whole"):
        read_archive(
            io.BytesIO(packed(described(), member("things/1.jsonl", body), behind=1024)), counting
        )
    assert counting.rows_seen == len(lines)
    assert counting.most < 20_000


def test_no_backup_is_made_that_could_not_be_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LONGEST_ROW", 1000)
    line = json.dumps([1, "x" * 1000]).encode() + b"\n"
    with pytest.raises(BackupError, match="table things is larger than a backup takes"):
        list(write_archive(HEADER, [(SHAPE, [line])], {}))


def test_the_longest_row_holds_the_largest_file_that_may_be_sent() -> None:
    assert MOST_IMPORT_MB * MEGABYTE * 4 / 3 < LONGEST_ROW * 0.9
