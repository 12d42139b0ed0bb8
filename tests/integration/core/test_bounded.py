"""A child process that is given too much ends alone, and its parent says so."""

import os
import time

import pytest

from engagement.core import bounded


def test_what_the_function_returns_comes_back() -> None:
    assert bounded.run(sorted, [3, 1, 2], reverse=True) == [3, 2, 1]


def test_a_refusal_comes_back_as_itself() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        bounded.run(int, "x")


def test_too_much_memory_is_a_refusal_in_plain_words() -> None:
    with pytest.raises(bounded.TooMuch, match="more memory or time than we allow"):
        bounded.run(bytearray, (bounded.MEMORY_MB + 512) * 1024 * 1024)


def test_a_child_that_dies_is_a_refusal() -> None:
    with pytest.raises(bounded.TooMuch):
        bounded.run(os._exit, 1)


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "SECONDS", 1)

    began = time.monotonic()
    with pytest.raises(bounded.TooMuch):
        bounded.run(time.sleep, 60)

    assert time.monotonic() - began < 20
