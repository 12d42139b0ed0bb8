"""A county of three square districts, a fixed day, an open survey and a respondent."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from engagement.areas.models import AreaVersion
from engagement.core import clock
from surveys.models import Survey
from tests import factories
from tests.integration.surveys.answering import made
from tests.integration.surveys.answering.walk import Respondent

NOW = datetime(2025, 6, 13, 13, 37, 59, 123456, tzinfo=UTC)


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
def survey(session: Session, today: datetime) -> Survey:
    """A survey that is open, in English and Polish, sensitive."""
    return made.survey(session)


@pytest.fixture
def walk(survey: Survey, client: FlaskClient) -> Respondent:
    """A respondent on that day."""
    return Respondent(client)
