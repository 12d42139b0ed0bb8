"""Files of any kind: read when they are text, refused in plain words when not."""

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from engagement.reports.importing import opening
from engagement.reports.importing.opening import FileRefused, lines, look

TEXT = "lon,lat,month\r\n-0.1,53.1,2020-07\r\n"


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("xl/workbook.xml"), "<workbook/>")
    return packed.getvalue()


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "reports.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "pack",
    [
        str.encode,
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: gzip.compress(text.encode("utf-8-sig")),
        lambda text: gzip.compress(text.encode("utf-16")),
        lambda text: gzip.compress(text[:10].encode()) + gzip.compress(text[10:].encode()),
    ],
    ids=["utf-8", "bom", "utf-16-le", "utf-16-be", "gzip", "gzip-utf-16", "gzip-in-two"],
)
def test_text_is_read_however_it_is_packed(pack: Callable[[str], bytes], tmp_path: Path) -> None:
    path = _file(tmp_path, pack(TEXT))

    with lines(path, look(path)) as read:
        assert list(read) == TEXT.splitlines(keepends=True)


def test_what_is_not_utf_8_is_read_as_older_windows_programs_write(tmp_path: Path) -> None:
    path = _file(tmp_path, "Straße;Café\n".encode("cp1252"))

    with lines(path, look(path)) as read:
        assert list(read) == ["Straße;Café\n"]


def test_a_letter_cut_off_by_the_end_of_the_file_does_not_stop_it(tmp_path: Path) -> None:
    path = _file(tmp_path, "café".encode()[:-1])

    assert look(path).encoding == "cp1252"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (gzip.compress(b"", mtime=0), "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), r"picture \(PNG\)"),
        (b"\xff\xd8\xff\xe0" + bytes(50), r"picture \(JPEG\)"),
        (_zip(), "ZIP archive, or an Excel"),
        (gzip.compress(_zip(), mtime=0), "ZIP archive, or an Excel"),
        (b"\xd0\xcf\x11\xe0" + bytes(50), "older Excel"),
        (b"%PDF-1.7\n", "PDF"),
        (b'{"type": "FeatureCollection"}', "JSON"),
        (b"\xef\xbb\xbf[1]", "JSON"),
        (b"<!doctype html><p>Not found", "web page"),
        (gzip.compress(gzip.compress(TEXT.encode(), mtime=0), mtime=0), "inside another"),
        (b"lon,lat\0,month\n", "NUL"),
        ("lon,lat\0,month\n".encode("utf-16"), "NUL"),
        ("caf\u00e9\0".encode("cp1252"), "NUL"),
        (TEXT.encode("utf-32"), "NUL"),
        (TEXT.encode("utf-16-le"), "NUL"),
        ("lon\n".encode("utf-16")[:-1], "UTF-16"),
        (gzip.compress(TEXT.encode(), mtime=0)[:-4], "damaged"),
        (gzip.compress(TEXT.encode(), mtime=0)[:-12] + bytes(12), "damaged"),
        (gzip.compress(TEXT.encode(), mtime=0) + b"rubbish", "damaged"),
    ],
)
def test_another_kind_of_file_is_refused_in_plain_words(
    content: bytes, words: str, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match=words):
        look(_file(tmp_path, content))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="not a file"):
        look(tmp_path)


def test_unpacking_stops_at_its_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_BYTES", 3 * opening.MEGABYTE)
    bomb = gzip.compress(b"0" * (10 * opening.MEGABYTE))

    with pytest.raises(FileRefused, match="more than 3 MB"):
        look(_file(tmp_path, bomb))


def test_a_file_of_one_endless_line_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, b"x" * (2 * opening.LONGEST_LINE))

    with lines(path, look(path)) as read, pytest.raises(FileRefused, match="Line 1 has more"):
        next(read)


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_a_file_of_nothing_but_line_ends_is_refused(
    end: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOST_LINES", 1_000)
    path = _file(tmp_path, end * 2_000)

    with pytest.raises(FileRefused, match="1,000 lines"), lines(path, look(path)) as read:
        list(read)
