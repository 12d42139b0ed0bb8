"""The answers to a question of a survey as the public may see them, without any breakdown.

METHODS section 3, rules 1-3, 5, 8 and 9. Of rule 4 as much as one table needs: where the rounded
numbers would narrow a hidden count to less than the whole of 0-9, the smallest number that is shown
goes too. That is the linear programme of a single sum; the auditor over several tables comes with
breakdowns.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from engagement.disclosure.policy import Policy
from engagement.disclosure.rounding import (
    FEWER,
    HELD,
    UNBOUNDED,
    Interval,
    Kind,
    Published,
    PublishedShare,
    publish_count,
    publish_share,
)

YOUNG_BASE: Final = 50
"""Rule 9: nothing is said of under-18s below this base."""
YOUNG_SENSITIVE_BASE: Final = 100
"""Rule 9: nothing is said of under-18s on a sensitive question below this base."""


@dataclass(frozen=True, slots=True)
class Counted:
    """True counts of a question: those inside the base and those outside it, in order.

    Of a question with several answers (`several`) the counts do not add up to the base.
    """

    inside: tuple[int, ...]
    outside: tuple[int, ...]
    base: int
    answered: int
    several: bool = False
    sensitive: bool = False
    young: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One answer as it is published: its count, and its share of the rounded base."""

    count: Published
    share: PublishedShare


@dataclass(frozen=True, slots=True)
class Told:
    """A question as it is published; `base` is HELD and there are no lines when it is held back."""

    base: Published
    inside: tuple[Line, ...] = ()
    outside: tuple[Line, ...] = ()

    @property
    def is_held(self) -> bool:
        """Whether nothing is said."""
        return self.base.kind is Kind.HELD


def least_base(policy: Policy, *, sensitive: bool, young: bool) -> int:
    """The base from which on a question is published: rules 1 and 9."""
    if not young:
        return policy.least_base
    return max(policy.least_base, YOUNG_SENSITIVE_BASE if sensitive else YOUNG_BASE)


def publish_question(counted: Counted, policy: Policy) -> Told:
    """The question as it may leave, or held back whole."""
    least = least_base(policy, sensitive=counted.sensitive, young=counted.young)
    if counted.base < least:
        return Told(HELD)
    base = publish_count(counted.base, policy)
    answered = publish_count(counted.answered, policy)
    inside = [publish_count(n, policy) for n in counted.inside]
    outside = [publish_count(n, policy) for n in counted.outside]
    if not counted.several:
        inside = protected(inside, base, policy)
    outside = protected([base, *outside], answered, policy)[1:] if outside else outside
    return Told(
        base,
        tuple(_line(n, base, policy, sensitive=counted.sensitive) for n in inside),
        tuple(_line(n, answered, policy, sensitive=counted.sensitive) for n in outside),
    )


def protected(parts: Sequence[Published], total: Published, policy: Policy) -> list[Published]:
    """The parts of a sum that is published beside them, with nothing hidden narrower than 0-9.

    The smallest shown part is withheld until every hidden one could be anything from 0 to 9 by all
    that is shown; the first part is kept for last, for it may be a base.
    """
    found = list(parts)
    while any(_is_narrow(found, at, total, policy) for at in range(len(found))):
        shown = [at for at, one in enumerate(found) if one.kind is Kind.ROUNDED]
        if not shown:
            break
        found[min(shown, key=lambda at: (found[at].value or 0, -at))] = HELD
    return found


def publish_median(median: float, n: int, policy: Policy, *, least: int) -> float | None:
    """A median from ten values and more (rule 8), on a base that may be spoken of (rules 1, 9)."""
    return median if n >= max(policy.least_mean, least) else None


def _is_narrow(parts: Sequence[Published], at: int, total: Published, policy: Policy) -> bool:
    """Whether a hidden part cannot be everything from 0 to the largest hidden count."""
    if parts[at] != FEWER:
        return False
    whole = total.interval(policy)
    rest = [_within(one, policy) for other, one in enumerate(parts) if other != at]
    low = whole.low - sum(one.high for one in rest)
    high = whole.high - sum(one.low for one in rest)
    return low > 0 or high < policy.small - 1


def _within(part: Published, policy: Policy) -> Interval:
    """What a part can be; one that is withheld is at least as large as the smallest shown."""
    return Interval(policy.small, UNBOUNDED) if part.kind is Kind.HELD else part.interval(policy)


def _line(count: Published, base: Published, policy: Policy, *, sensitive: bool) -> Line:
    share = publish_share(count, base, policy, sensitive=sensitive)
    if count == FEWER:  # "less than half" of a large base says too little, and never a number
        share = replace(share, percent=None)
    return Line(count, share)
