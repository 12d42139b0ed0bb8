"""Surveys, the versions of their instruments, and the links by which people come to them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.core.db import Base, enum_type, one_of
from engagement.core.seal import Json


class SurveyState(StrEnum):
    """How far a survey is. LIVE surveys are open between their two moments, if they have any."""

    DRAFT = "draft"
    LIVE = "live"
    CLOSED = "closed"
    ARCHIVED = "archived"


class VersionState(StrEnum):
    """A version is written on until it is published, then never changed."""

    DRAFT = "draft"
    PUBLISHED = "published"


class LinkChannel(StrEnum):
    """How people come to a survey, and so the channel of their response."""

    OPEN = "open"
    PLACE = "place"
    EVENT = "event"
    CAMPAIGN = "campaign"


class Survey(Base):
    """One questionnaire in the field: what it is for, who answers for it, when it is open.

    `slug` is its public address. `controller` is the id of a controller of the partnership file.
    `districts` are those it is asked in, None the whole county. `for_under_18s` says that children
    may answer: their age band is asked first and the rules of publication are stricter.
    """

    __tablename__ = "surveys"
    __table_args__ = (
        one_of("state", SurveyState),
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="moments"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    state: Mapped[SurveyState] = mapped_column(enum_type(SurveyState, 20))
    title: Mapped[str] = mapped_column(sa.String(200))
    purpose: Mapped[str] = mapped_column(sa.Text)
    privacy_notice: Mapped[str] = mapped_column(sa.Text)
    themes: Mapped[Json] = mapped_column(sa.JSON, nullable=False)
    organisation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    controller: Mapped[str] = mapped_column(sa.String(60))
    districts: Mapped[Json] = mapped_column(sa.JSON(none_as_null=True))
    sensitive: Mapped[bool] = mapped_column(default=False)
    for_under_18s: Mapped[bool] = mapped_column(default=False)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    closed_on: Mapped[date | None]
    created_on: Mapped[date]
    demonstration: Mapped[bool] = mapped_column(default=False)

    versions: Mapped[list["SurveyVersion"]] = relationship(
        lazy="raise", order_by="SurveyVersion.number", passive_deletes=True
    )

    @property
    def scope(self) -> frozenset[str] | None:
        """Where it lies, as permissions ask: its districts, None for the whole county."""
        named = self.districts
        return frozenset(map(str, named)) if isinstance(named, list) and named else None


class SurveyVersion(Base):
    """One version of a survey's instrument.

    `sheets` is the XLSForm as it was given: sheet name to a list of rows, each a list of texts, so
    that it can be taken away again without loss. `xform` is what pyxform made of it; a published
    version never changes, and responses name theirs. `notices` are what the import said: features
    dropped or worth a look, each {sheet, row, text}.
    """

    __tablename__ = "survey_versions"
    __table_args__ = (
        one_of("state", VersionState),
        sa.UniqueConstraint("survey_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    survey_id: Mapped[UUID] = mapped_column(sa.ForeignKey("surveys.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(enum_type(VersionState, 20))
    sheets: Mapped[Json] = mapped_column(sa.JSON, nullable=False)
    xform: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    notices: Mapped[Json] = mapped_column(sa.JSON, nullable=False)
    published_on: Mapped[date | None]


class SurveyLink(Base):
    """A link of one channel: a poster at a place, a stand at an event, a campaign.

    `code` is the end of its address, random. It counts the responses that came by it and knows none
    of them: a response names its channel and district, never its link.
    """

    __tablename__ = "survey_links"
    __table_args__ = (one_of("channel", LinkChannel), sa.CheckConstraint("used >= 0", name="used"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    survey_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("surveys.id", ondelete="CASCADE"), index=True
    )
    channel: Mapped[LinkChannel] = mapped_column(enum_type(LinkChannel, 20))
    name: Mapped[str] = mapped_column(sa.String(200))
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    district_code: Mapped[str | None] = mapped_column(sa.String(20))
    used: Mapped[int] = mapped_column(default=0)
    ended_on: Mapped[date | None]
