"""Slowing down those who guess, without ever shutting out the one who knows.

A try is counted before it is judged, so that many at once cannot slip past, and taken back when it
was right. Nothing is counted under the account alone, so nobody elsewhere can make its owner wait:
wrong tries count under (account, network), under the network, or, on a device where the owner has
signed in before, under that device only. Each wait ends within `longest` seconds whatever happens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.accounts.models import Throttle
from engagement.core.db import insert_into
from engagement.core.errors import Rejected
from engagement.core.seal import keyed_hash


class TooSoon(Rejected):
    """The try was not judged; the person may try again in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many wrong tries. Wait {seconds} seconds, then try again.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries are free, and how long the waits after them may become."""

    name: str
    free: int
    longest: int
    kept: timedelta = timedelta(hours=1)

    def wait(self, tries: int) -> timedelta:
        """The wait after so many wrong tries: 1, 2, 4 ... seconds, never more than `longest`."""
        over = min(tries - self.free, 16)
        return timedelta(seconds=min(2 ** (over - 1), self.longest) if over > 0 else 0)


PASSWORD_HERE: Final = Limit("password-here", free=3, longest=30)
NETWORK: Final = Limit("network", free=30, longest=5)
PASSWORD_DEVICE: Final = Limit("password-device", free=5, longest=30)
CODE_HERE: Final = Limit("code-here", free=3, longest=30)
CODE_DEVICE: Final = Limit("code-device", free=5, longest=30)
FORGOTTEN_HERE: Final = Limit("forgotten-here", free=3, longest=30)
FORGOTTEN_NETWORK: Final = Limit("forgotten-network", free=20, longest=30)
CODE_ACCOUNT: Final = Limit("code-account", free=10**9, longest=0, kept=timedelta(hours=24))

CODES_WITHOUT_DEVICE: Final = 50
"""Wrong codes after which a device not seen before needs a recovery code for a day.

Only somebody with the right password comes this far. Fifty guesses of six digits, three of them
right at any moment, succeed once in 6,667 times.
"""


@dataclass(frozen=True, slots=True)
class Counter:
    """One thing that tries count under."""

    limit: Limit
    key: bytes


def counter(limit: Limit, *of: str) -> Counter:
    """The counter of a limit for an account, a network, a device, or several of them."""
    return Counter(limit, keyed_hash(f"throttles.{limit.name}", "\x00".join(of)))


def take_try(session: Session, *, counters: Sequence[Counter], now: datetime) -> None:
    """Count a try under every counter, or raise TooSoon and count nothing."""
    forget_expired(session, now=now)
    rows = _locked(session, counters, now)
    wait = max(row.next_at for row in rows.values()) - now
    if wait > timedelta(0):
        raise TooSoon(max(1, -int(-wait.total_seconds() // 1)))
    for one in counters:
        row = rows[one.key]
        row.tries += 1
        row.next_at = now + one.limit.wait(row.tries)
        row.expires_at = now + one.limit.kept
    session.flush()


def forget_expired(session: Session, *, now: datetime) -> None:
    """Delete the counters whose time is over, but those that somebody is counting under."""
    old = sa.select(Throttle.key).where(Throttle.expires_at < now)
    old = old.with_for_update(skip_locked=True)
    session.execute(sa.delete(Throttle).where(Throttle.key.in_(old)))


def give_back(session: Session, *, counters: Sequence[Counter], now: datetime) -> None:
    """Forget the wrong tries of who was right; of a network only the one try that was theirs."""
    for one in counters:
        if one.limit is NETWORK:
            right = sa.update(Throttle).where(Throttle.key == one.key, Throttle.tries > 0)
            session.execute(right.values(tries=Throttle.tries - 1, next_at=now))
        else:
            session.execute(sa.delete(Throttle).where(Throttle.key == one.key))


def tries(session: Session, *, counter: Counter, now: datetime) -> int:
    """How many wrong tries stand under a counter now."""
    row = session.get(Throttle, counter.key)
    return row.tries if row is not None and row.expires_at >= now else 0


def _locked(session: Session, counters: Sequence[Counter], now: datetime) -> dict[bytes, Throttle]:
    keys = sorted(one.key for one in counters)
    for key in keys:
        blank = insert_into(session, Throttle).values(key=key, tries=0, next_at=now, expires_at=now)
        session.execute(blank.on_conflict_do_nothing())
    found = session.scalars(
        sa.select(Throttle)
        .where(Throttle.key.in_(keys))
        .order_by(Throttle.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {bytes(row.key): row for row in found}
