"""Burst numbers of several web processes, in a Redis."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from time import monotonic
from uuid import uuid4

import pytest
from redis import Redis, RedisError

from engagement.reports.defence import bursts
from engagement.reports.defence.bursts import KEPT, MINUTE, RedisBook, burst_book

SERVER = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
NOBODY_THERE = "redis://127.0.0.1:1/0"
TODAY = date(2026, 11, 22)


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    """A server that answers, with a corner of its own for this test."""
    connection = Redis.from_url(SERVER, socket_connect_timeout=1, socket_timeout=5)
    try:
        connection.ping()
    except RedisError:
        connection.close()
        pytest.skip("no Redis answers at TEST_REDIS_URL")
    monkeypatch.setattr(bursts, "CORNER", f"test-{uuid4().hex}:")
    yield connection
    for name in names(connection):
        connection.delete(name)
    connection.close()


def names(redis: Redis) -> list[bytes]:
    return sorted(redis.scan_iter(f"{bursts.CORNER}*"))


def test_two_processes_share_numbers_and_counts(redis: Redis) -> None:
    one, other = RedisBook(SERVER), RedisBook(SERVER)

    assert one.number("192.0.2.1", TODAY) == other.number("192.0.2.1", TODAY)
    assert [one.add("192.0.2.1", TODAY), other.add("192.0.2.1", TODAY)] == [1, 2]
    assert (one.add("192.0.2.1", TODAY, 0), other.this_minute("192.0.2.1", TODAY)) == (2, 2)


def test_other_networks_and_other_days_have_other_numbers_and_counts(redis: Redis) -> None:
    book = RedisBook(SERVER)
    book.add("192.0.2.1", TODAY)
    tomorrow = TODAY + timedelta(days=1)
    numbers = {
        book.number("192.0.2.1", TODAY),
        book.number("192.0.2.2", TODAY),
        book.number("192.0.2.1", tomorrow),
    }

    assert len(numbers) == 3
    assert [book.add("192.0.2.2", TODAY, 0), book.add("192.0.2.1", tomorrow, 0)] == [0, 0]


def test_redis_holds_no_address_and_no_time_and_everything_ends(redis: Redis) -> None:
    book = RedisBook(SERVER)
    book.number("192.0.2.77", TODAY)
    for _ in range(3):
        book.add("192.0.2.77", TODAY)
    held = {name: redis.get(name) for name in names(redis)}

    assert len(held) == 4  # the key of the day, a number, a count of the day, one of the minute
    assert b"192.0.2.77" not in repr(held).encode()
    ends = sorted(redis.ttl(name) for name in held)
    assert 0 < ends[0] <= MINUTE.total_seconds()
    assert all(0 < end <= KEPT.total_seconds() for end in ends)


def test_another_report_makes_nothing_last_longer(redis: Redis) -> None:
    book = RedisBook(SERVER)
    book.number("192.0.2.1", TODAY)
    book.add("192.0.2.1", TODAY)
    for name in names(redis):
        redis.expire(name, 30)

    book.number("192.0.2.1", TODAY)
    book.add("192.0.2.1", TODAY)

    assert all(redis.ttl(name) <= 30 for name in names(redis))


def test_a_redis_that_keeps_nothing_never_gets_a_name_that_could_be_guessed(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = RedisBook(SERVER)
    monkeypatch.setattr(book._redis, "get", lambda name: None)

    with pytest.raises(RedisError):
        book.add("192.0.2.1", TODAY)


def test_while_redis_is_away_each_process_counts_by_itself_and_at_once() -> None:
    book, began = burst_book(NOBODY_THERE), monotonic()
    number = book.number("192.0.2.1", TODAY)
    book.add("192.0.2.1", TODAY)

    assert book.number("192.0.2.1", TODAY) == number
    assert (book.add("192.0.2.1", TODAY), book.this_minute("192.0.2.1", TODAY)) == (2, 2)
    assert monotonic() - began < 1
