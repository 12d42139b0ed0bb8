"""What passes in and out of a kind: what was sent, what is stored, what stands in a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

Value: TypeAlias = "str | int | float | list[str] | None"
"""A stored answer: a code, a number, a date as text, several codes."""

Sent: TypeAlias = Mapping[str, Sequence[str]]
"""What a browser sent for one question, by the last part of the input's name; "" is the question's
own input, "day", "month", "year" the parts of a date."""

DONE: Final = "OK"
"""What XForms writes for a question that only asks to be acknowledged."""


def N_(text: str) -> str:  # noqa: N802  the name that gettext's collectors know
    """Mark a text for the translations; whoever shows it looks its translation up."""
    return text


class Stored(StrEnum):
    """How a kind's answers are kept, and so where."""

    NOTHING = "nothing"
    CODE = "code"
    CODES = "codes"
    RANKING = "ranking"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    TEXT = "text"
    PLACE = "place"

    @property
    def is_sealed(self) -> bool:
        """Whether it stands in the sealed column: what people write, and where they are."""
        return self in (Stored.TEXT, Stored.PLACE)


class Measure(StrEnum):
    """What may be done with a column's values: counted, put in order, or reckoned with."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    SCALE = "scale"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an answer, as a sentence that says what to do.

    `text` is English, a key of the translations, with `%(name)s` where `values` go.
    """

    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()
    """The inputs that are wrong, as keys of Sent; of a ranking, the names of its choices."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was sent, read: a lexical value ("" is blank), or what is wrong with it."""

    value: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its name, what it holds, and its codes with their labels.

    `multiple` of a select-many column is the choice that its 0 or 1 is about; of a ranking's, the
    choice whose place it holds. `missing` are the codes that stand outside the base.
    """

    name: str
    label: str
    stored: Stored
    codes: tuple[tuple[str, str], ...] = ()
    multiple: str = ""
    sensitive: bool = False
    measure: Measure = Measure.NOMINAL
    missing: tuple[str, ...] = ()
    role: str = ""


def refused(text: str, *parts: str, **values: str) -> Reading:
    """A reading that says what is wrong: a marked text, the inputs, the values put in."""
    return Reading(problem=Problem(text, values, frozenset(parts)))
