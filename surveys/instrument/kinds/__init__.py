"""Kinds of question: one class each, by the name that an instrument gives them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from surveys.instrument.kinds.base import Kind
from surveys.instrument.kinds.dates import Date
from surveys.instrument.kinds.numerals import Decimal, Integer
from surveys.instrument.kinds.others import Acknowledge, Geopoint
from surveys.instrument.kinds.ranges import Range
from surveys.instrument.kinds.ranking import Rank
from surveys.instrument.kinds.selects import Likert, SelectMultiple, SelectOne
from surveys.instrument.kinds.silent import Calculate, Hidden, Note
from surveys.instrument.kinds.times import Moment, Time
from surveys.instrument.kinds.writing import Text

__all__ = ["KINDS", "Kind"]

ALL: Final[tuple[Kind, ...]] = (
    Note(),
    Text(),
    Integer(),
    Decimal(),
    Range(),
    Date(),
    Time(),
    Moment(),
    SelectOne(),
    Likert(),
    SelectMultiple(),
    Rank(),
    Geopoint(),
    Acknowledge(),
    Calculate(),
    Hidden(),
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in ALL})
