"""Responses, drafts that wait on the server, and the tone of texts."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import UNORDERED, Base, enum_type, one_of
from engagement.core.seal import Json, SealedBytes, SealedJSON
from surveys.models.survey import LinkChannel


class ResponseState(StrEnum):
    """Whether a response counts; a withdrawn one is a tombstone without answers."""

    COUNTED = "counted"
    WITHDRAWN = "withdrawn"


class SurveyResponse(Base):
    """The answers of one respondent as one document. No person, no network, no time but the day.

    `submission` is the id that came with the answers (a draft's, later an OpenRosa instanceID):
    once for each survey. `answers` holds coded answers by column, repeats as lists of documents;
    `texts` what people wrote and where they are, sealed, in the same shape. The key is random and
    rows have no rowid, so nothing here tells the order in which responses came.
    """

    __tablename__ = "survey_responses"
    __table_args__ = (
        one_of("state", ResponseState),
        one_of("channel", LinkChannel),
        sa.UniqueConstraint("survey_id", "submission"),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (answers IS NULL)", name="withdrawn_without_answers"
        ),
        sa.Index(None, "survey_id", "version_id", "state"),
        sa.Index(None, "answered_on"),
        UNORDERED,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    survey_id: Mapped[UUID] = mapped_column(sa.ForeignKey("surveys.id"))
    version_id: Mapped[UUID] = mapped_column(sa.ForeignKey("survey_versions.id"))
    submission: Mapped[str] = mapped_column(sa.String(80))
    state: Mapped[ResponseState] = mapped_column(enum_type(ResponseState, 20))
    answered_on: Mapped[date]
    language: Mapped[str] = mapped_column(sa.String(20))
    channel: Mapped[LinkChannel] = mapped_column(enum_type(LinkChannel, 20))
    district_code: Mapped[str | None] = mapped_column(sa.String(20))
    answers: Mapped[Json] = mapped_column(sa.JSON(none_as_null=True))
    texts: Mapped[Json] = mapped_column(SealedJSON("survey_responses.texts"))
    receipt_hash: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32), unique=True)
    body_hash: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))
    test: Mapped[bool] = mapped_column(default=False)
    demonstration: Mapped[bool] = mapped_column(default=False)


class SavedDraft(Base):
    """A questionnaire that somebody will go on with: sealed, found by a keyed hash of its code."""

    __tablename__ = "survey_drafts"
    __table_args__ = (sa.Index(None, "saved_on"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    survey_id: Mapped[UUID] = mapped_column(sa.ForeignKey("surveys.id", ondelete="CASCADE"))
    code_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    draft: Mapped[bytes] = mapped_column(SealedBytes("survey_drafts.draft"))
    saved_on: Mapped[date]


class SurveyTone(Base):
    """The tone of one text of one response: scored once by a job, overridden by officers.

    `place` is where the text stands in `texts` ("comment", "member[2]/comment"). `score` runs from
    -1 to 1; `tone` and `override` are values of surveys.text.tone.Tone; a text that says nothing
    has neither score nor tone.
    """

    __tablename__ = "survey_tones"
    __table_args__ = (
        sa.CheckConstraint("score IS NULL OR score BETWEEN -1 AND 1", name="score"),
        UNORDERED,
    )

    response_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("survey_responses.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    score: Mapped[float | None]
    tone: Mapped[str | None] = mapped_column(sa.String(10))
    override: Mapped[str | None] = mapped_column(sa.String(10))
    overridden_by: Mapped[UUID | None]
