"""Storing an import: its reports, its record and the audit entry, all of it or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import Final, TypeVar, cast
from uuid import uuid4

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.areas.locating import area_locator
from engagement.audit.commands import record
from engagement.core.actor import Actor
from engagement.core.errors import Rejected
from engagement.reports.concerns import TimeBand
from engagement.reports.importing.placing import PlacedFile
from engagement.reports.importing.rows import CONCERNS
from engagement.reports.models import (
    PUBLIC_SOURCE,
    Channel,
    ImportState,
    PlacedBy,
    Report,
    ReportConcern,
    ReportImport,
    ReportState,
)

DEMONSTRATION_SOURCE: Final = "demonstration"
RESERVED: Final = frozenset({PUBLIC_SOURCE, DEMONSTRATION_SOURCE})
LONGEST_SOURCE: Final = 80
LONGEST_NAME: Final = 255
ENDINGS: Final = (".gz", ".csv", ".xlsx")
ASKED_AT_ONCE: Final = 500
STORED_AT_ONCE: Final = 2_000
ATTEMPTS: Final = 5

BANDS: Final = tuple(TimeBand)
REPORTS: Final = cast("sa.Table", Report.__table__)
CONCERNS_NAMED: Final = cast("sa.Table", ReportConcern.__table__)

T = TypeVar("T")
Progress = Callable[[int], None]


class ImportEvent(StrEnum):
    """What the audit trail says about imports."""

    IMPORTED = "reports-imported"
    VIEWED = "import-viewed"
    EXPORTED = "import-rows-exported"


KIND: Final = "report-import"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file came from: the source that its reports name, and the file's own name."""

    source: str
    file_name: str


def origin(source: str, file_name: str) -> Origin:
    """A checked origin; Rejected for a name that is blank, too long, unprintable or taken by us."""
    name = source.strip()
    if not name or len(name) > LONGEST_SOURCE or not name.isprintable():
        raise Rejected(f"Name the source in 1 to {LONGEST_SOURCE} characters.", field="source")
    if name.casefold() in RESERVED:
        raise Rejected(f"'{name}' is our own source. Choose another name.", field="source")
    return Origin(name, file_name[-LONGEST_NAME:])


def usual_source(file_name: str) -> str:
    """A source named after its file, without the endings."""
    stem = file_name
    for ending in ENDINGS:
        stem = stem.removesuffix(ending)
    return "".join(char for char in stem if char.isprintable()).strip()[:LONGEST_SOURCE]


def store_import(
    session: Session,
    *,
    placed: PlacedFile,
    origin: Origin,
    demonstration: bool,
    actor: Actor,
    now: datetime,
    progress: Progress = lambda count: None,
) -> ReportImport:
    """Store what is not known yet; read = imported + known + outside + rejected.

    `demonstration` is the mode in which districts of approximate outlines count as confirmed. When
    another import stores the same rows meanwhile, they are known here. `progress` hears how many
    reports were stored since it was last told.
    """
    if area_locator(session) is not placed.locator:
        raise Rejected("The boundaries changed while the file was read. Start the import again.")
    for _attempt in range(ATTEMPTS):
        new = not_known(session, placed, in_order(placed).tolist())
        try:
            with session.begin_nested():
                made = import_record(placed, origin, actor, now)
                count_up(made, placed, imported=len(new))
                session.add(made)
                session.flush()
                for count in store_reports(session, placed, new, made, demonstration=demonstration):
                    progress(count)
            break
        except IntegrityError:  # somebody else stored some of these rows; now they are known
            continue
    else:
        raise Rejected("Another import of the same rows is running. Start this one again later.")
    audit_import(session, made, actor, now)
    return made


def in_order(placed: PlacedFile) -> NDArray[np.int64]:
    """Places in `placed.taken`, ordered by identity.

    In one order everywhere, so that two imports of the same rows wait for each other instead of
    crossing; it also keeps the file's order out of the database.
    """
    words = np.ascontiguousarray(placed.identities[:, 0]).view(">u8")
    return np.lexsort(words.T[::-1])


def not_known(session: Session, placed: PlacedFile, places: Sequence[int]) -> list[int]:
    """Those of the places in `placed.taken` whose rows are no report yet, in their order."""
    known: set[bytes] = set()
    for some in _batches((key for at in places for key in placed.identity(at)), ASKED_AT_ONCE):
        found = sa.select(Report.row_identity).where(Report.row_identity.in_(some))
        known.update(
            bytes(key) for key in session.scalars(found.order_by(Report.row_identity)) if key
        )
    return [place for place in places if known.isdisjoint(placed.identity(place))]


def import_record(placed: PlacedFile, origin: Origin, actor: Actor, now: datetime) -> ReportImport:
    """The record of an import that begins, with the rows that are no reports."""
    file = placed.file
    return ReportImport(
        id=uuid4(),
        source=origin.source,
        file_name=origin.file_name,
        file_sha256=file.sha256,
        mapping=dict(file.columns),
        state=ImportState.READING,
        started_at=now,
        started_by=actor.id,
        outside_rows=placed.outside_rows,
        rejected_rows=[{"line": row.line, "reason": row.reason} for row in file.rejected],
    )


def count_up(made: ReportImport, placed: PlacedFile, *, imported: int) -> None:
    """Account for every row of the file, and end the import."""
    made.state = ImportState.DONE
    made.read = placed.file.read
    made.imported = imported
    made.known = len(placed.taken) - imported
    made.outside = placed.outside
    made.rejected = placed.file.rejected_count


def store_reports(
    session: Session,
    placed: PlacedFile,
    new: Sequence[int],
    made: ReportImport,
    *,
    demonstration: bool,
) -> Iterator[int]:
    """Insert reports and their concerns in batches; yields how many each batch had."""
    for some in _batches(new, STORED_AT_ONCE):
        reports, named = [], []
        for place in some:
            report = _values(placed, place, made, demonstration=demonstration)
            reports.append(report)
            named += _concerns(placed, place, report["id"])
        session.execute(sa.insert(REPORTS), reports)
        if named:
            session.execute(sa.insert(CONCERNS_NAMED), named)
        yield len(some)


def _values(
    placed: PlacedFile, place: int, made: ReportImport, *, demonstration: bool
) -> dict[str, object]:
    file, row, district = placed.file, placed.taken[place], placed.district[place]
    year, month = divmod(int(file.month[row]), 12)
    day, band = int(file.day[row]), int(file.band[row])
    return {
        "id": uuid4(),
        "state": ReportState.NEW,
        "source": made.source,
        "easting": float(file.easting[row]),
        "northing": float(file.northing[row]),
        "precision_m": int(file.precision_m[row]),
        "placed_by": PlacedBy.IMPORT,
        "channel": Channel.IMPORT,
        "district_code": district,
        "lsoa_code": placed.lsoa[place],
        "district_version_id": placed.locator.version_id,
        "district_confirmed": district is not None
        and (demonstration or not placed.locator.approximate),
        "occurred_on": date(year, month + 1, day) if day else None,
        "occurred_month": f"{year:04}-{month + 1:02}",
        "time_band": None if band < 0 else BANDS[band],
        "import_id": made.id,
        "row_identity": placed.identity(place)[0],
    }


def _concerns(placed: PlacedFile, place: int, report_id: object) -> list[dict[str, object]]:
    bits = int(placed.file.concerns[placed.taken[place]])
    return [
        {"report_id": report_id, "concern": concern}
        for number, concern in enumerate(CONCERNS)
        if bits >> number & 1
    ]


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def audit_import(session: Session, made: ReportImport, actor: Actor, now: datetime) -> None:
    """Say in the trail what an import stored."""
    record(
        session,
        actor=actor,
        action=ImportEvent.IMPORTED,
        kind=KIND,
        subject=made.id,
        now=now,
        detail={
            "source": made.source,
            "read": made.read,
            "imported": made.imported,
            "known": made.known,
            "outside": made.outside,
            "rejected": made.rejected,
        },
    )
