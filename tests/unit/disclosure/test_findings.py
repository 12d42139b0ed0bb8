from datetime import date
from typing import Any

import pytest

from engagement.core.sources import Finding, Link, Period, Unit
from engagement.disclosure.findings import TOO_FEW, publish_finding
from tests.architecture.source import called, product


def finding(**changes: Any) -> Finding:
    values: dict[str, Any] = {
        "kind": "action-rate",
        "title": "Something was done",
        "value": 0.4,
        "unit": Unit.SHARE,
        "n": 24,
        "base_n": 60,
        "low": 0.28,
        "high": 0.52,
        "method": "share of approved reports",
        "caveat": "who tells us is not a sample",
        "period": Period(None, date(2026, 1, 1)),
        "link": Link("reports", "done"),
    }
    return Finding(**values | changes)


def test_a_share_is_public_as_a_whole_percent_of_rounded_counts_without_its_interval() -> None:
    public = publish_finding(finding())

    assert (public.value, public.base, public.held_back) == (42, 60, None)
    assert not hasattr(public, "low")
    assert (public.policy, public.policy_version) == ("sdc-1", 1)
    assert public.caveat == "who tells us is not a sample"


@pytest.mark.parametrize(
    ("changes", "value", "words"),
    [
        ({"n": 18, "base_n": 44}, None, "less than half"),
        ({"n": 58}, None, "more than half"),
        ({"n": 118, "base_n": 120}, None, "nearly all"),
        ({"unit": Unit.COUNT, "n": 33}, 35, "about 35"),
        ({"unit": Unit.COUNT, "n": 3}, None, "fewer than 10"),
    ],
)
def test_where_no_number_may_stand_words_do(
    changes: dict[str, object], value: int | None, words: str
) -> None:
    public = publish_finding(finding(**changes))

    assert (public.value, public.words) == (value, words)


def test_a_count_stands_without_its_base_which_would_tell_how_few_are_left() -> None:
    public = publish_finding(finding(unit=Unit.COUNT, n=58))

    assert (public.value, public.base) == (60, None)


def test_on_a_small_base_nothing_is_said_and_the_reason_is() -> None:
    public = publish_finding(finding(n=7, base_n=29))

    assert (public.value, public.words, public.base) == (None, "", None)
    assert public.held_back == TOO_FEW


@pytest.mark.parametrize(
    "changes", [{"unit": Unit.DAYS}, {"unit": Unit.PER_1000}, {"weighted": True}]
)
def test_what_is_not_made_of_rounded_counts_is_held_back(changes: dict[str, object]) -> None:
    public = publish_finding(finding(**changes))

    assert public.value is None
    assert public.held_back


def test_a_public_finding_is_made_by_disclosure_alone() -> None:
    makers = {
        module.name
        for module in product()
        if any(name == "PublicFinding" for name, _call in called(module.tree))
    }

    assert makers == {"engagement.disclosure.findings"}
