"""A single count or share as the public sees it (METHODS section 3, rules 1, 2, 3 and 5)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engagement.disclosure.policy import Policy

UNBOUNDED: Final = 10**9


class Kind(StrEnum):
    """What a published count says."""

    ROUNDED = "rounded"
    FEWER = "fewer-than"
    ALL_BUT = "all-but-fewer-than"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole numbers from `low` to `high`, both included."""

    low: int
    high: int


ANYTHING: Final = Interval(0, UNBOUNDED)


@dataclass(frozen=True, slots=True)
class Published:
    """A count as it leaves: a rounded number, or words. Zero and hidden look the same.

    FEWER: under the policy's smallest count. ALL_BUT: what is left of the whole is. HELD: nothing
    is said.
    """

    kind: Kind
    value: int | None = None

    def interval(self, policy: Policy) -> Interval:
        """What somebody who knows the policy can say of the true count."""
        if self.kind is Kind.ROUNDED and self.value is not None:
            low = max(self.value - policy.half, policy.small)
            return Interval(low, self.value + policy.half)
        return Interval(0, policy.small - 1) if self.kind is Kind.FEWER else ANYTHING


FEWER: Final = Published(Kind.FEWER)
ALL_BUT: Final = Published(Kind.ALL_BUT)
HELD: Final = Published(Kind.HELD)


def publish_count(count: int, policy: Policy) -> Published:
    """Rule 2: under 10, zero included, is "fewer than 10"; else the nearest 5.

    Totals are rounded by the same function from their true count, never summed.
    """
    if count < 0:
        raise ValueError("A count is a whole number from 0")
    if count < policy.small:
        return FEWER
    return Published(Kind.ROUNDED, (count + policy.half) // policy.round_to * policy.round_to)


def publish_part(part: int, whole: int, policy: Policy) -> Published:
    """A part of a whole that is published beside it: nothing is said below the least base (rule 1).

    What is left of the whole is protected as the part is: where fewer than 10 are left, the part is
    "all but fewer than 10", for rounded numbers would tell how many. From the least base on at most
    one of the two can be small, so which words stand there says nothing more.
    """
    if not 0 <= part <= whole:
        raise ValueError("A part lies between 0 and its whole")
    if whole < policy.least_base:
        return HELD
    if whole - part < policy.small:
        return ALL_BUT
    return publish_count(part, policy)


@dataclass(frozen=True, slots=True)
class PublishedShare:
    """A whole percent, or None where words stand; `or_more` when it is the most that is said."""

    percent: int | None
    words: str
    or_more: bool = False


def publish_share(
    part: Published, whole: Published, policy: Policy, *, sensitive: bool = False
) -> PublishedShare:
    """Rules 3 and 5: a percentage from the two rounded counts, so it tells nothing more than they.

    Whole numbers, only on a rounded base of 50 and more; below that, and where a count is in words,
    words: "less than half", "about half", "more than half", "nearly all" (nine in ten, however many
    are left), "not known".
    """
    if whole.value is None or part.kind is Kind.HELD:
        return PublishedShare(None, "not known")
    if part.kind is Kind.ALL_BUT:
        many = whole.value >= policy.small * policy.small
        return PublishedShare(None, "nearly all" if many else "more than half")
    share = (part.value or 0) / whole.value
    if part.value is None or whole.value < policy.percent_base:
        return PublishedShare(None, _in_words(share))
    percent = min(round(100 * share), 100)
    if sensitive and percent >= policy.sensitive_percent:
        return PublishedShare(policy.sensitive_percent, "nearly all", or_more=True)
    return PublishedShare(percent, _in_words(share))


def _in_words(share: float) -> str:
    """A share as one says it: within 5 in 100 of half is about half."""
    if share < 0.45:
        return "less than half"
    return "about half" if share <= 0.55 else "more than half"
