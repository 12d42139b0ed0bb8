"""Responses as columns of small numbers, for figures: read once, then held by the process.

An answer from a list is its place in the variable's answers; -1 is blank or does not apply, -2 was
not asked in the version that was answered. A question with several answers is one column of bits a
choice. Repeats are not here: a person has any number of them.
"""

import json
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.estimate.shares import Option
from surveys.instrument.kinds.base import Stored
from surveys.models import LinkChannel, SurveyResponse
from surveys.responses import lazy
from surveys.responses.codebook import Variable, variables_of
from surveys.responses.encoding import BLANK, ENCODERS, Encoder
from surveys.responses.queries import Version, counting, versions_of

if TYPE_CHECKING:
    from numpy import bool_, float64, int8, integer
    from numpy.typing import NDArray

    Codes: TypeAlias = NDArray[integer]
    Bits: TypeAlias = NDArray[bool_]
    Numbers: TypeAlias = NDArray[float64]
    Places: TypeAlias = NDArray[int8]

CHUNK: Final = 5_000
MOST: Final = 16
"""Surveys that a process holds at once."""

Row: TypeAlias = "tuple[UUID, str | None, LinkChannel, str]"
"""Version, district, channel, and the answers as JSON text."""

_held: "OrderedDict[tuple[str, UUID], tuple[object, Coded]]" = OrderedDict()
_lock: Final = Lock()


@dataclass(frozen=True)
class Coded:
    """The responses of a survey that count, one a row of every array; tests are left out.

    `version` indexes `versions`, `district` indexes `districts` (-1: not known), `channel` indexes
    the members of LinkChannel. `codes` holds questions with one answer, `bits` those with several
    (shape: respondents, choices), `places` rankings (the place of each choice, 0 for none), and
    `numbers` numbers, NaN where there is none.
    """

    variables: Mapping[str, Variable]
    versions: tuple[Version, ...]
    version: "Codes"
    districts: tuple[str, ...]
    district: "Codes"
    channel: "Codes"
    codes: "Mapping[str, Codes]"
    bits: "Mapping[str, Bits]"
    places: "Mapping[str, Places]"
    numbers: "Mapping[str, Numbers]"

    def __len__(self) -> int:
        """How many respondents."""
        return int(self.version.size)

    def options(self, name: str) -> tuple[Option, ...]:
        """The answers that the codes and bits of a variable stand for, in their order."""
        answers = self.variables[name].answers
        return tuple(Option(one.name, one.label, one.outside_base) for one in answers)

    def asked(self, name: str) -> "Bits":
        """Who answered a version with this question."""
        np = lazy.numpy()
        asked_in = [one.number in self.variables[name].asked for one in self.versions]
        asked: Bits = np.array(asked_in, dtype=bool)[self.version]
        return asked

    def within(self, districts: frozenset[str] | None) -> "Coded":
        """Those of these districts alone; all of them for None."""
        if districts is None:
            return self
        np = lazy.numpy()
        wanted = [place for place, code in enumerate(self.districts) if code in districts]
        return self.only(np.isin(self.district, wanted))

    def only(self, rows: "Bits") -> "Coded":
        """Some of the respondents."""
        return replace(
            self,
            version=self.version[rows],
            district=self.district[rows],
            channel=self.channel[rows],
            codes={name: one[rows] for name, one in self.codes.items()},
            bits={name: one[rows] for name, one in self.bits.items()},
            places={name: one[rows] for name, one in self.places.items()},
            numbers={name: one[rows] for name, one in self.numbers.items()},
        )


def coded(session: Session, *, survey_id: UUID) -> Coded:
    """The responses of a survey as columns; from memory while their numbers are what they were.

    They are counted by version and state each time, so a response that came or was taken back, also
    after closing, makes them be read again.
    """
    key = (session.get_bind().engine.url.render_as_string(), survey_id)
    now = _state_of(session, survey_id)
    with _lock:
        held = _held.get(key)
        if held is not None and held[0] == now:
            _held.move_to_end(key)
            return held[1]
    made = read_coded(session, survey_id=survey_id)
    with _lock:
        _held[key] = (now, made)
        while len(_held) > MOST:
            _held.popitem(last=False)
    return made


def read_coded(session: Session, *, survey_id: UUID) -> Coded:
    """The same from the database, whatever is held."""
    np = lazy.numpy()
    versions = tuple(versions_of(session, survey_id=survey_id))
    variables = {one.name: one for one in variables_of(versions) if not one.table}
    encoders = _encoders(variables)
    place = {one.id: number for number, one in enumerate(versions)}
    version: list[int] = []
    district: list[str | None] = []
    channel: list[LinkChannel] = []
    for id, rows in groupby(_rows(session, survey_id, place), key=lambda row: row[0]):
        for chunk in _chunks(rows):
            version += [place[id]] * len(chunk)
            district += [row[1] for row in chunk]
            channel += [row[2] for row in chunk]
            documents = json.loads(f"[{','.join(row[3] for row in chunk)}]")
            for encoder in encoders:
                encoder.take(versions[place[id]].number, documents)
    districts = tuple(sorted({one for one in district if one is not None}))
    index: dict[str | None, int] = {one: number for number, one in enumerate(districts)}
    channels = {one: number for number, one in enumerate(LinkChannel)}
    return Coded(
        variables=variables,
        versions=versions,
        version=np.array(version, dtype=np.int16),
        districts=districts,
        district=np.array([index.get(one, BLANK) for one in district], dtype=np.int16),
        channel=np.array([channels[one] for one in channel], dtype=np.int8),
        codes=_arrays(encoders, Stored.CODE),
        bits=_arrays(encoders, Stored.CODES),
        places=_arrays(encoders, Stored.RANKING),
        numbers=_arrays(encoders, Stored.INTEGER, Stored.DECIMAL),
    )


def _encoders(variables: Mapping[str, Variable]) -> Sequence[Encoder]:
    return [ENCODERS[one.stored](one) for one in variables.values() if one.stored in ENCODERS]


def _arrays(encoders: Sequence[Encoder], *stored: Stored) -> "dict[str, NDArray[Any]]":
    chosen = (one for one in encoders if one.variable.stored in stored)
    return {one.variable.name: one.array() for one in chosen}


def _state_of(session: Session, survey_id: UUID) -> object:
    """What changes when anything is stored, taken back or published: one look at an index."""
    counts = session.execute(
        sa.select(SurveyResponse.version_id, SurveyResponse.state, sa.func.count())
        .where(SurveyResponse.survey_id == survey_id)
        .group_by(SurveyResponse.version_id, SurveyResponse.state)
        .order_by(SurveyResponse.version_id, SurveyResponse.state)
    ).all()
    versions = versions_of(session, survey_id=survey_id)
    return [tuple(row) for row in counts], [one.id for one in versions]


def _rows(session: Session, survey_id: UUID, versions: Collection[UUID]) -> Iterable[Row]:
    """What is read of each response, by version and then by random key."""
    statement = (
        sa.select(
            SurveyResponse.version_id,
            SurveyResponse.district_code,
            SurveyResponse.channel,
            sa.cast(SurveyResponse.answers, sa.Text),
        )
        .where(*counting(survey_id), SurveyResponse.version_id.in_(versions))
        .order_by(SurveyResponse.version_id, SurveyResponse.id)
    )
    with session.execute(statement.execution_options(yield_per=CHUNK)) as rows:
        yield from rows


def _chunks(rows: Iterable[Row]) -> Iterable[list[Row]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk
