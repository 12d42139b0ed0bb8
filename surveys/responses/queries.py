"""What is asked of stored responses: how many, which texts, which draft waits.

`within` are the districts that an officer may see, None the whole county. Tests by officers and
what was taken back are never counted.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from engagement.core.seal import keyed_hashes
from surveys.instrument.kinds import KINDS
from surveys.instrument.kinds.base import Stored
from surveys.instrument.model import Group, Instrument, Node, Path, Question
from surveys.models import (
    LinkChannel,
    ResponseState,
    SavedDraft,
    SurveyResponse,
    SurveyVersion,
    VersionState,
)
from surveys.responses.documents import Tree, instances_of, repeat_keys, value_in
from surveys.responses.instruments import instrument_for
from surveys.text.masking import mask

T = TypeVar("T")

SAVED_CONTEXT: Final = "survey_drafts.code"
Within: TypeAlias = "frozenset[str] | None"


@dataclass(frozen=True, slots=True)
class Version:
    """A published version of a survey."""

    id: UUID
    number: int
    instrument: Instrument


@dataclass(frozen=True, slots=True)
class Written:
    """One text of one response: `place` is where it stands ("comment", "member[2]/comment")."""

    response_id: UUID
    place: str
    text: str


def versions_of(session: Session, *, survey_id: UUID) -> Sequence[Version]:
    """The published versions of a survey, the oldest first."""
    rows = session.execute(
        sa.select(SurveyVersion.id, SurveyVersion.number)
        .where(SurveyVersion.survey_id == survey_id, SurveyVersion.state == VersionState.PUBLISHED)
        .order_by(SurveyVersion.number)
    ).all()
    return [Version(id, number, instrument_for(session, id)) for id, number in rows]


def count_of_responses(session: Session, *, survey_id: UUID, within: Within = None) -> int:
    """How many responses count."""
    counted = sa.select(sa.func.count()).select_from(SurveyResponse)
    return session.scalar(counted.where(*counting(survey_id, within))) or 0


def count_of_tests(session: Session, *, survey_id: UUID) -> int:
    """How many responses officers sent to try the survey."""
    tests = sa.select(sa.func.count()).select_from(SurveyResponse)
    of_survey = SurveyResponse.survey_id == survey_id
    return session.scalar(tests.where(of_survey, SurveyResponse.test.is_(True))) or 0


def counts_by_channel(
    session: Session, *, survey_id: UUID, within: Within = None
) -> Mapping[LinkChannel, int]:
    """How many came by each channel; every channel is named."""
    found = _counts(session, SurveyResponse.channel, survey_id, within)
    return {channel: found.get(channel, 0) for channel in LinkChannel}


def counts_by_day(
    session: Session, *, survey_id: UUID, within: Within = None
) -> Mapping[date, int]:
    """How many were sent on each day in London, in order; days without any are left out."""
    return dict(sorted(_counts(session, SurveyResponse.answered_on, survey_id, within).items()))


def counts_by_version(
    session: Session, *, survey_id: UUID, within: Within = None
) -> Mapping[int, int]:
    """How many answered each published version, by its number."""
    found = _counts(session, SurveyResponse.version_id, survey_id, within)
    return {one.number: found.get(one.id, 0) for one in versions_of(session, survey_id=survey_id)}


def counts_by_language(
    session: Session, *, survey_id: UUID, within: Within = None
) -> Mapping[str, int]:
    """How many answered in each language, by its tag, in order."""
    return dict(sorted(_counts(session, SurveyResponse.language, survey_id, within).items()))


def texts_of(
    session: Session, *, survey_id: UUID, column: str, within: Within = None, masked: bool = True
) -> Sequence[Written]:
    """What people wrote in one column, in an order that tells nothing.

    Personal details are replaced by what they are, unless a job asks that only counts or scores.
    """
    return [
        Written(one.response_id, one.place, mask(one.text) if masked else one.text)
        for one in all_texts(session, survey_id=survey_id, columns={column}, within=within)
    ]


def all_texts(
    session: Session, *, survey_id: UUID, columns: Collection[str] = (), within: Within = None
) -> Sequence[Written]:
    """Every text as it was written, of these columns or of all: for jobs, never for a page."""
    instruments = {one.id: one.instrument for one in versions_of(session, survey_id=survey_id)}
    rows = session.execute(
        sa.select(SurveyResponse.id, SurveyResponse.version_id, SurveyResponse.texts)
        .where(*counting(survey_id, within), SurveyResponse.texts.is_not(None))
        .order_by(SurveyResponse.id)
    )
    return [
        Written(id, place, text)
        for id, version_id, texts in rows
        if isinstance(texts, dict) and version_id in instruments
        for column, place, text in written_in(instruments[version_id], texts)
        if not columns or column in columns
    ]


def written_in(instrument: Instrument, texts: Tree) -> Iterator[tuple[str, str, str]]:
    """The texts of a sealed document: column, place in the document, words. Places are no texts."""
    yield from _written(instrument.children, repeat_keys(instrument), texts, "")


def is_written(question: Question) -> bool:
    """Whether it asks for words of one's own."""
    kind = KINDS[question.kind]
    return kind.asks and kind.stored is Stored.TEXT


def saved_draft(session: Session, *, code: str) -> SavedDraft | None:
    """What waits on the server under a code."""
    hashes = keyed_hashes(SAVED_CONTEXT, code)
    found = sa.select(SavedDraft).where(SavedDraft.code_hash.in_(hashes))
    return session.scalars(found.order_by(SavedDraft.id)).first()


def counting(survey_id: UUID, within: Within = None) -> Sequence[sa.ColumnElement[bool]]:
    """The conditions under which a response of a survey counts, for a statement."""
    conditions = [
        SurveyResponse.survey_id == survey_id,
        SurveyResponse.state == ResponseState.COUNTED,
        SurveyResponse.test.is_(False),
    ]
    if within is not None:
        conditions.append(SurveyResponse.district_code.in_(sorted(within)))
    return conditions


def _counts(
    session: Session, column: InstrumentedAttribute[T], survey_id: UUID, within: Within
) -> dict[T, int]:
    rows = session.execute(
        sa.select(column, sa.func.count())
        .where(*counting(survey_id, within))
        .group_by(column)
        .order_by(column)
    )
    return {row[0]: row[1] for row in rows}


def _written(
    nodes: Sequence[Node], keys: Mapping[Path, str], texts: Tree, prefix: str
) -> Iterator[tuple[str, str, str]]:
    for node in nodes:
        if isinstance(node, Question):
            value = value_in(texts, node.column)
            if is_written(node) and isinstance(value, str):
                yield node.column, f"{prefix}{node.column}", value
        elif isinstance(node, Group):
            yield from _written(node.children, keys, texts, prefix)
        else:
            key = keys[node.path]
            for number, one in enumerate(instances_of(texts, key), start=1):
                yield from _written(node.children, keys, one, f"{prefix}{key}[{number}]/")
