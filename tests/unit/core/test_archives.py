"""ZIP archives from outside: only the two methods that everybody uses are unpacked."""

import io
import zipfile

import pytest

from engagement.core.archives import BadArchive, Flaw, read_through

MOST = 1024 * 1024


def archive(method: int) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as file:
        file.writestr("part", b"x" * 1000)
    return packed


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_usual_methods_are_unpacked_once(method: int) -> None:
    seen: list[bytes] = []
    read_through(archive(method), most=MOST, look=lambda part: seen.append(part.read()))
    assert seen == [b"x" * 1000]


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_method_that_can_ask_for_any_memory_is_not_begun(method: int) -> None:
    def never(part: object) -> None:
        raise AssertionError(part)

    with pytest.raises(BadArchive) as refused:
        read_through(archive(method), most=MOST, look=never)
    assert refused.value.flaw is Flaw.DAMAGED


def test_more_than_may_be_unpacked_is_not_begun() -> None:
    with pytest.raises(BadArchive) as refused:
        read_through(archive(zipfile.ZIP_DEFLATED), most=999)
    assert refused.value.flaw is Flaw.TOO_LARGE
