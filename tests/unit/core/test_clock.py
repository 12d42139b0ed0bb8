"""The clock knows London's calendar."""

from datetime import UTC, date, datetime, timedelta

from engagement.core import clock


def test_half_past_eleven_at_night_utc_in_summer_is_the_next_day_in_london() -> None:
    assert clock.london_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert clock.london_date(datetime(2026, 12, 1, 23, 30, tzinfo=UTC)) == date(2026, 12, 1)


def test_a_frozen_clock_stands_and_runs_again_afterwards() -> None:
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    with clock.frozen(moment):
        assert clock.now() == clock.now() == moment
    assert clock.now() - datetime.now(UTC) < timedelta(seconds=5)
