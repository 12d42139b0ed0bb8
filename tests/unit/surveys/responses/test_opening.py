"""Surveys open and close on London time, to the second, also when the clocks change."""

from datetime import UTC, datetime, timedelta

import pytest

from surveys.models import Survey, SurveyState
from surveys.responses.opening import (
    NoSuchTime,
    Opening,
    comes_twice,
    london_moment,
    opening_of,
)

SECOND = timedelta(seconds=1)
SPRING = datetime(2025, 3, 30, 2, 0)  # noqa: DTZ001  a clock on a wall
AUTUMN = datetime(2025, 10, 26, 1, 30)  # noqa: DTZ001


def survey(
    state: SurveyState = SurveyState.LIVE,
    opens: datetime | None = None,
    closes: datetime | None = None,
) -> Survey:
    return Survey(state=state, opens_at=opens, closes_at=closes)


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        (datetime(2025, 3, 30, 0, 59, 59), datetime(2025, 3, 30, 0, 59, 59)),  # noqa: DTZ001
        (SPRING, datetime(2025, 3, 30, 1, 0)),  # noqa: DTZ001
        (datetime(2025, 6, 13, 9, 0), datetime(2025, 6, 13, 8, 0)),  # noqa: DTZ001
        (datetime(2025, 10, 26, 0, 59, 59), datetime(2025, 10, 25, 23, 59, 59)),  # noqa: DTZ001
        (AUTUMN, datetime(2025, 10, 26, 0, 30)),  # noqa: DTZ001
        (datetime(2025, 10, 26, 2, 0), datetime(2025, 10, 26, 2, 0)),  # noqa: DTZ001
    ],
)
def test_a_survey_closes_at_the_very_second_that_london_clocks_show(
    wall: datetime, utc: datetime
) -> None:
    moment = london_moment(wall)
    closing = survey(closes=moment)

    assert moment == utc.replace(tzinfo=UTC)
    assert opening_of(closing, moment - SECOND) is Opening.OPEN
    assert opening_of(closing, moment) is Opening.CLOSED


@pytest.mark.parametrize("wall", [SPRING, AUTUMN])
def test_a_survey_opens_at_the_very_second_that_london_clocks_show(wall: datetime) -> None:
    moment = london_moment(wall)
    opening = survey(opens=moment)

    assert opening_of(opening, moment - SECOND) is Opening.NOT_YET
    assert opening_of(opening, moment) is Opening.OPEN


def test_a_time_that_spring_leaves_out_is_refused() -> None:
    for minute in (0, 30, 59):
        with pytest.raises(NoSuchTime):
            london_moment(datetime(2025, 3, 30, 1, minute))  # noqa: DTZ001


def test_the_hour_that_comes_twice_in_autumn_is_two_moments_an_hour_apart() -> None:
    first, second = london_moment(AUTUMN), london_moment(AUTUMN, second=True)

    assert second - first == timedelta(hours=1)
    assert comes_twice(AUTUMN)
    assert not comes_twice(SPRING)


def test_a_survey_without_hours_is_open_while_it_is_live() -> None:
    now = datetime(2025, 6, 13, tzinfo=UTC)

    assert {state: opening_of(survey(state), now) for state in SurveyState} == {
        SurveyState.DRAFT: Opening.UNKNOWN,
        SurveyState.LIVE: Opening.OPEN,
        SurveyState.CLOSED: Opening.CLOSED,
        SurveyState.ARCHIVED: Opening.CLOSED,
    }


def test_a_moment_with_a_zone_is_no_time_on_a_wall() -> None:
    with pytest.raises(ValueError, match="no zone"):
        london_moment(datetime(2025, 6, 13, tzinfo=UTC))
