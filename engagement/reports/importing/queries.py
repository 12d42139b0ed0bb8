"""What was imported."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from engagement.core.errors import NotFound
from engagement.core.seal import Json
from engagement.reports.models import ReportImport

T = TypeVar("T")

PAGE: Final = 25
ROWS_ON_A_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Some imports, the newest first, and how many there are in all."""

    imports: Sequence[ReportImport]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class OutsideRow:
    """A row whose place is in the United Kingdom and in no district."""

    line: int
    reason: str
    lon: float
    lat: float
    easting: float
    northing: float


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that could not be read, or whose place does not exist."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class RowPage(Generic[T]):
    """Some of the rows that an import lists."""

    rows: Sequence[T]
    listed: int
    number: int
    pages: int


def imports_page(session: Session, *, number: int = 1) -> ImportPage:
    """One page of imports, the newest first; a number beyond the last gives the last page."""
    total = session.scalar(sa.select(sa.func.count()).select_from(ReportImport)) or 0
    number, pages = _page(number, total, PAGE)
    imports = session.scalars(
        sa.select(ReportImport)
        .options(defer(ReportImport.outside_rows), defer(ReportImport.rejected_rows))
        .order_by(ReportImport.started_at.desc(), ReportImport.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    return ImportPage(imports, total, number, pages)


def import_by_id(session: Session, *, import_id: UUID) -> ReportImport:
    """One import with the rows that it lists; NotFound when there is none."""
    found = session.get(ReportImport, import_id)
    if found is None:
        raise NotFound
    return found


def import_without_rows(session: Session, *, import_id: UUID) -> ReportImport:
    """One import without the rows that it lists, which take time to open; NotFound for none."""
    found = session.scalar(
        sa.select(ReportImport)
        .where(ReportImport.id == import_id)
        .options(defer(ReportImport.outside_rows), defer(ReportImport.rejected_rows))
    )
    if found is None:
        raise NotFound
    return found


def source_of_file(session: Session, *, sha256: str) -> str | None:
    """The source under which this very file was loaded first, whatever it is called now."""
    return session.scalar(
        sa.select(ReportImport.source)
        .where(ReportImport.file_sha256 == sha256)
        .order_by(ReportImport.started_at, ReportImport.id)
        .limit(1)
    )


def outside_rows(one: ReportImport) -> list[OutsideRow]:
    """The rows outside, in the order of the file."""
    return [OutsideRow(**row) for row in _rows(one.outside_rows)]


def rejected_rows(one: ReportImport) -> list[RejectedRow]:
    """The rows that were not taken, in the order of the file."""
    return [RejectedRow(**row) for row in _rows(one.rejected_rows)]


def rows_page(rows: Sequence[T], number: int) -> RowPage[T]:
    """One page of listed rows; a number beyond the last gives the last page."""
    number, pages = _page(number, len(rows), ROWS_ON_A_PAGE)
    start = (number - 1) * ROWS_ON_A_PAGE
    return RowPage(rows[start : start + ROWS_ON_A_PAGE], len(rows), number, pages)


def _page(number: int, total: int, size: int) -> tuple[int, int]:
    pages = max(1, -(-total // size))
    return min(max(1, number), pages), pages


def _rows(stored: Json) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", stored or [])
