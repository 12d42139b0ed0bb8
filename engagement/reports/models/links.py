"""Links that officers give to a class or an event."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import Base, enum_type, one_of
from engagement.core.seal import SealedText
from engagement.reports.models.states import Channel


class LinkKind(StrEnum):
    """What a link is for; the reports that come by it carry it as their channel."""

    CLASS = "class"
    EVENT = "event"

    @property
    def channel(self) -> Channel:
        """The channel of reports by such a link."""
        return Channel(self.value)


class EventLink(Base):
    """A dated link with a ceiling: reports that come by it are not held for coming together.

    It counts reports and knows none of them: no report says by which link it came.
    """

    __tablename__ = "report_links"
    __table_args__ = (
        one_of("kind", LinkKind),
        sa.CheckConstraint("opens_on <= closes_on", name="dates"),
        sa.CheckConstraint("ceiling > 0", name="ceiling"),
        sa.CheckConstraint("used BETWEEN 0 AND ceiling", name="used"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(SealedText("report_links.name"))
    kind: Mapped[LinkKind] = mapped_column(enum_type(LinkKind, 10))
    district_code: Mapped[str | None] = mapped_column(sa.String(20))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    ceiling: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)
    ended_on: Mapped[date | None]
