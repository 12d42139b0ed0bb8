"""What a respondent does: send answers, take them back, leave a draft on the server."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.core.clock import london_date
from engagement.core.db import Base, insert_into
from engagement.core.errors import NotFound, Rejected
from engagement.core.seal import keyed_hash, keyed_hashes
from surveys.models import (
    LinkChannel,
    ResponseState,
    SavedDraft,
    SurveyLink,
    SurveyResponse,
    SurveyTone,
)
from surveys.responses.documents import Document
from surveys.responses.queries import SAVED_CONTEXT

if TYPE_CHECKING:
    from sqlalchemy.sql.dml import ReturningInsert

RECEIPT_CONTEXT: Final = "survey_responses.receipt"
BODY_CONTEXT: Final = "survey_responses.body"
LONGEST_LANGUAGE: Final = 20
RESPONSES: Final = Base.metadata.tables[SurveyResponse.__tablename__]

_inserts: Final[dict[str, "ReturningInsert[UUID]"]] = {}
"""By dialect, each made once: building it for each response took longer than its page."""
_GONE: Final[dict[str, object]] = {
    "state": ResponseState.WITHDRAWN,
    "answers": None,
    "texts": None,
    "body_hash": None,
    "language": "",
    "district_code": None,
    "channel": LinkChannel.OPEN,
}


_FRESH: Final[dict[str, object]] = {"state": ResponseState.COUNTED, "demonstration": False}


class SentOtherwise(Rejected):
    """The draft was sent before with other answers; what was sent first stands."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person gets: the answers are stored, or they were taken back since.

    `fresh` when this very submission stored them; a repeat gets an equal receipt.
    """

    code: str
    withdrawn: bool
    fresh: bool = field(default=False, compare=False)


def store_response(  # noqa: PLR0913  each is a plain value of one column
    session: Session,
    *,
    survey_id: UUID,
    version_id: UUID,
    submission: str,
    receipt_code: str,
    document: Document,
    language: str,
    channel: LinkChannel,
    district_code: str | None,
    link_id: UUID | None = None,
    test: bool = False,
    now: datetime,
) -> Receipt:
    """Store a response under the id that came with it: nothing of who sent it; of when, the day.

    Sent again with the same answers it gives the same receipt and stores nothing; what the form
    worked out itself is no answer here. Raises SentOtherwise when this id was stored with other
    answers. A link counts what it brought, but for tests.
    """
    body = _body(version_id, document)
    values: dict[str, object] = {
        "survey_id": survey_id,
        "version_id": version_id,
        "submission": submission,
        "answered_on": london_date(now),
        "language": language[:LONGEST_LANGUAGE],
        "channel": channel,
        "district_code": district_code,
        "answers": document.answers,
        "texts": document.texts or None,
        "receipt_hash": keyed_hash(RECEIPT_CONTEXT, receipt_code),
        "body_hash": keyed_hash(BODY_CONTEXT, body),
        "test": test,
    }
    receipt = _stored(session, values, receipt_code, body)
    if receipt.fresh and link_id is not None and not test:
        _count_on_link(session, survey_id, link_id)
    return receipt


def withdraw_response(
    session: Session,
    *,
    receipt_code: str,
    now: datetime,  # noqa: ARG001  every command is told; nothing of the moment is kept
) -> None:
    """Clear everything that a response said; NotFound when none has this code.

    What stays is the tombstone: its random id, the id it was sent under and the hash of its
    receipt, so that sending the draft again brings nothing back; its survey, version and day, so
    that it goes when it is time. Withdrawn again nothing changes. It is not audited: an entry would
    tell the moment at which the person was here.
    """
    hashes = keyed_hashes(RECEIPT_CONTEXT, receipt_code)
    mine = sa.select(SurveyResponse.id).where(SurveyResponse.receipt_hash.in_(hashes))
    found = session.scalar(mine.with_for_update())
    if found is None:
        raise NotFound
    session.execute(sa.update(SurveyResponse).where(SurveyResponse.id == found).values(_GONE))
    session.execute(sa.delete(SurveyTone).where(SurveyTone.response_id == found))


def save_draft(
    session: Session, *, survey_id: UUID, code: str, draft: bytes, now: datetime
) -> None:
    """Keep a draft under its code; what was kept there before is replaced.

    Nothing is kept of the person or of the moment but the day, from which its time runs.
    """
    today = london_date(now)
    replaced = (
        sa.update(SavedDraft)
        .where(SavedDraft.code_hash.in_(keyed_hashes(SAVED_CONTEXT, code)))
        .values(draft=draft, saved_on=today)
        .returning(SavedDraft.id)
    )
    if session.execute(replaced).first() is not None:
        return
    made = SavedDraft(
        survey_id=survey_id,
        code_hash=keyed_hash(SAVED_CONTEXT, code),
        draft=draft,
        saved_on=today,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # saved twice at once: the later one stands
        if session.execute(replaced).first() is None:
            raise


def forget_draft(session: Session, *, code: str) -> None:
    """Delete what was kept under a code: it was sent, or the person does not want it any more."""
    hashes = keyed_hashes(SAVED_CONTEXT, code)
    session.execute(sa.delete(SavedDraft).where(SavedDraft.code_hash.in_(hashes)))


def _stored(
    session: Session, values: Mapping[str, object], receipt_code: str, body: str
) -> Receipt:
    """The row, once: the constraint decides which of two at once is the first."""
    row = {**_FRESH, **values, "id": uuid4()}
    if session.execute(_insert_once(session), row).first() is not None:
        return Receipt(receipt_code, withdrawn=False, fresh=True)
    stored = session.execute(
        sa.select(SurveyResponse.state, SurveyResponse.body_hash).where(
            SurveyResponse.survey_id == values["survey_id"],
            SurveyResponse.submission == values["submission"],
        )
    ).one_or_none()
    if stored is None:
        raise Rejected("This receipt code belongs to other answers. Begin again.")
    return _repeated(stored.state, stored.body_hash, receipt_code, body)


def _insert_once(session: Session) -> "ReturningInsert[UUID]":
    """The statement that stores nothing where a constraint knows the submission already."""
    name = session.get_bind().dialect.name
    if name not in _inserts:
        # whichever: of two at once either constraint may be the one that notices
        stored = insert_into(session, RESPONSES).on_conflict_do_nothing()
        _inserts[name] = stored.returning(RESPONSES.c.id)
    return _inserts[name]


def _repeated(
    state: ResponseState, body_hash: bytes | None, receipt_code: str, body: str
) -> Receipt:
    if state is ResponseState.WITHDRAWN:
        return Receipt(receipt_code, withdrawn=True)
    if body_hash not in keyed_hashes(BODY_CONTEXT, body):
        raise SentOtherwise("These answers were sent before, and were others.")
    return Receipt(receipt_code, withdrawn=False)


def _count_on_link(session: Session, survey_id: UUID, link_id: UUID) -> None:
    counted = sa.update(SurveyLink).where(
        SurveyLink.id == link_id, SurveyLink.survey_id == survey_id
    )
    session.execute(
        counted.values(used=SurveyLink.used + 1).execution_options(synchronize_session=False)
    )


def _body(version_id: UUID, document: Document) -> str:
    """What was said, in one order; the district and the language are ours to find, not said."""
    return json.dumps([version_id.hex, *document.said()], sort_keys=True, separators=(",", ":"))
