"""Dates, months and parts of the day as people and programs write them."""

from datetime import date

import pytest

from engagement.reports.concerns import TimeBand
from engagement.reports.importing.moments import RowRefused, read_time_band, read_when

TODAY = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2020-07", "2020-07"),
        ("2020/7", "2020-07"),
        ("07/2020", "2020-07"),
        ("7.2020", "2020-07"),
        ("Jul 2020", "2020-07"),
        ("July, 2020", "2020-07"),
        ("JUL-2020", "2020-07"),
        ("Sept. 2020", "2020-09"),
        ("Jul-20", "2020-07"),
        ("2020-07-15", "2020-07-15"),
        ("2020-07-15T23:30", "2020-07-15"),
        ("2020-07-15 23:30:10.5", "2020-07-15"),
        ("15/07/2020", "2020-07-15"),
        ("15.7.2020 08:05", "2020-07-15"),
        ("15 07 2020", "2020-07-15"),
        ("15 July 2020", "2020-07-15"),
        ("1st Jul 2020", "2020-07-01"),
        ("29/02/2024", "2024-02-29"),
        ("2026-03-14", "2026-03-14"),
        ("2026-03", "2026-03"),
    ],
)
def test_days_and_months_are_read(text: str, said: str) -> None:
    assert str(read_when(text, TODAY)) == said


def test_a_moment_with_an_offset_is_londons_day() -> None:
    assert str(read_when("2020-07-15T23:30:00Z", TODAY)) == "2020-07-16"
    assert str(read_when("2020-12-15T23:30:00Z", TODAY)) == "2020-12-15"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2020",
        "2020-13",
        "2020-00",
        "2020-07-00",
        "00/07/2020",
        "30/02/2020",
        "29/02/2023",
        "07/15/2020",
        "15/07/20",
        "Ju 2020",
        "Juli 2020",
        "44027",
        "2020-07-15-01",
        "0000-01",
        "1969-12",
        "2026-03-15",
        "2026-04",
        "9999-12-31T23:59:59-23:59",
        "2020-07" + " " * 100,
        "٢٠٢٠-٠٧",
    ],
)
def test_what_is_no_day_of_ours_is_refused_with_its_words(text: str) -> None:
    with pytest.raises(RowRefused) as refused:
        read_when(text, TODAY)

    assert "date" in str(refused.value)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("", None),
        ("night", TimeBand.NIGHT),
        ("NOT_SURE", TimeBand.NOT_SURE),
        ("not sure", TimeBand.NOT_SURE),
        ("Evening (6pm to midnight)", TimeBand.EVENING),
        ("00:00", TimeBand.NIGHT),
        ("05:59:59", TimeBand.NIGHT),
        ("6:00", TimeBand.MORNING),
        ("12.00", TimeBand.AFTERNOON),
        ("23:15", TimeBand.EVENING),
    ],
)
def test_a_part_of_the_day_is_a_code_a_label_or_a_time(text: str, band: TimeBand | None) -> None:
    assert read_time_band(text) == band


@pytest.mark.parametrize("text", ["24:00", "12:60", "late", "-1:00"])
def test_another_part_of_the_day_is_refused_and_the_known_ones_are_named(text: str) -> None:
    with pytest.raises(RowRefused, match="morning, afternoon, evening, night, not-sure"):
        read_time_band(text)
