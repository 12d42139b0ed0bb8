"""What checking finds: problems that stop a form, and notices that do not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from surveys.instrument.notices import Notice

MOST: Final = 200
"""Problems that are told at once; who has so many begins anew."""
LISTED: Final = 12
"""Rows that one sentence lists, and problems whose names are looked for near others."""
MOST_NEAR: Final = 1_000
LONGEST_NEAR: Final = 60


@dataclass(slots=True)
class Findings:
    """Problems and notices, in the order in which they were found."""

    problems: list[Notice] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def problem(self, sheet: str, row: int | None, text: str) -> None:
        """Something that stops the form."""
        self._add(self.problems, Notice(sheet, row, text))

    def notice(self, sheet: str, row: int | None, text: str) -> None:
        """Something worth a look."""
        self._add(self.notices, Notice(sheet, row, text))

    def close(self, name: str, names: Iterable[str]) -> str:
        """A name that may have been meant, blank where none is near or too many were given."""
        known = list(names)
        if len(self.problems) > LISTED or len(known) > MOST_NEAR or len(name) > LONGEST_NEAR:
            return ""
        return next(iter(get_close_matches(name, known, n=1, cutoff=0.6)), "")

    def _add(self, kept: list[Notice], notice: Notice) -> None:
        if len(kept) < MOST and notice not in kept[-MOST:]:
            kept.append(notice)
            if len(kept) == MOST:
                kept.append(Notice("", None, "There is more of this kind, which is not listed."))


def rows_in_words(rows: Iterable[int]) -> str:
    """Rows for a sentence: "row 3", "rows 3 and 7", "rows 3, 7, 9 and 12 more"."""
    numbers = sorted(set(rows))
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    shown = [str(one) for one in numbers[:LISTED]]
    if len(numbers) > LISTED:
        return f"rows {', '.join(shown)} and {len(numbers) - LISTED} more"
    return f"rows {', '.join(shown[:-1])} and {shown[-1]}"
