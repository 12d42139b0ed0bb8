"""Intervals for shares of plain counts: no weights, no strata. Pure, and without numpy."""

import math
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the ends of its interval, all from 0 to 1."""

    value: float
    low: float
    high: float


def wilson(successes: int, n: int, level: float = 0.95) -> Share:
    """The share of `successes` among `n` with Wilson's score interval at `level`.

    With p = k/n and z the normal quantile: (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n). It
    never leaves 0-1 and never has width 0. Raises ValueError without a base, for a count outside
    0-n, and for a level outside 0-1.
    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927).
    """
    if n < 1:
        raise ValueError("A share needs a base of at least 1")
    if not 0 <= successes <= n:
        raise ValueError("A count lies between 0 and its base")
    if not 0 < level < 1:
        raise ValueError("The level of an interval lies between 0 and 1")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, scale = successes / n, 1 + z * z / n
    middle = (share + z * z / (2 * n)) / scale
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale
    return Share(
        value=share,
        low=0.0 if successes == 0 else middle - half,
        high=1.0 if successes == n else middle + half,
    )
