"""The attacker knows the published table and this code, and tries every table of counts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.disclosure.policy import SDC_1, Policy
from engagement.disclosure.rounding import FEWER, HELD, Kind, Published
from engagement.disclosure.tables import (
    NOT_SAID,
    Group,
    Row,
    Sheet,
    publish_table,
)

TINY = Policy(small=3, round_to=3, least_base=8, renew_by=3)
"""The same rules with small numbers, so that every table can be tried."""

World = tuple[Group, ...]
Cell = Callable[[World], int]


def told(groups: Iterable[tuple[int, int]]) -> dict[str, Group]:
    return {str(n): Group(whole, part) for n, (whole, part) in enumerate(groups)}


def frozen(sheet: Sheet) -> tuple[object, ...]:
    return tuple(sheet.groups.values()), sheet.total, tuple(sheet.reasons.items())


def narrowed(
    worlds: Iterable[World], hidden: Callable[[Sheet], Iterator[Cell]], policy: Policy
) -> list[tuple[Sheet, set[int]]]:
    """Published tables in which some hidden cell cannot have every hidden value."""
    alike: dict[tuple[object, ...], list[World]] = defaultdict(list)
    sheets: dict[tuple[object, ...], Sheet] = {}
    for world in worlds:
        sheet = publish_table({str(n): one for n, one in enumerate(world)}, policy)
        alike[frozen(sheet)].append(world)
        sheets[frozen(sheet)] = sheet
    assert len(alike) > 10
    found = []
    for key, same in alike.items():
        for cell in hidden(sheets[key]):
            seen = {cell(world) for world in same}
            if not set(range(policy.small)) <= seen:
                found.append((sheets[key], seen))
    return found


def wholes(place: int) -> Cell:
    return lambda world: world[place].whole


def parts(place: int) -> Cell:
    return lambda world: world[place].part


def remainders(place: int) -> Cell:
    return lambda world: world[place].whole - world[place].part


def naming(reason: str) -> Cell:
    return lambda world: sum(one.reasons.get(reason, 0) for one in world)


def hidden_wholes(sheet: Sheet) -> Iterator[Cell]:
    rows = enumerate(sheet.groups.values())
    return (wholes(place) for place, row in rows if row.whole.kind is Kind.FEWER)


def hidden_groups(sheet: Sheet) -> Iterator[Cell]:
    """Each whole, part and remainder that is hidden or small."""
    yield from hidden_wholes(sheet)
    for place, row in enumerate(sheet.groups.values()):
        if row.part.kind in (Kind.FEWER, Kind.HELD):
            yield parts(place)
        if row.part.kind in (Kind.ALL_BUT, Kind.HELD):
            yield remainders(place)


def hidden_reasons(sheet: Sheet) -> Iterator[Cell]:
    """Each whole that is hidden, and each reason that is called few."""
    yield from hidden_wholes(sheet)
    yield from (naming(name) for name, shown in sheet.reasons.items() if shown == FEWER)


def test_no_hidden_cell_of_two_groups_is_narrowed_by_anything_published_or_left_out() -> None:
    every = [Group(whole, part) for whole in range(13) for part in range(whole + 1)]

    assert narrowed(product(every, repeat=2), hidden_groups, TINY) == []


def test_no_hidden_cell_of_three_groups_is_narrowed_either() -> None:
    every = [Group(whole, part) for whole in (0, 1, 2, 3, 8) for part in range(whole + 1)]

    assert narrowed(product(every, repeat=3), hidden_groups, TINY) == []


def test_reasons_narrow_no_group_and_no_reason_that_is_hidden() -> None:
    """Reports may name none of the reasons, which are not all there are."""

    def worlds() -> Iterator[World]:
        for first, second in product(range(7), repeat=2):
            shown = sum(whole for whole in (first, second) if whole >= TINY.small)
            for named in product(range(shown + 1), repeat=2):
                of = {"lit": named[0], "run down": named[1]}
                holder = first >= TINY.small
                yield (
                    Group(first, 0, of if holder else {}),
                    Group(second, 0, {} if holder else of),
                )

    assert narrowed(worlds(), hidden_reasons, TINY) == []


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=7))
def test_no_whole_number_from_one_to_nine_is_published_anywhere(
    counts: list[tuple[int, int]],
) -> None:
    groups = told((whole, min(part, whole)) for whole, part in counts)
    sheet = publish_table(groups, SDC_1)

    for row in (*sheet.groups.values(), sheet.total):
        for count in (row.whole, row.part):
            assert count.value is None or count.value >= 10


def test_totals_stand_only_where_none_of_their_cells_is_hidden() -> None:
    one_hidden = publish_table(told([(40, 20), (9, 2)]), SDC_1)
    part_hidden = publish_table(told([(40, 20), (40, 3)]), SDC_1)
    all_shown = publish_table(told([(42, 21), (42, 21)]), SDC_1)

    assert one_hidden.total == NOT_SAID
    assert part_hidden.total == Row(Published(Kind.ROUNDED, 80), HELD)
    assert all_shown.total == Row(Published(Kind.ROUNDED, 85), Published(Kind.ROUNDED, 40))


def test_totals_are_rounded_from_the_true_total_and_never_summed() -> None:
    sheet = publish_table(told([(12, 0), (12, 0), (12, 0)]), SDC_1)

    assert [row.whole.value for row in sheet.groups.values()] == [10, 10, 10]
    assert sheet.total.whole.value == 35


def test_reasons_are_counted_only_where_the_group_has_a_number() -> None:
    groups = {"a": Group(40, 0, {"lit": 40, "cctv": 3}), "b": Group(9, 0, {"lit": 9, "cctv": 9})}

    sheet = publish_table(groups, SDC_1)

    assert sheet.reasons == {"lit": Published(Kind.ROUNDED, 40), "cctv": FEWER}
