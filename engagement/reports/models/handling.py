"""What is done with a report: whose work it is, who was given it, what an administrator allows."""

from datetime import date
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import UNORDERED, Base, enum_type, one_of
from engagement.core.seal import SealedText
from engagement.reports.models.states import OPEN, AssignmentState

FREE_TEXT: Final = "free-text"
_OPEN: Final = sa.text("state IN ('accepted', 'waiting')")


class Assignment(Base):
    """A report as the work of an organisation; one open at most for each report.

    `note` is what it is asked to do, `answer` what it said to that.
    """

    __tablename__ = "report_assignments"
    __table_args__ = (
        one_of("state", AssignmentState),
        sa.Index(
            "uq_report_assignments_open",
            "report_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.Index(None, "organisation_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    report_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("reports.id", ondelete="CASCADE"), index=True
    )
    organisation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("organisations.id"))
    state: Mapped[AssignmentState] = mapped_column(enum_type(AssignmentState, 10))
    due_on: Mapped[date]
    made_on: Mapped[date]
    answered_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(SealedText("report_assignments.note"))
    answer: Mapped[str | None] = mapped_column(SealedText("report_assignments.answer"))

    @property
    def is_open(self) -> bool:
        """Whether it is somebody's work now."""
        return self.state in OPEN


class ReportShare(Base):
    """An organisation that was given a report, by assignment or in an export.

    When the person withdraws the report it is told (`told_on`) and confirms that its copy is gone.
    """

    __tablename__ = "report_shares"
    __table_args__ = (sa.Index(None, "organisation_id", "told_on"), UNORDERED)

    report_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("organisations.id"), primary_key=True
    )
    first_on: Mapped[date]
    told_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]
    confirmed_by: Mapped[UUID | None]


class ReportText(Base):
    """The sender's own words, where an administrator allows them; quarantined until checked."""

    __tablename__ = "report_texts"
    __table_args__ = (UNORDERED,)

    report_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(SealedText("report_texts.text"))
    quarantined: Mapped[bool]


class ReportOption(Base):
    """Something that an administrator switches on or off; what has no row is off."""

    __tablename__ = "report_options"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    value: Mapped[bool]
