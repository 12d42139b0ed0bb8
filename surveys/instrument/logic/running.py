"""What functions of an expression may know: whose answers are read, when, where, in which language.

lxml calls our functions without a way to hand them more, so it stands beside the thread: an
evaluation sets it, and every thread has its own.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from lxml import etree

from engagement.core.clock import LONDON


class Lists(Protocol):
    """What of an instrument is looked up by name."""

    def items(self, name: str) -> etree._Element | None:
        """The root of a list of choices."""

    def label(self, path: str, choice: str, language: str) -> str:
        """What a choice of a question is called."""


@dataclass(frozen=True, slots=True)
class Running:
    """One evaluation as its functions see it."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    zone: tzinfo = LONDON
    language: str = ""
    lists: Lists | None = None


class _Beside(threading.local):
    run: Running | None = None


_beside = _Beside()


def running() -> Running:
    """The evaluation of this thread; outside of one, now in London."""
    return _beside.run or Running()


@contextmanager
def while_running(run: Running) -> Iterator[None]:
    """Evaluate for one respondent."""
    before, _beside.run = _beside.run, run
    try:
        yield
    finally:
        _beside.run = before
