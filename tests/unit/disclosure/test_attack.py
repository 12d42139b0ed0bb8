"""The attacker has two releases and this code, and tries every history of counts.

Small thresholds, so that all histories can be tried: whatever was published, and that it was, every
hidden cell must be possible over all hidden values.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import product

from engagement.disclosure.policy import Policy
from engagement.disclosure.releases import Figures, Release, TooEarly, make_release
from engagement.disclosure.rounding import Kind
from engagement.disclosure.tables import Group

TINY = Policy(small=3, round_to=3, least_base=8, renew_by=3)
COARSE = Policy(small=6, round_to=3, least_base=14, renew_by=6)
FIRST = date(2026, 1, 1)
NEXT = FIRST + timedelta(days=84)

Cell = tuple[str, str]
"""A group and what of it, or "reason" and which."""
Counts = tuple[tuple[str, int, int, tuple[tuple[str, int], ...]], ...]
History = tuple[Counts, Counts]


def group(name: str, told: int, done: int = 0, **reasons: int) -> Counts:
    return ((name, told, done, tuple(reasons.items())),)


def made(
    previous: Release | None, counts: Counts, cut: str = "", policy: Policy = TINY
) -> Release | None:
    groups = {name: Group(told, done, dict(named)) for name, told, done, named in counts}
    day = NEXT if previous else FIRST
    try:
        return make_release(previous, groups, made_on=day, policy=policy, facts={}, cut=cut)
    except TooEarly:
        return None


def narrowed(
    histories: Iterable[History], *, cut: str = "", policy: Policy = TINY
) -> list[tuple[Cell, set[int]]]:
    """Hidden cells of a release that cannot have every hidden value, with those they can have."""
    seen: dict[tuple[bytes, bytes], dict[tuple[int, Cell], set[int]]] = {}
    firsts: dict[Counts, Release | None] = {}
    for before, after in histories:
        if before not in firsts:
            firsts[before] = made(None, before, policy=policy)
        first = firsts[before]
        if first is None:
            continue
        second = made(first, after, cut, policy)
        cells = seen.setdefault(
            (first.content, second.content if second else b""), defaultdict(set)
        )
        for cell, value in hidden(first, before):
            cells[1, cell].add(value)
        for cell, value in hidden(second, after) if second else ():
            cells[2, cell].add(value)
    assert len(seen) > 10
    return [
        (cell, values)
        for cells in seen.values()
        for (_number, cell), values in cells.items()
        if not values >= set(range(policy.small))
    ]


def hidden(release: Release, counts: Counts) -> Iterator[tuple[Cell, int]]:
    """The cells that this release hides anew, with their true values."""
    named: dict[str, int] = defaultdict(int)
    for name, told, done, reasons in counts:
        figures = release.groups[name]
        if figures.whole.until != release.until:
            continue
        yield from _hidden_of(figures, name, told, done, release)
        if figures.whole.count.kind is Kind.ROUNDED:
            for reason, count in reasons:
                named[reason] += count
    for reason, figure in release.reasons.items():
        if figure.until == release.until and figure.count.kind is Kind.FEWER:
            yield ("reason", reason), named[reason]


def _hidden_of(
    figures: Figures, name: str, told: int, done: int, release: Release
) -> Iterator[tuple[Cell, int]]:
    if figures.whole.count.kind is Kind.FEWER:
        yield (name, "told"), told
    if figures.part.until != release.until:
        return
    if figures.part.count.kind is Kind.FEWER:
        yield (name, "done"), done
    if figures.part.count.kind is Kind.ALL_BUT:
        yield (name, "left"), told - done


def two(first: int, second: int) -> Counts:
    """Half of it done, so that only what was told is looked at."""
    return group("a", first, first // 2) + group("b", second, second // 2)


def of_told(found: list[tuple[Cell, set[int]]]) -> list[tuple[Cell, set[int]]]:
    return [one for one in found if one[0][1] == "told"]


def test_no_hidden_district_is_narrowed_by_the_release_that_comes_or_does_not_come_next() -> None:
    growing = (
        (two(a, b), two(later, other))
        for a, b in product(range(13), repeat=2)
        for later, other in product(range(a, 16), range(b, 16))
    )

    assert of_told(narrowed(growing)) == []


def test_withdrawals_and_late_rejections_between_two_releases_narrow_nothing() -> None:
    """What is counted can also fall."""
    any_change = (
        (two(a, b), two(later, other))
        for a, b in product(range(11), repeat=2)
        for later, other in product(range(14), repeat=2)
    )

    assert of_told(narrowed(any_change)) == []


def test_no_hidden_part_and_no_hidden_remainder_is_narrowed_by_the_next_release() -> None:
    growing = (
        (group("a", told, done), group("a", later, more))
        for told in range(8, 15)
        for done in range(told + 1)
        for later in range(told, 22)
        for more in range(done, later + 1)
    )

    assert narrowed(growing) == []


def test_districts_that_are_merged_or_split_do_not_tell_of_each_other() -> None:
    """With other boundaries only new reports count."""
    merged = (
        (two(a, b), group("c", new, new // 2))
        for a, b in product(range(13), repeat=2)
        for new in range(14)
    )
    split = (
        (group("c", before, before // 2), two(a, b))
        for before in range(8, 16)
        for a, b in product(range(11), repeat=2)
    )

    assert of_told(narrowed(merged, cut="merged")) == []
    assert of_told(narrowed(split, cut="split")) == []


def test_no_hidden_reason_is_narrowed_by_the_next_release() -> None:
    """A reason grows by no more than the reports do: a leap would tell where it began."""
    histories = (
        (group("a", told, 6, lit=lit), group("a", later, 6, lit=more))
        for told in range(14, 20)
        for lit in range(told + 1)
        for later in range(told, 33)
        for more in range(lit, lit + later - told + 1)
    )

    assert narrowed(histories, policy=COARSE) == []
