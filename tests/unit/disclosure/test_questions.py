"""What the public may see of one question."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.disclosure.policy import SDC_1
from engagement.disclosure.questions import Counted, publish_median, publish_question
from engagement.disclosure.rounding import FEWER, Kind

counts = st.lists(st.integers(0, 120), min_size=2, max_size=6)


def counted(inside: list[int], outside: list[int] | None = None, **more: bool) -> Counted:
    outside = outside or []
    base = sum(inside)
    return Counted(tuple(inside), tuple(outside), base, base + sum(outside), **more)


def test_nothing_is_said_under_thirty_answers() -> None:
    assert publish_question(counted([20, 9]), SDC_1).is_held
    assert not publish_question(counted([20, 10]), SDC_1).is_held


@pytest.mark.parametrize(("sensitive", "least"), [(False, 50), (True, 100)])
def test_young_people_need_a_larger_base(sensitive: bool, least: int) -> None:  # noqa: FBT001
    def told(base: int) -> bool:
        return not publish_question(
            counted([base - 20, 20], young=True, sensitive=sensitive), SDC_1
        ).is_held

    assert not told(least - 1)
    assert told(least)


def test_percentages_come_from_rounded_counts_and_need_a_base_of_fifty() -> None:
    large = publish_question(counted([62, 41]), SDC_1)
    small = publish_question(counted([31, 16]), SDC_1)

    assert [line.share.percent for line in large.inside] == [round(6000 / 105), round(4000 / 105)]
    assert small.base.value == 45
    assert [line.share.percent for line in small.inside] == [None, None]


def test_a_large_share_of_a_sensitive_question_shows_only_as_that() -> None:
    told = publish_question(counted([480, 20], sensitive=True), SDC_1)

    assert told.inside[0].share.percent == 90
    assert told.inside[0].share.or_more


@settings(max_examples=400)
@given(counts, st.lists(st.integers(0, 40), max_size=2))
def test_no_number_under_ten_is_published_and_no_number_that_is_not_rounded(
    inside: list[int], outside: list[int]
) -> None:
    told = publish_question(counted(inside, outside), SDC_1)

    values = [line.count.value for line in (*told.inside, *told.outside)] + [told.base.value]
    assert all(v is None or (v >= 10 and v % 5 == 0) for v in values)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=2, max_size=4))
def test_every_hidden_count_could_be_anything_from_zero_to_nine(inside: list[int]) -> None:
    """By trying all ways that the published numbers leave open, not by the code's own bounds."""
    told = publish_question(counted(inside), SDC_1)
    if told.is_held:
        return
    ranges = []
    for line in told.inside:
        found = line.count.interval(SDC_1)
        low, high = (10, 140) if line.count.kind is Kind.HELD else (found.low, found.high)
        ranges.append((low, high))
    base = told.base.interval(SDC_1)
    for at, line in enumerate(told.inside):
        if line.count != FEWER:
            continue
        rest = [one for other, one in enumerate(ranges) if other != at]
        low, high = sum(one[0] for one in rest), sum(one[1] for one in rest)
        possible = {h for h in range(10) if base.low <= h + high and h + low <= base.high}
        assert possible == set(range(10)) or all(one.count == FEWER for one in told.inside)


def test_hidden_answers_and_answers_that_nobody_gave_look_the_same() -> None:
    none, some = (publish_question(counted([100, 100, n]), SDC_1) for n in (0, 4))

    assert none.inside[2] == some.inside[2]
    assert none.inside[2].count == FEWER


def test_several_answers_are_judged_each_by_itself() -> None:
    told = publish_question(Counted((90, 80, 3), (), 100, 100, several=True), SDC_1)

    assert [line.count.value for line in told.inside] == [90, 80, None]


def test_the_share_of_those_who_do_not_know_is_of_all_who_answered() -> None:
    told = publish_question(counted([100, 100], [50]), SDC_1)

    assert told.outside[0].share.percent == 20


@pytest.mark.parametrize("n", [9, 29])
def test_no_median_from_a_few(n: int) -> None:
    assert publish_median(4.0, n, SDC_1, least=30) is None
    assert publish_median(4.0, 30, SDC_1, least=30) == 4.0


def test_all_pairs_of_small_counts_are_safe() -> None:
    for a, b in product(range(31), repeat=2):
        told = publish_question(counted([60, a, b]), SDC_1)
        assert all(line.count.kind is not Kind.ALL_BUT for line in told.inside)
