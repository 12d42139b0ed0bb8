"""What the responses of a survey come to: question by question, and two against each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engagement.core.errors import NotFound
from surveys.estimate.crosstabs import Group, crosstab, crosstab_of_several, several
from surveys.estimate.shares import Distribution, Option, distribution
from surveys.instrument.kinds.base import Stored
from surveys.instrument.kinds.summaries import Numbers
from surveys.instrument.model import Group as FormGroup
from surveys.instrument.model import Path
from surveys.responses import lazy
from surveys.responses.codebook import Variable, plain, spoken
from surveys.responses.coding import Coded
from surveys.responses.queries import Version

if TYPE_CHECKING:
    from numpy import integer
    from numpy.typing import NDArray

DISTRICT: Final = "-district"
"""The district of a response as what a cross-tab is made by: no question can be called so."""
ASKED_FOR_NUMBERS: Final = (Stored.INTEGER, Stored.DECIMAL)
WRITTEN: Final = (Stored.TEXT,)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One choice of a ranking: its mean place among those who gave it one."""

    label: str
    mean: float
    n: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One question with its figures: a distribution, numbers, mean places, or none (words, dates).

    `heading` is what stands above it in a matrix. `written` says that there are words to read.
    """

    name: str
    title: str
    heading: str
    sensitive: bool
    distribution: Distribution | None = None
    numbers: Numbers | None = None
    n: int = 0
    ranked: tuple[Ranked, ...] = ()
    written: bool = False

    @property
    def can_be_split(self) -> bool:
        """Whether it can stand in a cross-tab."""
        return self.distribution is not None


def figures(coded: Coded) -> tuple[Figure, ...]:
    """Every question outside repeats, in the order of the newest version."""
    headings = _headings(coded.versions)
    shown = (one for one in coded.variables.values() if one.question.kind != "calculate")
    return tuple(_figure(coded, one, headings) for one in shown)


def figure(coded: Coded, name: str) -> Figure:
    """One question's figures; NotFound for a name that no question has."""
    variable = coded.variables.get(name)
    if variable is None:
        raise NotFound
    return _figure(coded, variable, _headings(coded.versions))


def split(coded: Coded, name: str, *, by: str, districts: Mapping[str, str]) -> tuple[Group, ...]:
    """A question within each answer of another one, or within each district (`by` = DISTRICT).

    `districts` are names by code. NotFound for questions that have no answers to choose from.
    """
    rows, row_options = _rows(coded, by, districts)
    options = _options(coded, name)
    if name in coded.codes:
        return crosstab(rows, row_options, coded.codes[name], options)
    if name in coded.bits:
        return crosstab_of_several(rows, row_options, coded.bits[name], options)
    raise NotFound


def _rows(
    coded: Coded, by: str, districts: Mapping[str, str]
) -> "tuple[NDArray[integer], Sequence[Option]]":
    if by == DISTRICT:
        named = [Option(code, districts.get(code, code)) for code in coded.districts]
        return coded.district, named
    if by not in coded.codes:
        raise NotFound
    return coded.codes[by], _options(coded, by)


def _options(coded: Coded, name: str) -> tuple[Option, ...]:
    if name not in coded.variables:
        raise NotFound
    return coded.options(name)


def _figure(coded: Coded, variable: Variable, headings: Mapping[Path, str]) -> Figure:
    name, stored = variable.name, variable.stored
    numbers = _numbers(coded, name) if stored in ASKED_FOR_NUMBERS else []
    return Figure(
        name=name,
        title=variable.label,
        heading=headings.get(variable.question.path, ""),
        sensitive=variable.question.sensitive,
        distribution=_distribution(coded, name),
        numbers=Numbers.of(numbers),
        n=len(numbers),
        ranked=_ranked(coded, variable) if stored is Stored.RANKING else (),
        written=stored in WRITTEN,
    )


def _distribution(coded: Coded, name: str) -> Distribution | None:
    """Shares; -1 in the codes is blank or not relevant, -2 was not asked."""
    np = lazy.numpy()
    options = coded.options(name)
    if name in coded.codes and options:
        codes = coded.codes[name]
        counts = np.bincount(codes[codes >= 0], minlength=len(options))
        blank, not_asked = int((codes == -1).sum()), int((codes == -2).sum())
        return distribution(options, [int(n) for n in counts], blank=blank, not_asked=not_asked)
    if name in coded.bits:
        return several(coded.bits[name][coded.asked(name)], options)
    return None


def _numbers(coded: Coded, name: str) -> list[float]:
    np = lazy.numpy()
    found = coded.numbers[name]
    return [float(one) for one in found[~np.isnan(found)]]


def _ranked(coded: Coded, variable: Variable) -> tuple[Ranked, ...]:
    places = coded.places[variable.name]
    found = []
    for number, answer in enumerate(variable.answers):
        given = places[:, number][places[:, number] > 0]
        if given.size:
            found.append(Ranked(answer.label, float(given.mean()), int(given.size)))
    return tuple(sorted(found, key=lambda one: one.mean))


def _headings(versions: Sequence[Version]) -> Mapping[Path, str]:
    """What stands above each question of a matrix, in the newest version that has it."""
    found: dict[Path, str] = {}
    for version in versions:
        instrument = version.instrument
        for node in instrument.by_path.values():
            if isinstance(node, FormGroup) and node.table_list and node.label:
                label = plain(node.label, spoken(instrument), instrument.default_language)
                found |= {child.path: label for child in node.children}
    return found
