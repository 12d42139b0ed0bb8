"""Reports, the concerns they name, and the record of each import."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.core.db import UNORDERED, Base, enum_type
from engagement.core.seal import Json, SealedJSON, SealedText
from engagement.reports.concerns import Concern, TimeBand

PUBLIC_SOURCE: Final = "public"


class ReportState(StrEnum):
    """Where a report stands."""

    NEW = "new"
    APPROVED = "approved"
    HELD = "held"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


COUNTED: Final = frozenset({ReportState.NEW, ReportState.APPROVED, ReportState.HELD})
"""States that figures for officers count: everything not rejected or withdrawn."""


class PlacedBy(StrEnum):
    """How the place was given; it decides how exact the place is."""

    MAP = "map"
    LONLAT = "lonlat"
    GRID_REFERENCE = "grid-reference"
    PLACE_NAME = "place-name"
    IMPORT = "import"


class Report(Base):
    """One place that somebody told us about. No person, no network, no time of arrival.

    `easting`, `northing` (EPSG:27700) are the south-west corner of a square of `precision_m`
    metres; areas were assigned on the full coordinates before they were cut. The key is random
    and rows have no rowid, so nothing here tells the order in which reports came.
    """

    __tablename__ = "reports"
    __table_args__ = (
        sa.CheckConstraint(
            "state IN ('new', 'approved', 'held', 'rejected', 'withdrawn')", name="state"
        ),
        sa.CheckConstraint(
            "occurred_on IS NULL OR occurred_month IS NOT NULL", name="month_with_date"
        ),
        sa.CheckConstraint("precision_m > 0", name="precision"),
        sa.Index(None, "district_code", "occurred_month"),
        sa.Index(None, "source", "occurred_month"),
        UNORDERED,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[ReportState] = mapped_column(enum_type(ReportState, 10))
    source: Mapped[str] = mapped_column(sa.String(80))
    easting: Mapped[float | None]
    northing: Mapped[float | None]
    precision_m: Mapped[int]
    placed_by: Mapped[PlacedBy] = mapped_column(enum_type(PlacedBy, 20))
    district_code: Mapped[str | None] = mapped_column(sa.String(20))
    lsoa_code: Mapped[str | None] = mapped_column(sa.String(20))
    district_version_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("area_versions.id"))
    district_confirmed: Mapped[bool]
    occurred_on: Mapped[date | None]
    occurred_month: Mapped[str | None] = mapped_column(sa.String(7))
    time_band: Mapped[TimeBand | None] = mapped_column(enum_type(TimeBand, 10))
    burst: Mapped[int | None]
    receipt_hash: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32), unique=True)
    body_hash: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))
    import_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("report_imports.id"), index=True)
    row_identity: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32), unique=True)
    demonstration: Mapped[bool] = mapped_column(default=False)
    decision_note: Mapped[str | None] = mapped_column(SealedText("reports.decision_note"))

    concerns: Mapped[list["ReportConcern"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="ReportConcern.concern",
    )


class ReportConcern(Base):
    """One reason named by one report."""

    __tablename__ = "report_concerns"
    __table_args__ = (sa.Index(None, "concern"), UNORDERED)

    report_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True
    )
    concern: Mapped[Concern] = mapped_column(enum_type(Concern, 30), primary_key=True)


class ImportState(StrEnum):
    """Where an import stands."""

    READING = "reading"
    DONE = "done"
    REFUSED = "refused"


class ReportImport(Base):
    """One file that was read: every row of it is accounted for.

    read = imported + already known + outside + rejected. `outside_rows` and `rejected_rows` name
    each row by its line in the file, with the reason; their values are sealed.
    """

    __tablename__ = "report_imports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(sa.String(80))
    file_name: Mapped[str] = mapped_column(sa.String(255))
    file_sha256: Mapped[str] = mapped_column(sa.String(64))
    mapping: Mapped[dict[str, Json]] = mapped_column(sa.JSON)
    state: Mapped[ImportState] = mapped_column(enum_type(ImportState, 10))
    started_at: Mapped[datetime]
    started_by: Mapped[UUID | None]
    read: Mapped[int] = mapped_column(default=0)
    imported: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    outside: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    outside_rows: Mapped[Json] = mapped_column(SealedJSON("report_imports.outside_rows"))
    rejected_rows: Mapped[Json] = mapped_column(SealedJSON("report_imports.rejected_rows"))
