"""Shares of one question."""

import pytest

from surveys.estimate.shares import Option, distribution, distribution_of_several

YES_NO = [Option("yes", "Yes"), Option("no", "No"), Option("dont_know", "Don't know", outside=True)]


def test_dont_know_stands_outside_the_base_and_is_shown_with_its_own_share() -> None:
    found = distribution(YES_NO, [30, 10, 10])

    assert (found.base, found.answered) == (40, 50)
    assert [one.share.value for one in found.inside if one.share] == [0.75, 0.25]
    assert [(one.n, one.share.value) for one in found.outside if one.share] == [(10, 0.2)]


def test_a_result_is_marked_when_more_than_a_tenth_did_not_know() -> None:
    assert not distribution(YES_NO, [45, 45, 10]).is_marked
    assert distribution(YES_NO, [45, 44, 11]).is_marked


def test_a_question_that_nobody_answered_has_no_share_and_no_error() -> None:
    found = distribution(YES_NO, [0, 0, 0], blank=12)

    assert [one.share for one in found.answers] == [None, None, None]
    assert found.is_small
    assert found.outside_share == 0


def test_everybody_saying_the_same_leaves_an_interval_with_a_width() -> None:
    all_of_them = distribution(YES_NO, [40, 0, 0]).answers

    for one in all_of_them[:2]:
        assert one.share is not None
        assert one.share.low < one.share.high


def test_the_base_of_several_answers_is_people_not_answers() -> None:
    found = distribution_of_several(YES_NO[:2], [30, 25], base=40, answered=44)

    assert [round(one.share.value, 3) for one in found.answers if one.share] == [0.75, 0.625]


def test_a_base_larger_than_those_who_answered_is_refused() -> None:
    with pytest.raises(ValueError, match="base"):
        distribution_of_several(YES_NO, [1, 1, 1], base=3, answered=2)
