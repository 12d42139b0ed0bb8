"""From bytes to lines of text: what kind of file it is, unpacked, decoded, never too much of it."""

import codecs
import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BufferedReader, BytesIO, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import IO, Final, Protocol

Source = Path | bytes
"""A file on disk, or one that was sent to us and is kept out of the file system."""

MEGABYTE: Final = 1024 * 1024
MOST_BYTES: Final = 200 * MEGABYTE
LONGEST_LINE: Final = 100_000
MOST_LINES: Final = 2_500_000
CHUNK: Final = MEGABYTE

GZIP: Final = b"\x1f\x8b"
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OTHER_KINDS: Final = (
    (b"PK\x03\x04", "a ZIP archive, or an Excel or OpenDocument file"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an older Excel or Word file, or one with a password"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xfd7zXZ", "an XZ archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
)
JSON_OR_XML: Final = re.compile(rb"\s*(?:[\[{]|<[!?a-zA-Z])")
SAVE_AS: Final = "Open it in the program it comes from and save it as CSV (UTF-8)."


class FileRefused(ValueError):
    """The file as a whole cannot be taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a first look through the whole file found."""

    sha256: str
    encoding: str


@contextmanager
def opened(file: Source) -> Iterator[BufferedReader]:
    """The bytes of a file as they are, packed or not; FileRefused when it is none."""
    if isinstance(file, bytes):
        yield BufferedReader(BytesIO(file))
        return
    if not file.is_file():
        raise FileRefused("This is not a file.")
    with file.open("rb") as raw:
        yield raw


def digest_of(file: Source) -> str:
    """SHA-256 of the file, in hexadecimal digits."""
    with opened(file) as raw:
        digest = sha256()
        while chunk := raw.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def look(file: Source) -> Looked:
    """Read the file once from end to end: its kind, size, encoding and digest; or FileRefused."""
    digest = digest_of(file)
    with _unpacked(file) as stream:
        encoding = _encoding(stream)
    return Looked(digest, encoding)


@contextmanager
def lines(file: Source, looked: Looked) -> Iterator[Iterator[str]]:
    """The lines of the file as text, each with its end, as `csv.reader` wants them."""
    with _unpacked(file) as stream:
        errors = "replace" if looked.encoding == "cp1252" else "strict"
        text = TextIOWrapper(stream, encoding=looked.encoding, errors=errors, newline="")
        yield _short_lines(text)


def _short_lines(text: IO[str]) -> Iterator[str]:
    """Never holds more than LONGEST_LINE characters, nor goes on for ever, whatever the file is."""
    number = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise FileRefused(
                f"Line {number} has more than {LONGEST_LINE:,} characters. "
                "This does not look like a table with a row on each line."
            )
        _refuse_many(number)
        yield line


def _refuse_many(number: int) -> None:
    if number > MOST_LINES:
        raise FileRefused(f"The file has more than {MOST_LINES:,} lines. Split it.")


def _encoding(stream: BufferedReader) -> str:
    """The encoding of the whole text; the last resort is that of older Windows programs."""
    start = stream.peek(64)[:64]
    _refuse_other_kinds(start)
    encoding = next((name for mark, name in MARKS if start.startswith(mark)), "utf-8")
    decoder = codecs.getincrementaldecoder(encoding)()
    while chunk := stream.read(CHUNK):
        try:
            nul = "\0" in decoder.decode(chunk) if encoding == "utf-16" else b"\0" in chunk
            if encoding in ("utf-8", "utf-8-sig"):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            encoding = _fallback(encoding)
            nul = b"\0" in chunk
        if nul:
            raise FileRefused(
                f"This is not a text file: it has empty (NUL) characters in it. {SAVE_AS}"
            )
    return _at_the_end(decoder, encoding)


def _at_the_end(decoder: codecs.IncrementalDecoder, encoding: str) -> str:
    """A character cut off by the end of the file is an error of its encoding too."""
    if encoding == "cp1252":
        return encoding
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _fallback(encoding)
    return encoding


def _fallback(encoding: str) -> str:
    if encoding == "utf-16":
        raise FileRefused(f"The file begins as UTF-16 text and is damaged further on. {SAVE_AS}")
    return "cp1252"


def _refuse_other_kinds(start: bytes) -> None:
    if not start:
        raise FileRefused("The file is empty.")
    kind = next((words for mark, words in OTHER_KINDS if start.startswith(mark)), None)
    if kind is None and start.startswith(GZIP):
        kind = "a gzip archive inside another one"
    if kind is None and JSON_OR_XML.match(start.removeprefix(codecs.BOM_UTF8)):
        kind = "JSON, XML or a web page"
    if kind:
        raise FileRefused(f"This is {kind}, not CSV. {SAVE_AS}")


class _Source(Protocol):
    """Bytes, packed or not."""

    def read(self, size: int, /) -> bytes: ...


class _Bounded(RawIOBase):
    """Passes on at most MOST_BYTES and MOST_LINES of an unpacked stream, then FileRefused."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._left = MOST_BYTES
        self._lines = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._source.read(len(buffer))
        except (EOFError, OSError, zlib.error):
            raise FileRefused(
                "The file is damaged: it cannot be unpacked to the end. Send it again."
            ) from None
        self._left -= len(data)
        if self._left < 0:
            raise FileRefused(
                f"The file has more than {MOST_BYTES // MEGABYTE} MB when it is unpacked. Split it."
            )
        self._lines += data.count(b"\n")
        _refuse_many(self._lines)
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def _unpacked(file: Source) -> Iterator[BufferedReader]:
    with opened(file) as raw:
        packed = raw.peek(2)[:2] == GZIP
        source: _Source = gzip.GzipFile(fileobj=raw) if packed else raw
        yield BufferedReader(_Bounded(source), CHUNK)
