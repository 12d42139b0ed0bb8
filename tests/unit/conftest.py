"""Unit tests reach neither a database nor a network; the key ring is there, as in any process."""

import sqlite3
from collections.abc import Iterator

import pytest
from pytest_socket import disable_socket, enable_socket

from engagement.core import seal


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a unit test opened a database")

    monkeypatch.setattr(sqlite3.dbapi2, "connect", refuse)
    monkeypatch.setattr(sqlite3, "connect", refuse)
    before = tuple(seal._ring)
    seal.configure(seal.key_ring("t1:" + "A" * 43))
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()
    seal.configure(before)
