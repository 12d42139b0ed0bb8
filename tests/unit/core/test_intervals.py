import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.core.intervals import wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(1, 29, 0.0061, 0.1718), (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)],
)
def test_wilson_gives_the_published_examples(
    successes: int, n: int, low: float, high: float
) -> None:
    """R. Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I."""
    share = wilson(successes, n)

    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


@given(n=st.integers(1, 10_000), data=st.data())
def test_the_interval_holds_its_share_and_never_has_width_zero(n: int, data: st.DataObject) -> None:
    share = wilson(data.draw(st.integers(0, n)), n)

    assert 0 <= share.low <= share.value <= share.high <= 1
    assert share.low < share.high


@pytest.mark.parametrize(("successes", "n", "level"), [(0, 0, 0.95), (3, 2, 0.95), (1, 2, 1.0)])
def test_what_is_no_share_is_refused(successes: int, n: int, level: float) -> None:
    with pytest.raises(ValueError, match="base|between"):
        wilson(successes, n, level)


def test_intervals_are_those_of_the_reference_table(reference_data: Path) -> None:
    with (reference_data / "reference" / "wilson_table.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    assert rows
    for row in rows:
        share = wilson(int(row["x"]), int(row["n"]))
        assert share.low == pytest.approx(float(row["wilson_lo"]), abs=1e-9)
        assert share.high == pytest.approx(float(row["wilson_hi"]), abs=1e-9)
