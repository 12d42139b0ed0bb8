"""What is left of reports that have gone: counts."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import Base

ALL = ""
"""The concern of the row that counts each report once."""


class ReportCount(Base):
    """How many reports of a source, month, district and concern ended in a way.

    A report is counted once under the concern ALL and once under each concern that it named. What
    was not known is empty. `ended` is a value of `retention.Ended`. For officers: small numbers
    stand here as they are, and go out only through `engagement.disclosure`.
    """

    __tablename__ = "report_counts"
    __table_args__ = (sa.CheckConstraint("n > 0", name="n"),)

    source: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    district_code: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    concern: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    ended: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    n: Mapped[int]
