"""How answers become numbers in an array: one class for each way in which answers are stored."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from surveys.instrument.kinds.base import Stored
from surveys.responses import lazy
from surveys.responses.codebook import Variable
from surveys.responses.documents import Tree

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLANK: Final = -1
NOT_ASKED: Final = -2
MOST_INT8: Final = 127


class Encoder(ABC):
    """One variable on its way into an array, block by block."""

    def __init__(self, variable: Variable) -> None:
        self.variable = variable
        self.column = variable.column
        self.index = {one.name: place for place, one in enumerate(variable.answers)}
        self.blocks: list[NDArray[Any]] = []

    def take(self, version: int, documents: Sequence[Tree]) -> None:
        """The answers of some respondents to one version."""
        asked = version in self.variable.asked
        self.blocks.append(
            self.encoded(documents) if asked else self.absent(len(documents), NOT_ASKED)
        )

    def array(self) -> "NDArray[Any]":
        """All of them."""
        joined: NDArray[Any] = lazy.numpy().concatenate([self.absent(0, BLANK), *self.blocks])
        return joined

    @abstractmethod
    def encoded(self, documents: Sequence[Tree]) -> "NDArray[Any]":
        """The answers in these documents."""

    @abstractmethod
    def absent(self, count: int, code: int) -> "NDArray[Any]":
        """So many who gave none."""


class Codes(Encoder):
    """One answer from a list: its place in the list."""

    def encoded(self, documents: Sequence[Tree]) -> "NDArray[Any]":
        place, column = self.index.get, self.column
        codes = (place(one.get(column), BLANK) for one in documents)  # type: ignore[arg-type]
        made: NDArray[Any] = lazy.numpy().fromiter(codes, dtype=self._type(), count=len(documents))
        return made

    def absent(self, count: int, code: int) -> "NDArray[Any]":
        made: NDArray[Any] = lazy.numpy().full(count, code, dtype=self._type())
        return made

    def _type(self) -> str:
        return "int8" if len(self.index) <= MOST_INT8 else "int16"


class Bits(Encoder):
    """Several answers: one bit a choice."""

    dtype = "bool"

    def encoded(self, documents: Sequence[Tree]) -> "NDArray[Any]":
        index, width, column = self.index, len(self.index), self.column
        cells = [
            row * width + index[name]
            for row, one in enumerate(documents)
            for name in _listed(one, column)
            if name in index
        ]
        table = self.absent(len(documents), BLANK)
        table.reshape(-1)[cells] = True
        return table

    def absent(self, count: int, code: int) -> "NDArray[Any]":
        made: NDArray[Any] = lazy.numpy().zeros((count, len(self.index)), dtype=self.dtype)
        return made


class Places(Bits):
    """A ranking: the place that each choice was given."""

    dtype = "int8"

    def encoded(self, documents: Sequence[Tree]) -> "NDArray[Any]":
        table = self.absent(len(documents), BLANK)
        for row, one in enumerate(documents):
            for place, name in enumerate(_listed(one, self.column), start=1):
                if name in self.index:
                    table[row, self.index[name]] = place
        return table


class Numbers(Encoder):
    """Numbers as they are; NaN where there is none."""

    def encoded(self, documents: Sequence[Tree]) -> "NDArray[Any]":
        np, column = lazy.numpy(), self.column
        made: NDArray[Any] = np.array([one.get(column, np.nan) for one in documents], "float64")
        return made

    def absent(self, count: int, code: int) -> "NDArray[Any]":
        np = lazy.numpy()
        made: NDArray[Any] = np.full(count, np.nan, dtype="float64")
        return made


ENCODERS: Final[Mapping[Stored, type[Encoder]]] = {
    Stored.CODE: Codes,
    Stored.CODES: Bits,
    Stored.RANKING: Places,
    Stored.INTEGER: Numbers,
    Stored.DECIMAL: Numbers,
}
"""What is counted with; dates, times, words and places are not here."""


def _listed(document: Tree, column: str) -> Sequence[str]:
    found = document.get(column)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else ()
