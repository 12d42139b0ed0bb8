import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.disclosure.policy import SDC_1
from engagement.disclosure.releases import (
    Figure,
    Missing,
    Release,
    TooEarly,
    counts_since,
    make_release,
    missing_for,
    read_release,
)
from engagement.disclosure.rounding import ALL_BUT, FEWER, HELD, Kind, Published
from engagement.disclosure.tables import Group

FIRST = date(2026, 1, 1)
NEXT = FIRST + timedelta(days=84)
YEAR = FIRST + timedelta(days=365)


def rounded(value: int) -> Published:
    return Published(Kind.ROUNDED, value)


def release(
    previous: Release | None, counts: Mapping[str, tuple[int, int]], made_on: date = FIRST
) -> Release:
    groups = {name: Group(whole, part) for name, (whole, part) in counts.items()}
    return make_release(previous, groups, made_on=made_on, policy=SDC_1, facts={"county": "One"})


def whole(made: Release, name: str) -> Published:
    return made.groups[name].whole.count


def test_the_first_release_counts_everything_up_to_the_day_before() -> None:
    made = release(None, {"a": (42, 20), "b": (9, 9)})

    assert (made.since, made.until) == (None, FIRST - timedelta(days=1))
    assert whole(made, "a") == rounded(40)
    assert whole(made, "b") == FEWER
    assert made.groups["a"].part.count == rounded(20)
    assert made.groups["b"].part.count == HELD
    assert made.total is None


def test_nothing_is_released_before_thirty_reports() -> None:
    with pytest.raises(TooEarly) as refusal:
        release(None, {"a": (20, 0), "b": (8, 0)})

    assert refusal.value.missing == Missing(reports=10)


def test_hidden_reports_do_not_bring_the_first_release_about() -> None:
    """Told 25, and published because of 5 that are hidden: then they are 3 or more."""
    with pytest.raises(TooEarly) as refusal:
        release(None, {"a": (25, 0), "b": (9, 0)})

    assert refusal.value.missing == Missing(reports=5)


@pytest.mark.parametrize(
    ("counts", "days", "missing"),
    [
        ({"a": (100, 0)}, 83, Missing(not_before=NEXT)),
        ({"a": (66, 0)}, 84, Missing(renewable=False)),
        ({"a": (66, 0)}, 1, Missing(not_before=NEXT, renewable=False)),
    ],
)
def test_a_release_is_renewed_after_84_days_and_with_25_reports_more(
    counts: dict[str, tuple[int, int]], days: int, missing: Missing
) -> None:
    first = release(None, {"a": (42, 0)})

    with pytest.raises(TooEarly) as refusal:
        release(first, counts, FIRST + timedelta(days=days))

    assert refusal.value.missing == missing


def test_a_group_without_25_more_keeps_its_figure_and_date_and_then_there_is_no_total() -> None:
    first = release(None, {"a": (40, 20), "b": (40, 20)})
    second = release(first, {"a": (67, 47), "b": (66, 46)}, NEXT)

    assert first.total is not None
    assert second.total is None
    assert whole(second, "a") == rounded(65)
    assert second.groups["a"].whole.until == NEXT - timedelta(days=1)
    assert second.groups["b"] == first.groups["b"]


def test_the_total_comes_back_when_every_group_is_renewed() -> None:
    first = release(None, {"a": (40, 20), "b": (40, 20)})
    second = release(first, {"a": (67, 47), "b": (67, 47)}, NEXT)

    assert second.total is not None
    assert second.total.whole.count == rounded(135)
    assert second.total.part.count == rounded(95)


def test_a_part_that_has_not_grown_by_25_keeps_its_figure_and_its_total_goes() -> None:
    first = release(None, {"a": (40, 20), "b": (40, 20)})
    second = release(first, {"a": (67, 46), "b": (67, 47)}, NEXT)

    assert second.groups["a"].part == first.groups["a"].part
    assert second.groups["b"].part.count == rounded(45)
    assert second.total is not None
    assert second.total.part.count == HELD


def test_a_hidden_group_appears_only_when_it_has_25_more_than_can_be_hidden() -> None:
    first = release(None, {"a": (40, 0), "b": (9, 0)})

    assert whole(release(first, {"a": (70, 0), "b": (33, 0)}, NEXT), "b") == FEWER
    assert whole(release(first, {"a": (70, 0), "b": (34, 0)}, NEXT), "b") == rounded(35)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [((40, 5), (80, 33), FEWER), ((40, 5), (80, 34), rounded(35)), ((40, 35), (80, 75), ALL_BUT)],
)
def test_a_part_in_words_is_renewed_by_the_same_rule(
    before: tuple[int, int], after: tuple[int, int], shown: Published
) -> None:
    second = release(release(None, {"a": before}), {"a": after}, NEXT)

    assert second.groups["a"].part.count == shown


def test_a_year_on_the_count_begins_anew_with_the_day_after_the_last() -> None:
    first = release(None, {"a": (40, 20), "b": (40, 20)})

    assert counts_since(first, made_on=YEAR - timedelta(days=1), policy=SDC_1) is None
    assert counts_since(first, made_on=YEAR, policy=SDC_1) == FIRST

    second = release(first, {"a": (25, 3), "b": (24, 3)}, YEAR)
    assert second.groups["a"].whole == Figure(rounded(25), FIRST, YEAR - timedelta(days=1))
    assert second.groups["b"] == first.groups["b"]
    assert second.began_on == YEAR


def test_with_other_boundaries_the_count_begins_anew_on_the_day_after_the_last() -> None:
    """District "a" was split: its parts and it would tell of each other."""
    first = release(None, {"a": (40, 20), "b": (40, 20)})
    groups = {"a1": Group(12, 0), "a2": Group(9, 0), "b": Group(24, 0)}

    assert counts_since(first, made_on=NEXT, policy=SDC_1, cut="other") == FIRST

    second = make_release(first, groups, made_on=NEXT, policy=SDC_1, facts={}, cut="other")
    assert second.groups["a1"].whole == Figure(rounded(10), FIRST, NEXT - timedelta(days=1))
    assert second.groups["b"] == first.groups["b"]
    assert second.began_on == NEXT
    assert read_release(second.content).cut == "other"


def test_a_new_group_without_a_number_is_no_reason_for_a_release() -> None:
    first = release(None, {"a": (40, 20)})
    groups = {"a": Group(24, 0), "new": Group(9, 0)}

    missing = missing_for(first, groups, made_on=NEXT, policy=SDC_1, cut="other")

    assert missing == Missing(renewable=False)


def test_a_reason_is_renewed_by_25_and_kept_until_then() -> None:
    first = make_release(
        None,
        {"a": Group(40, 0, {"lit": 40, "cctv": 20, "followed": 4})},
        made_on=FIRST,
        policy=SDC_1,
        facts={},
    )
    second = make_release(
        first,
        {"a": Group(80, 0, {"lit": 80, "cctv": 46, "followed": 9})},
        made_on=NEXT,
        policy=SDC_1,
        facts={},
    )

    assert second.reasons["lit"].count == rounded(80)
    assert second.reasons["cctv"] == first.reasons["cctv"]
    assert second.reasons["followed"] == Figure(FEWER, None, NEXT - timedelta(days=1))


def test_a_hidden_reason_gets_no_number_that_would_show_where_it_began() -> None:
    """At most 29 reports came: 34 that name it can only be if 5 did before."""
    first, *others = [
        {"a": Group(told, 10, {"lit": lit})} for told, lit in ((40, 9), (67, 36), (80, 36))
    ]
    before = make_release(None, first, made_on=FIRST, policy=SDC_1, facts={})
    shown = [
        make_release(before, groups, made_on=NEXT, policy=SDC_1, facts={}).reasons["lit"].count
        for groups in others
    ]

    assert shown == [FEWER, rounded(35)]


GROUPS = st.dictionaries(
    st.sampled_from("abcd"),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), min_size=4, max_size=4),
    min_size=1,
)


@settings(deadline=None)
@given(GROUPS)
def test_no_two_consecutive_releases_can_be_subtracted_to_a_change_under_25(
    growth: dict[str, list[tuple[int, int]]],
) -> None:
    """Counts grow as they may; each published change, by the counts behind it, is 25 or more."""
    previous, behind = None, dict.fromkeys(growth, (0, 0))
    told, done = dict.fromkeys(growth, 0), dict.fromkeys(growth, 0)
    for step in range(4):
        for name, steps in growth.items():
            told[name] += steps[step][0]
            done[name] = min(done[name] + steps[step][1], told[name])
        counts = {name: (told[name], done[name]) for name in growth}
        try:
            made = release(previous, counts, FIRST + step * timedelta(days=84))
        except TooEarly:
            continue
        if previous is not None:
            for name in growth:
                _check_cells(previous, made, name, behind[name], counts[name])
        renewed = {n for n in growth if made.groups[n].whole.until == made.until}
        behind |= {name: counts[name] for name in renewed}
        previous = made


def _check_cells(
    before: Release, after: Release, name: str, was: tuple[int, int], now: tuple[int, int]
) -> None:
    old, new = before.groups[name], after.groups[name]
    if new.whole.until != old.whole.until:
        highest = old.whole.count.interval(SDC_1).high
        assert now[0] - highest >= 25  # whatever the earlier figure leaves open
        assert now[0] - was[0] >= 25
        if old.whole.count.value and new.whole.count.value:
            assert new.whole.count.value - old.whole.count.value >= 25
    if old.part.count.value and new.part.count.value and old.part != new.part:
        assert new.part.count.value - old.part.count.value >= 25
    if old.part.count == FEWER and new.part.count.value:
        assert new.part.count.value >= 35


@settings(deadline=None)
@given(st.integers(0, 9), st.integers(0, 9), st.integers(34, 90))
def test_what_a_hidden_group_becomes_says_nothing_about_what_it_was(
    one: int, other: int, later: int
) -> None:
    seconds = [
        release(
            release(None, {"a": (40, 0), "b": (hidden, 0)}), {"a": (80, 0), "b": (later, 0)}, NEXT
        )
        for hidden in (one, other)
    ]

    assert seconds[0].content == seconds[1].content


def test_the_bytes_are_canonical_and_read_back_the_same() -> None:
    first = release(None, {"b": (42, 20), "a": (9, 9)})
    again = release(None, {"a": (8, 0), "b": (41, 21)})

    assert first.content == again.content
    assert first.sha256 == again.sha256
    assert read_release(first.content) == first
    assert list(json.loads(first.content)["groups"]) == ["a", "b"]


def test_a_release_names_its_policy_its_days_and_the_one_before() -> None:
    first = release(None, {"a": (42, 20)})
    second = release(first, {"a": (90, 60)}, NEXT)

    found = json.loads(second.content)
    assert found["policy"]["name"] == "sdc-1"
    assert found["policy"]["version"] == 1
    assert found["previous"] == first.sha256
    assert found["made_on"] == NEXT.isoformat()


@pytest.mark.parametrize("content", [b"{}", b"[]", b'{"format":"other"}', b"not json"])
def test_other_bytes_are_no_release(content: bytes) -> None:
    with pytest.raises(ValueError, match="release|Expecting"):
        read_release(content)


def test_bytes_that_are_not_canonical_are_no_release() -> None:
    content = release(None, {"a": (42, 20)}).content

    with pytest.raises(ValueError, match="canonical"):
        read_release(content.replace(b'":', b'": ', 1))


def test_a_changed_release_has_another_hash() -> None:
    made = release(None, {"a": (42, 20)})

    assert replace(made, made_on=NEXT).sha256 != made.sha256


def test_missing_is_nothing_when_a_release_may_be_made() -> None:
    first = release(None, {"a": (42, 20)})

    assert not missing_for(first, {"a": Group(67, 0)}, made_on=NEXT, policy=SDC_1)
