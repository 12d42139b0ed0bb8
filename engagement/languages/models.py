"""Which translations somebody has read and approved."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import Base
from engagement.core.seal import SealedText


class TranslationReview(Base):
    """The approval of one version of one catalogue; a changed catalogue needs another."""

    __tablename__ = "translation_reviews"

    language: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    catalogue_sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    approved_by: Mapped[UUID] = mapped_column(sa.ForeignKey("officers.id", ondelete="CASCADE"))
    approved_at: Mapped[datetime]
    note: Mapped[str | None] = mapped_column(SealedText("translation_reviews.note"))
