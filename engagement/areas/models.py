"""Areas and the versions of the boundary files they were read from."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engagement.core.db import Base, enum_type
from engagement.core.seal import Json


class AreaKind(StrEnum):
    """The kinds of area that boundary files describe."""

    DISTRICT = "district"
    WARD = "ward"
    PARISH = "parish"
    LSOA = "lsoa"


class AreaVersion(Base):
    """One loading of one kind of area; the current one answers, older explain older figures."""

    __tablename__ = "area_versions"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('district', 'ward', 'parish', 'lsoa')", name="kind"),
        sa.Index(
            "uq_area_versions_current",
            "kind",
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[AreaKind] = mapped_column(enum_type(AreaKind, 10))
    label: Mapped[str] = mapped_column(sa.String(120))
    file_name: Mapped[str | None] = mapped_column(sa.String(255))
    file_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    loaded_at: Mapped[datetime]
    is_current: Mapped[bool]
    is_approximate: Mapped[bool]
    repaired: Mapped[list[Json]] = mapped_column(sa.JSON)
    web_outlines: Mapped[bytes] = mapped_column(deferred=True)


class Area(Base):
    """One area of one version. `boundary` is WKB in EPSG:27700 (metres)."""

    __tablename__ = "areas"
    __table_args__ = (sa.UniqueConstraint("version_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = mapped_column(sa.ForeignKey("area_versions.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(sa.String(20), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    parent_code: Mapped[str | None] = mapped_column(sa.String(20))
    population: Mapped[int | None]
    population_source: Mapped[str | None] = mapped_column(sa.String(120))
    population_year: Mapped[int | None]
    attributes: Mapped[dict[str, Json]] = mapped_column(sa.JSON)
    area_km2: Mapped[float]
    boundary: Mapped[bytes] = mapped_column(deferred=True)


class AreaUpload(Base):
    """A boundary file that an officer sent, with what was `chosen` so far; gone once it is loaded.

    Boundaries are public, so the bytes are not sealed.
    """

    __tablename__ = "area_uploads"
    __table_args__ = (sa.Index(None, "uploaded_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(sa.String(255))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(deferred=True)
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[UUID | None]
    chosen: Mapped[dict[str, Json]] = mapped_column(sa.JSON)
