import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.disclosure.policy import SDC_1, Policy
from engagement.disclosure.rounding import (
    ALL_BUT,
    FEWER,
    HELD,
    Kind,
    Published,
    publish_count,
    publish_part,
    publish_share,
)

COUNTS = st.integers(0, 5_000)


def rounded(value: int) -> Published:
    return Published(Kind.ROUNDED, value)


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, FEWER),
        (1, FEWER),
        (9, FEWER),
        (10, rounded(10)),
        (12, rounded(10)),
        (13, rounded(15)),
        (17, rounded(15)),
        (2_917, rounded(2_915)),
    ],
)
def test_under_ten_is_hidden_and_the_rest_goes_to_the_nearest_five(
    count: int, shown: Published
) -> None:
    assert publish_count(count, SDC_1) == shown


@settings(deadline=None)
@given(COUNTS)
def test_no_whole_number_from_one_to_nine_is_published_and_the_true_count_stays_possible(
    count: int,
) -> None:
    shown = publish_count(count, SDC_1)
    interval = shown.interval(SDC_1)

    assert shown.value is None or shown.value >= 10
    assert interval.low <= count <= interval.high
    assert interval.high - interval.low >= 2


def test_zero_and_hidden_look_the_same() -> None:
    assert {publish_count(count, SDC_1) for count in range(10)} == {FEWER}


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0"):
        publish_count(-1, SDC_1)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (12, 29, HELD),
        (9, 30, FEWER),
        (20, 30, rounded(20)),
        (21, 30, ALL_BUT),
        (60, 60, ALL_BUT),
        (50, 60, rounded(50)),
    ],
)
def test_a_part_says_nothing_on_a_small_base_and_hides_a_small_remainder(
    part: int, whole: int, shown: Published
) -> None:
    assert publish_part(part, whole, SDC_1) == shown


def test_a_part_beyond_its_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and its whole"):
        publish_part(31, 30, SDC_1)


@settings(deadline=None)
@given(whole=st.integers(30, 400), data=st.data())
def test_of_a_part_and_its_remainder_at_most_one_is_hidden(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    shown = publish_part(part, whole, SDC_1)

    assert (shown == FEWER) == (part < 10)
    assert (shown == ALL_BUT) == (whole - part < 10)


@pytest.mark.parametrize(
    ("part", "whole", "percent", "words"),
    [
        (25, 50, 50, "about half"),
        (20, 45, None, "less than half"),
        (25, 45, None, "more than half"),
        (35, 100, 35, "less than half"),
    ],
)
def test_a_percentage_is_whole_and_needs_a_rounded_base_of_fifty(
    part: int, whole: int, percent: int | None, words: str
) -> None:
    share = publish_share(rounded(part), rounded(whole), SDC_1)

    assert (share.percent, share.words) == (percent, words)


def test_where_a_count_is_in_words_the_share_is_too() -> None:
    whole = rounded(200)

    assert publish_share(FEWER, whole, SDC_1).percent is None
    assert publish_share(ALL_BUT, whole, SDC_1).words == "nearly all"
    assert publish_share(ALL_BUT, rounded(30), SDC_1).words == "more than half"
    assert publish_share(HELD, whole, SDC_1).words == "not known"
    assert publish_share(rounded(10), FEWER, SDC_1).words == "not known"


def test_on_a_sensitive_question_ninety_percent_and_more_shows_only_as_that() -> None:
    share = publish_share(rounded(190), rounded(200), SDC_1, sensitive=True)

    assert (share.percent, share.or_more) == (90, True)
    assert publish_share(rounded(190), rounded(200), SDC_1).percent == 95


@pytest.mark.parametrize(
    "settings",
    [{"round_to": 4}, {"small": 12}, {"renew_by": 23}, {"renew_by": 5}, {"least_base": 15}],
)
def test_a_policy_whose_thresholds_do_not_fit_together_is_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="Rounding|renews|broken down"):
        Policy(**settings)  # type: ignore[arg-type]
