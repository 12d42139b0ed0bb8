"""What is said about a form: where it stands, what is wrong and what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveys.instrument.model import Path


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing about a form, as a sentence that says what to do.

    `row` is the row of the sheet as a spreadsheet counts them, the header being 1; None where it is
    about the whole sheet, `sheet` being blank where it is about the whole file. `path` and `column`
    name the question and its column where they are known.
    """

    sheet: str
    row: int | None
    text: str
    path: Path = ""
    column: str = ""

    @property
    def where(self) -> str:
        """The place in words, blank for the whole file."""
        if not self.sheet:
            return ""
        return f"{self.sheet}, row {self.row}" if self.row else self.sheet

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.sheet else self.text


class FormRefused(ValueError):
    """A form that is not taken; `problems` says all that is wrong with it."""

    def __init__(self, problems: Iterable[Notice] | str) -> None:
        found: Sequence[Notice]
        found = [Notice("", None, problems)] if isinstance(problems, str) else list(problems)
        self.problems = tuple(found)
        super().__init__("\n".join(str(one) for one in self.problems))

    def __reduce__(self) -> tuple[type["FormRefused"], tuple[tuple[Notice, ...]]]:
        return type(self), (self.problems,)
