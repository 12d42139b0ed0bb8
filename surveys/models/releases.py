"""What was published about surveys, byte for byte."""

from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import Base


class SurveyRelease(Base):
    """The one frozen file of a survey's public results, never changed."""

    __tablename__ = "survey_releases"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    survey_id: Mapped[UUID] = mapped_column(sa.ForeignKey("surveys.id"), unique=True)
    made_on: Mapped[date]
    content: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    policy: Mapped[str] = mapped_column(sa.String(40))
    made_by: Mapped[UUID | None]
    demonstration: Mapped[bool] = mapped_column(default=False)
