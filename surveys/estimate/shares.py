"""Shares of one question: the base, what stands outside it, and an interval for each answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engagement.core.intervals import Share, wilson

SMALL_BASE: Final = 30
"""Under so many answers a figure is marked: it moves with every answer more."""
MANY_OUTSIDE: Final = 0.10
"""From this share of "don't know" and the like on, a result is marked (METHODS section 1)."""
METHOD: Final = (
    "Unweighted. Share of those who gave an answer; Wilson interval, 95 %. People chose to take "
    "part: the interval is model-based and does not include self-selection."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a question: how many gave it, and their share.

    Inside the base the share is of the base; outside it, of all who answered at all. None where
    there is nobody to be a share of.
    """

    code: str
    label: str
    n: int
    share: Share | None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Distribution:
    """The answers of a question. `answered` = `base` + those who gave an answer outside it.

    `blank` are those who were asked and left it out, or to whom it did not apply; `not_asked` those
    whose version did not have it. For a question with several answers the shares can add up to more
    than 1.
    """

    answers: tuple[Answer, ...]
    base: int
    answered: int
    blank: int = 0
    not_asked: int = 0
    several: bool = False

    @property
    def is_small(self) -> bool:
        """Whether the base is too small to lean on."""
        return self.base < SMALL_BASE

    @property
    def outside_share(self) -> float:
        """The share of those who answered that stands outside the base."""
        return (self.answered - self.base) / self.answered if self.answered else 0.0

    @property
    def is_marked(self) -> bool:
        """Whether so many did not know or say that the result needs a word."""
        return self.outside_share > MANY_OUTSIDE

    @property
    def inside(self) -> tuple[Answer, ...]:
        """The answers that make the base."""
        return tuple(one for one in self.answers if not one.outside)

    @property
    def outside(self) -> tuple[Answer, ...]:
        """The answers that stand outside it."""
        return tuple(one for one in self.answers if one.outside)


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that is offered."""

    code: str
    label: str
    outside: bool = False


def distribution(
    options: Sequence[Option], counts: Sequence[int], *, blank: int = 0, not_asked: int = 0
) -> Distribution:
    """Of a question with one answer each: `counts` in the order of the options.

    Shares are k/n with Wilson's score interval (`engagement.core.intervals.wilson`); answers
    outside the base ("don't know", "prefer not to say") are shares of all who answered.
    """
    pairs = list(zip(options, counts, strict=True))
    base = sum(n for option, n in pairs if not option.outside)
    answered = sum(n for _, n in pairs)
    answers = tuple(_answer(option, n, answered if option.outside else base) for option, n in pairs)
    return Distribution(answers, base, answered, blank, not_asked)


def distribution_of_several(
    options: Sequence[Option],
    counts: Sequence[int],
    *,
    base: int,
    answered: int,
    blank: int = 0,
    not_asked: int = 0,
) -> Distribution:
    """Of a question with several answers: `base` are those who gave at least one inside it.

    Raises ValueError where more gave an answer than the base holds.
    """
    if not 0 <= base <= answered:
        raise ValueError("The base is a part of those who answered")
    answers = tuple(
        _answer(option, n, answered if option.outside else base)
        for option, n in zip(options, counts, strict=True)
    )
    return Distribution(answers, base, answered, blank, not_asked, several=True)


def _answer(option: Option, n: int, whole: int) -> Answer:
    share = wilson(n, whole) if whole else None
    return Answer(option.code, option.label, n, share, option.outside)
