"""Times of day as people type them."""

from datetime import time

import pytest

from surveys.studio.hours import time_of


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("9:30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("17.00", time(17)),
        ("5pm", time(17)),
        ("5.15 PM", time(17, 15)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
        ("midday", time(12)),
    ],
)
def test_a_time_is_understood(typed: str, moment: time) -> None:
    assert time_of(typed) == moment


@pytest.mark.parametrize(
    "typed", ["9", "24:00", "12:60", "13pm", "0am", "midnight", "9:3", "-1:00", "٩:٣٠", "9:30:00"]
)
def test_what_could_be_two_times_or_none_is_not(typed: str) -> None:
    assert time_of(typed) is None
