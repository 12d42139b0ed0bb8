"""A county of three square districts, a fixed day, and a visitor."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.areas.models import AreaVersion
from engagement.core import clock
from tests import factories
from tests.integration.reports.journey.walk import Walk

NOW = datetime(2025, 6, 13, 13, 37, 59, 123456, tzinfo=UTC)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Visitors of these tests answer at once, under a clock that stands still."""
    monkeypatch.setattr("engagement.reports.defence.judging.LEAST_SECONDS", 0)


@pytest.fixture
def county(session: Session) -> AreaVersion:
    """Boston, East Lindsey and Lincoln as squares of 10 km; the town of Boston is inside."""
    return factories.districts(session)


@pytest.fixture
def today() -> Iterator[datetime]:
    """The 13th of June 2025."""
    with clock.frozen(NOW) as moment:
        yield moment


@pytest.fixture
def walk(county: AreaVersion, today: datetime, client: FlaskClient) -> Walk:
    """A visitor on that day."""
    return Walk(client)
