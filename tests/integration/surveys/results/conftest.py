"""A closed survey with sixty answers, and officers who read it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from surveys.models import Survey, SurveyState
from tests.integration.surveys import making

NOW = datetime(2025, 6, 13, 12, tzinfo=UTC)
BOSTON, LINCOLN = "E07000136", "E07000138"


@pytest.fixture
def survey(session: Session) -> Survey:
    """Sixty people: 40 safe, 15 unsafe, 5 who do not know; 30 in each of two districts."""
    made = making.survey(
        session,
        title="How safe we feel",
        slug="how-safe",
        state=SurveyState.CLOSED,
        closed_on=date(2025, 6, 12),
    )
    version = making.version_of(session, made)
    for number in range(60):
        feeling = "safe" if number < 40 else "unsafe" if number < 55 else "dont_know"
        values = {"safe": feeling, "times": str(number % 7), "age": "a18"}
        if feeling == "unsafe":
            values["reasons"] = "dark people" if number % 2 else "dark"
        if number == 41:
            values["comment"] = "I don’t feel safe waiting at the bus stop, ring me on 07700 900123"
        making.response(session, version, values, district_code=BOSTON if number % 2 else LINCOLN)
    making.response(session, version, {"safe": "unsafe"}, test=True)
    session.commit()
    return made
