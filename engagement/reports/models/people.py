"""What people said about themselves, apart from every place."""

from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import UNORDERED, Base
from engagement.core.seal import Json, SealedJSON


class AboutPerson(Base):
    """The optional answers of somebody who reported a place in a quarter ("2026-Q4").

    Nothing leads from here to a report or back: no key, no order, no day.
    """

    __tablename__ = "report_people"
    __table_args__ = (sa.Index(None, "quarter"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    quarter: Mapped[str] = mapped_column(sa.String(7))
    answers: Mapped[dict[str, Json]] = mapped_column(SealedJSON("report_people.answers"))
