"""Sealing: only the key ring reads it, only in its own place."""

import base64
from collections.abc import Iterator

import pytest

from engagement.core import seal
from engagement.core.settings import SettingsError


def encoded(byte: int) -> str:
    return base64.urlsafe_b64encode(bytes([byte]) * 32).decode().rstrip("=")


@pytest.fixture(autouse=True)
def ring() -> Iterator[None]:
    before = tuple(seal._ring)
    seal.configure(seal.key_ring(f"one:{encoded(1)}"))
    yield
    seal.configure(before)


def test_what_is_sealed_opens_in_its_place() -> None:
    assert seal.open_bytes("a.b", seal.seal_bytes("a.b", b"text")) == b"text"


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    assert seal.seal_bytes("a.b", b"text") != seal.seal_bytes("a.b", b"text")


def test_a_sealed_value_cannot_be_moved_to_another_column() -> None:
    with pytest.raises(seal.SealBroken):
        seal.open_bytes("a.c", seal.seal_bytes("a.b", b"text"))


@pytest.mark.parametrize("position", [0, 2, 8, 20, -1])
def test_one_changed_byte_is_noticed(position: int) -> None:
    sealed = bytearray(seal.seal_bytes("a.b", b"text"))
    sealed[position] ^= 1
    with pytest.raises(seal.SealBroken):
        seal.open_bytes("a.b", bytes(sealed))


@pytest.mark.parametrize("length", range(0, 20, 3))
def test_bytes_that_are_too_short_are_refused_not_an_accident(length: int) -> None:
    with pytest.raises(seal.SealBroken):
        seal.open_bytes("a.b", seal.seal_bytes("a.b", b"text")[:length])


def test_after_rotation_old_values_still_open_and_are_known_to_be_old() -> None:
    old = seal.seal_bytes("a.b", b"text")
    seal.configure(seal.key_ring(f"two:{encoded(2)},one:{encoded(1)}"))
    assert seal.open_bytes("a.b", old) == b"text"
    assert not seal.is_current(old)
    assert seal.is_current(seal.seal_bytes("a.b", b"text"))


def test_a_dropped_key_opens_nothing_any_more() -> None:
    old = seal.seal_bytes("a.b", b"text")
    seal.configure(seal.key_ring(f"two:{encoded(2)}"))
    with pytest.raises(seal.SealBroken):
        seal.open_bytes("a.b", old)


def test_a_keyed_hash_is_found_again_during_rotation_and_differs_by_place() -> None:
    before = seal.keyed_hash("officers.email", "a@example.org")
    seal.configure(seal.key_ring(f"two:{encoded(2)},one:{encoded(1)}"))
    assert before in seal.keyed_hashes("officers.email", "a@example.org")
    assert before != seal.keyed_hash("officers.email", "a@example.org")
    assert seal.keyed_hash("a", "same") != seal.keyed_hash("b", "same")


@pytest.mark.parametrize(
    "keys",
    ["", "one", f"one:{encoded(1)[:-3]}", ":" + encoded(1), f"one:{encoded(1)},one:{encoded(1)}"],
)
def test_a_malformed_key_ring_is_refused(keys: str) -> None:
    with pytest.raises(SettingsError):
        seal.key_ring(keys)
