"""Burst numbers: which reports came from one network on one day, without knowing the network.

The way from a network to its number is kept in memory only (or in a Redis without persistence when
there are several web processes), under a random key, for 24 hours. Afterwards nobody can tell whose
a number was, not even from a list of all networks.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol

from engagement.core import lazy

if TYPE_CHECKING:
    from redis import Redis

KEPT: Final = timedelta(hours=24)
MOST_NETWORKS: Final = 200_000
HIGHEST_NUMBER: Final = 2**31 - 1
KEY_BYTES: Final = 16
MINUTE: Final = timedelta(minutes=1)
ANSWERS_WITHIN_SECONDS: Final = 1
CORNER: Final = "bursts:"
"""What every name of ours in a Redis begins with."""


class BurstBook(Protocol):
    """Gives each network of a day its random number, and counts the reports that came from it."""

    def number(self, network: str, day: date) -> int:
        """The number of a network on a day; a new random one when it was not seen before."""
        ...

    def add(self, network: str, day: date, reports: int = 1) -> int:
        """Count reports of a network on a day; how many there are then."""
        ...

    def this_minute(self, network: str, day: date) -> int:
        """How many of them were counted in this minute."""
        ...

    def forget(self) -> None:
        """Let go of what is older than KEPT; cheap enough for every request."""
        ...


@dataclass(slots=True)
class _Entry:
    number: int
    ends: float
    reports: int = 0
    minute: int = 0
    in_minute: int = 0


class MemoryBook:
    """The book of one process."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now, self._lock = now, Lock()
        self._key = secrets.token_bytes(KEY_BYTES)
        self._entries: dict[bytes, _Entry] = {}

    def number(self, network: str, day: date) -> int:
        with self._lock:
            return self._entry(network, day).number

    def add(self, network: str, day: date, reports: int = 1) -> int:
        with self._lock:
            entry = self._entry(network, day)
            entry.reports += reports
            entry.in_minute += reports
            return entry.reports

    def this_minute(self, network: str, day: date) -> int:
        with self._lock:
            return self._entry(network, day).in_minute

    def forget(self) -> None:
        with self._lock:
            self._forget()

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)

    def _entry(self, network: str, day: date) -> _Entry:
        self._forget()
        digest = _digest(self._key, network, day)
        if digest not in self._entries:
            self._entries[digest] = _Entry(_random_number(), self._now() + KEPT.total_seconds())
        entry, minute = self._entries[digest], int(self._now() // MINUTE.total_seconds())
        if entry.minute != minute:
            entry.minute, entry.in_minute = minute, 0
        return entry

    def _forget(self) -> None:
        """Entries are in the order in which they end, so only the first ones are looked at."""
        now = self._now()
        while self._entries:
            first = next(iter(self._entries))
            if self._entries[first].ends > now and len(self._entries) < MOST_NETWORKS:
                return
            del self._entries[first]


class RedisBook:
    """The book of several processes, in a Redis that keeps nothing on disk."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = lazy.redis().Redis.from_url(
            url,
            socket_timeout=ANSWERS_WITHIN_SECONDS,
            socket_connect_timeout=ANSWERS_WITHIN_SECONDS,
            retry=None,  # the default waits for seconds, while a person waits for the receipt
        )

    def number(self, network: str, day: date) -> int:
        return int(self._kept(self._name(network, day), _random_number(), KEPT))

    def add(self, network: str, day: date, reports: int = 1) -> int:
        name = self._name(network, day)
        with self._redis.pipeline() as pipe:
            for counter, kept in ((f"{name}:reports", KEPT), (f"{name}:minute", MINUTE)):
                pipe.set(counter, 0, nx=True, ex=kept)  # its time runs from the first report
                pipe.incrby(counter, reports)
            return int(pipe.execute()[1])

    def this_minute(self, network: str, day: date) -> int:
        return int(self._redis.get(self._name(network, day) + ":minute") or 0)

    def forget(self) -> None:
        """Redis forgets by itself."""

    def _name(self, network: str, day: date) -> str:
        key = self._kept(f"{CORNER}key:{day.isoformat()}", secrets.token_bytes(KEY_BYTES), KEPT)
        return CORNER + _digest(key, network, day).hex()

    def _kept(self, name: str, value: bytes | int, kept: timedelta) -> bytes:
        """What stands under a name, this value if nothing did."""
        self._redis.set(name, value, nx=True, ex=kept)
        found = self._redis.get(name)
        if not isinstance(found, bytes):  # without the key, a digest could be found by trying
            raise lazy.redis().RedisError("it keeps nothing")
        return found


class SparedBook:
    """The shared book, and while it is away the one of this process: nobody is refused for it."""

    def __init__(self, shared: BurstBook) -> None:
        self._shared, self._own = shared, MemoryBook()

    def number(self, network: str, day: date) -> int:
        return self._ask(lambda book: book.number(network, day))

    def add(self, network: str, day: date, reports: int = 1) -> int:
        return self._ask(lambda book: book.add(network, day, reports))

    def this_minute(self, network: str, day: date) -> int:
        return self._ask(lambda book: book.this_minute(network, day))

    def forget(self) -> None:
        self._own.forget()

    def _ask(self, question: Callable[[BurstBook], int]) -> int:
        """Not logged: the line would tell when a report came."""
        try:
            return question(self._shared)
        except lazy.redis().RedisError:
            return question(self._own)


def burst_book(url: str) -> BurstBook:
    """The book that a setting names: `memory://`, or `redis://…`."""
    return MemoryBook() if url.startswith("memory:") else SparedBook(RedisBook(url))


def _digest(key: bytes, network: str, day: date) -> bytes:
    return blake2b(f"{day.isoformat()} {network}".encode(), key=key, digest_size=16).digest()


def _random_number() -> int:
    return secrets.randbelow(HIGHEST_NUMBER) + 1
