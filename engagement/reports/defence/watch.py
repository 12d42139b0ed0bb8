"""The watch of one web process: what it remembers of networks, for minutes and for a day."""

from datetime import date
from typing import Final

from flask import current_app

from engagement.core.http import settings
from engagement.core.networks import network_of
from engagement.reports.defence.bursts import BurstBook, burst_book
from engagement.reports.defence.judging import Traces

EXTENSION: Final = "reports.watch"
MOST_IN_A_MINUTE: Final = 8


class Watch:
    """Counts what comes from a network. Its memory holds no report and ends with the process."""

    def __init__(self, book: BurstBook) -> None:
        self._book = book

    def traces(self, address: str | None, day: date) -> "NetworkTraces":
        """What may be asked about the sender's network while one report is judged."""
        return NetworkTraces(self._book, network_of(address), day)

    def forget(self) -> None:
        """Let go of what is a day old."""
        self._book.forget()


class NetworkTraces(Traces):
    """One network on one day; the address itself is nowhere kept."""

    def __init__(self, book: BurstBook, network: str, day: date) -> None:
        self._book, self._network, self._day = book, network, day
        self.number = book.number(network, day)

    @property
    def too_fast(self) -> bool:
        return self._book.this_minute(self._network, self._day) >= MOST_IN_A_MINUTE

    def add(self, reports: int = 1) -> int:
        return self._book.add(self._network, self._day, reports)


def watch() -> Watch:
    """The current app's watch, made at the first report."""
    made: Watch | None = current_app.extensions.get(EXTENSION)
    if made is None:
        ours = Watch(burst_book(settings().bursts_url))
        made = current_app.extensions.setdefault(EXTENSION, ours)  # two first reports, one watch
    return made


def forget_old() -> None:
    """With every request, so that a network is forgotten after its day though no report comes."""
    made: Watch | None = current_app.extensions.get(EXTENSION)
    if made is not None:
        made.forget()
