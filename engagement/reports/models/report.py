"""Reports and the concerns they name."""

from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.core.db import UNORDERED, Base, enum_type, one_of
from engagement.core.seal import SealedText
from engagement.reports.concerns import Concern, TimeBand
from engagement.reports.models.states import (
    Channel,
    HeldBecause,
    LightingCause,
    Outcome,
    PlacedBy,
    ReportState,
)

PUBLIC_SOURCE: Final = "public"
GONE_METRES: Final = 10_000
"""What stands as the precision of a place that was withdrawn."""


class Report(Base):
    """One place that somebody told us about. No person, no network, no time of arrival.

    Of its arrival it keeps the week alone (`received_week`, a Monday in London; none for imports);
    `approved_on`, `passed_on`, `acted_on` and `closed_on` are days on which officers did something.

    `easting`, `northing` (EPSG:27700) are the south-west corner of a square of `precision_m`
    metres; areas were assigned on the full coordinates before they were cut. The key is random
    and rows have no rowid, so nothing here tells the order in which reports came.
    """

    __tablename__ = "reports"
    __table_args__ = (
        one_of("state", ReportState),
        one_of("channel", Channel),
        one_of("outcome", Outcome),
        sa.CheckConstraint(
            "(state = 'closed') = (outcome IS NOT NULL)", name="closed_with_outcome"
        ),
        sa.CheckConstraint(
            "occurred_on IS NULL OR occurred_month IS NOT NULL", name="month_with_date"
        ),
        sa.CheckConstraint("precision_m > 0", name="precision"),
        sa.Index(None, "district_code", "occurred_month"),
        sa.Index(None, "source", "occurred_month"),
        sa.Index(None, "state", "district_code"),
        sa.Index(None, "received_week", "easting", "northing"),
        sa.Index(None, "easting", "northing"),
        UNORDERED,
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[ReportState] = mapped_column(enum_type(ReportState, 20))
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
    often: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[Channel] = mapped_column(enum_type(Channel, 10), default=Channel.ONLINE)
    received_week: Mapped[date | None]
    burst: Mapped[int | None] = mapped_column(index=True)
    held_because: Mapped[HeldBecause | None] = mapped_column(enum_type(HeldBecause, 20))
    approved_on: Mapped[date | None]
    passed_on: Mapped[date | None]
    acted_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    outcome: Mapped[Outcome | None] = mapped_column(enum_type(Outcome, 20))
    lighting_cause: Mapped[LightingCause | None] = mapped_column(enum_type(LightingCause, 20))
    lighting_owner: Mapped[str | None] = mapped_column(sa.String(200))
    receipt_hash: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32), unique=True)
    body_hash: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32), index=True)
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
