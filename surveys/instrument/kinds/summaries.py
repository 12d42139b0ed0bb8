"""What many answers to one question come to, for officers: pure counts and numbers.

No smallest and no greatest answer stands here: they are single people.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles
from typing import Self


@dataclass(frozen=True, slots=True)
class Count:
    """How many gave one answer, by its code."""

    code: str
    n: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """The middle of numbers; the quartiles are those of R's default (type 7)."""

    mean: float
    median: float
    lower_quartile: float
    upper_quartile: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self | None:
        """The middle of these; None of none."""
        if not values:
            return None
        if len(values) == 1:
            return cls(values[0], values[0], values[0], values[0])
        low, _, high = quantiles(values, n=4, method="inclusive")
        return cls(fmean(values), float(median(values)), low, high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The answers to one question.

    `n` are those who answered, `base` those of them who stand inside the base, `blank` those who
    gave no answer. `counts` are the answers inside the base in the order of the form, `outside`
    the "don't know" and "prefer not to say"; one person may stand in several counts of a
    select-many. `means` are the mean places of a ranking. `months` are counts by month (2026-03),
    `texts` how many wrote something.
    """

    n: int
    base: int
    blank: int
    counts: tuple[Count, ...] = ()
    outside: tuple[Count, ...] = ()
    numbers: Numbers | None = None
    means: tuple[tuple[str, float], ...] = ()
    months: tuple[Count, ...] = ()
    texts: int = 0


def counted(codes: Iterable[str], order: Iterable[str]) -> tuple[Count, ...]:
    """How often each code stands there, in the order given; a code that is not in it comes last."""
    found = Counter(codes)
    known = list(dict.fromkeys(order))
    rest = sorted(found.keys() - set(known))
    return tuple(Count(code, found[code]) for code in [*known, *rest])
