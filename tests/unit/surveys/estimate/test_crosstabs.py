"""Cross-tabs against counting by hand."""

from collections import Counter

import numpy as np
import pytest

from surveys.estimate.crosstabs import crosstab, crosstab_of_several, several, tabulate
from surveys.estimate.shares import Option

DISTRICTS = [Option("a", "A"), Option("b", "B"), Option("c", "C")]
ANSWERS = [Option("yes", "Yes"), Option("no", "No"), Option("dont_know", "?", outside=True)]


def test_a_table_counts_each_pair_as_counting_by_hand_does() -> None:
    rng = np.random.default_rng(4)
    rows = rng.integers(-2, 3, 5_000).astype(np.int8)
    columns = rng.integers(-2, 3, 5_000).astype(np.int8)

    table = tabulate(rows, columns, n_rows=3, n_columns=3)

    by_hand = Counter(
        (int(r), int(c)) for r, c in zip(rows, columns, strict=True) if r >= 0 and c >= 0
    )
    assert {(r, c): int(table[r, c]) for r in range(3) for c in range(3)} == by_hand


def test_many_codes_do_not_run_over_a_small_integer() -> None:
    rows = np.full(10, 100, dtype=np.int8)
    columns = np.full(10, 120, dtype=np.int8)

    assert tabulate(rows, columns, n_rows=127, n_columns=127)[100, 120] == 10


def test_a_code_that_stands_for_no_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="code"):
        tabulate(np.array([3], dtype=np.int8), np.array([0], dtype=np.int8), n_rows=3, n_columns=3)


def test_a_cross_tab_of_nobody_has_empty_groups() -> None:
    nobody = np.array([], dtype=np.int8)

    assert [g.distribution.base for g in crosstab(nobody, DISTRICTS, nobody, ANSWERS)] == [0, 0, 0]


def test_each_district_has_its_own_base_without_dont_know() -> None:
    districts = np.array([0, 0, 0, 1, 1, -1], dtype=np.int8)
    answers = np.array([0, 1, 2, 0, -1, 0], dtype=np.int8)

    groups = crosstab(districts, DISTRICTS, answers, ANSWERS)

    assert [(g.code, g.distribution.base, g.distribution.answered) for g in groups] == [
        ("a", 2, 3),
        ("b", 1, 1),
        ("c", 0, 0),
    ]


def test_several_answers_count_people_once_in_the_base() -> None:
    chosen = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1], [0, 0, 0]], dtype=bool)

    found = several(chosen, ANSWERS)

    assert (found.base, found.answered, found.blank) == (2, 3, 1)
    assert [one.n for one in found.answers] == [2, 1, 1]


def test_several_answers_are_split_by_district() -> None:
    chosen = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1]], dtype=bool)

    groups = crosstab_of_several(np.array([0, 1, 1]), DISTRICTS, chosen, ANSWERS)

    assert [[one.n for one in g.distribution.answers] for g in groups] == [
        [1, 1, 0],
        [1, 0, 1],
        [0, 0, 0],
    ]
