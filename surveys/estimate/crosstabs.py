"""Two questions against each other, from columns of codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from surveys.estimate import lazy
from surveys.estimate.shares import Distribution, Option, distribution, distribution_of_several

if TYPE_CHECKING:
    from numpy import bool_, integer
    from numpy.typing import NDArray

    Codes: TypeAlias = NDArray[integer]
    Bits: TypeAlias = NDArray[bool_]


@dataclass(frozen=True, slots=True)
class Group:
    """The respondents of one row of a cross-tab, and how they answered."""

    code: str
    label: str
    distribution: Distribution


def tabulate(rows: "Codes", columns: "Codes", *, n_rows: int, n_columns: int) -> "NDArray[integer]":
    """How many gave each pair of answers: an array of shape (n_rows, n_columns).

    `rows` and `columns` are codes of equal length, one a respondent, from 0; a negative code is no
    answer and is left out. Raises ValueError for a code that is too high.
    """
    np = lazy.numpy()
    if rows.size and (int(rows.max()) >= n_rows or int(columns.max()) >= n_columns):
        raise ValueError("A code stands for no answer")
    both = (rows >= 0) & (columns >= 0)
    cells = rows[both].astype(np.intp) * n_columns + columns[both]
    counts: NDArray[integer] = np.bincount(cells, minlength=n_rows * n_columns)
    return counts.reshape(n_rows, n_columns)


def crosstab(
    rows: "Codes", row_options: Sequence[Option], columns: "Codes", options: Sequence[Option]
) -> tuple[Group, ...]:
    """The distribution of one question within each answer of another, or within each district."""
    table = tabulate(rows, columns, n_rows=len(row_options), n_columns=len(options))
    return tuple(
        Group(row.code, row.label, distribution(options, [int(n) for n in counts]))
        for row, counts in zip(row_options, table, strict=True)
    )


def crosstab_of_several(
    rows: "Codes", row_options: Sequence[Option], chosen: "Bits", options: Sequence[Option]
) -> tuple[Group, ...]:
    """The same for a question with several answers.

    `chosen` has shape (respondents, options): whether each was chosen; a row without any is no
    answer.
    """
    return tuple(
        Group(row.code, row.label, several(chosen[rows == number], options))
        for number, row in enumerate(row_options)
    )


def several(chosen: "Bits", options: Sequence[Option]) -> Distribution:
    """The distribution of a question with several answers; shape (respondents, options)."""
    np = lazy.numpy()
    inside = np.array([not option.outside for option in options], dtype=bool)
    answered = chosen.any(axis=1)
    base = chosen[:, inside].any(axis=1)
    counts = [int(n) for n in chosen.sum(axis=0)]
    return distribution_of_several(
        options,
        counts,
        base=int(base.sum()),
        answered=int(answered.sum()),
        blank=int((~answered).sum()),
    )
