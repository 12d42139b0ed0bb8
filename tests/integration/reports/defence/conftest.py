"""A county, and a sender of reports for the tests of the defence."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from engagement.areas.locating import Located
from engagement.areas.models import AreaVersion
from engagement.reports.commands import Answers, Receipt, Spot
from engagement.reports.concerns import Concern
from engagement.reports.defence.bursts import MemoryBook
from engagement.reports.defence.commands import Sending, receive_report
from engagement.reports.defence.judging import Signs
from engagement.reports.models import PlacedBy, Report
from tests import factories

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
HUMAN = Signs(seconds=90)

Send = Callable[..., Report]


class FakeTraces:
    """A network of a test: the real book, a rate that the test sets."""

    def __init__(self, book: MemoryBook, network: str, *, too_fast: bool = False) -> None:
        self._book, self._network, self.too_fast = book, network, too_fast
        self.number = book.number(network, date(2026, 11, 18))

    def add(self, reports: int = 1) -> int:
        return self._book.add(self._network, date(2026, 11, 18), reports)


@pytest.fixture
def county(session: Session) -> AreaVersion:
    """Three districts, each a square."""
    return factories.districts(session)


@pytest.fixture
def send(session: Session, county: AreaVersion) -> Send:
    """Sends one report from a network; what matters to a test it says itself."""
    book = MemoryBook()

    def sent(
        *,
        number: int = 0,
        network: str = "192.0.2.1",
        signs: Signs = HUMAN,
        link_id: UUID | None = None,
        too_fast: bool = False,
        submission_id: UUID | None = None,
        precision_m: int = 10,
        apart_m: float = 700,
    ) -> Report:
        id = submission_id or uuid4()
        if submission_id:  # a repeat comes in a session of its own
            session.expunge_all()
        across, up = number % 13, number // 13
        spot = Spot(
            530_105.0 + across * apart_m, 340_105.0 + up * apart_m, precision_m, PlacedBy.MAP
        )
        answers = Answers(
            spot=spot,
            located=Located(factories.BOSTON, None, county.id, confirmed=True),
            concerns=frozenset({Concern.BADLY_LIT}),
            occurred_on=None,
            occurred_month=None,
            time_band=None,
        )
        receipt: Receipt = receive_report(
            session,
            submission_id=id,
            receipt_code=str(id),
            answers=answers,
            sending=Sending(signs, FakeTraces(book, network, too_fast=too_fast), link_id),
            now=NOW,
        )
        assert receipt.code == str(id)
        session.flush()
        return session.get_one(Report, id, populate_existing=True)

    return sent
