"""Retention as data: every kind of record that goes, after how long, counted from what, and how.

The days stand here and in the partnership file's `[retention]`; a feature offers one rule for each
kind that it keeps; `engagement.retention` runs them and writes the certificate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final, Protocol

from flask import Flask, current_app
from sqlalchemy.orm import Session

from engagement.core.clock import LONDON, london_date

DEFAULT_DAYS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "free-text": 90,
        "reports": 730,
        "about-people": 730,
        "bursts": 400,
        "links": 365,
        "drafts": 30,
        "survey-texts": 730,
        "survey-responses": 2192,
        "import-files": 30,
        "mail": 90,
        "jobs": 30,
        "audit": 2192,
    }
)
"""Days that each kind is kept; the partnership file's `[retention]` may set others."""

EXTENSION: Final = "retention"


class Due(Protocol):
    """How many records are due: those whose time began before the day `before`."""

    def __call__(self, session: Session, *, before: date) -> int: ...


class Destroy(Protocol):
    """Destroy at most `limit` of what is due, flush, and say how many; 0 when nothing is left.

    It is called again, each time in a transaction of its own, until it answers 0. It never commits.
    """

    def __call__(self, session: Session, *, before: date, limit: int) -> int: ...


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How one kind of record goes: `kind` is a key of DEFAULT_DAYS, the words are for people.

    `what` names the records ("Files of imports"), `counted_from` the day that the time runs from
    ("the day of the upload"), `left` what stays ("their counts"), or nothing.
    """

    kind: str
    what: str
    counted_from: str
    due: Due
    destroy: Destroy
    left: str = ""

    def __post_init__(self) -> None:
        if self.kind not in DEFAULT_DAYS:
            raise LookupError(f"no kind of record is called {self.kind!r}: see DEFAULT_DAYS")


def cutoff(days: int, *, now: datetime) -> date:
    """The London day before which a time must have begun to be over."""
    return london_date(now) - timedelta(days=days)


def start_of(day: date) -> datetime:
    """The moment at which a London day begins: for records that keep an exact time."""
    return datetime.combine(day, time(), LONDON)


def init_retention(app: Flask, rules: Sequence[RetentionRule]) -> None:
    """Give the app its rules; two for one kind are a mistake."""
    kinds = [rule.kind for rule in rules]
    if len(set(kinds)) < len(kinds):
        raise LookupError(f"a kind of record has two rules: {sorted(kinds)}")
    app.extensions[EXTENSION] = tuple(rules)


def rules() -> tuple[RetentionRule, ...]:
    """The current app's rules."""
    found: tuple[RetentionRule, ...] = current_app.extensions[EXTENSION]
    return found
