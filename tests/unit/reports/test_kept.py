from concurrent.futures import ThreadPoolExecutor
from time import sleep

from engagement.reports.maps.grids import Kept


def test_a_value_is_made_once_however_many_ask() -> None:
    made: list[int] = []

    def make() -> int:
        sleep(0.01)
        made.append(1)
        return 5

    kept: Kept[str, int] = Kept(2)
    with ThreadPoolExecutor(4) as pool:
        values = list(pool.map(lambda _: kept.get("a", make), range(8)))

    assert values == [5] * 8
    assert made == [1]


def test_the_one_used_longest_ago_goes_first() -> None:
    kept: Kept[str, str] = Kept(2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda key=key: f"first {key}")  # type: ignore[misc]

    assert kept.get("a", lambda: "again") == "first a"
    assert kept.get("b", lambda: "again") == "again"
