"""Shared makers for tests: each writes one ordinary thing; a test says what matters to it."""

import gzip
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

import numpy as np
import shapely
from sqlalchemy.orm import Session

from engagement.areas.models import Area, AreaKind, AreaVersion
from engagement.core import clock
from engagement.core.jobs import Job
from engagement.reports.concerns import Concern
from engagement.reports.models import (
    PUBLIC_SOURCE,
    Outcome,
    PlacedBy,
    Report,
    ReportConcern,
    ReportState,
)
from geo.crs import to_lonlat

Shape = shapely.Polygon | shapely.MultiPolygon

BOSTON, EAST_LINDSEY, LINCOLN = "E07000136", "E07000137", "E07000138"
SQUARES: Mapping[str, tuple[str, tuple[float, float, float, float]]] = {
    BOSTON: ("Boston", (530_000, 340_000, 540_000, 350_000)),
    EAST_LINDSEY: ("East Lindsey", (540_000, 340_000, 550_000, 350_000)),
    LINCOLN: ("Lincoln", (530_000, 350_000, 540_000, 360_000)),
}
"""Three districts of the shipped partnership file as squares of 10 km: code -> name and sides."""


def districts(
    session: Session,
    *,
    approximate: bool = False,
    population: int | None = 50_000,
    label: str = "square districts",
    squares: Mapping[str, tuple[str, tuple[float, float, float, float]]] = SQUARES,
    shapes: Mapping[str, Shape] | None = None,
) -> AreaVersion:
    """A current version of districts, committed; the one before stays as an older version."""
    for older in session.query(AreaVersion).filter_by(kind=AreaKind.DISTRICT):
        older.is_current = False
    session.flush()
    drawn: Mapping[str, Shape] = shapes or {
        code: shapely.box(*sides) for code, (_name, sides) in squares.items()
    }
    names = {code: squares[code][0] if code in squares else code for code in drawn}
    version = AreaVersion(
        id=uuid4(),
        kind=AreaKind.DISTRICT,
        label=label,
        file_name="squares.geojson",
        file_sha256="0" * 64,
        loaded_at=clock.now(),
        is_current=True,
        is_approximate=approximate,
        repaired=[],
        web_outlines=_web_outlines(drawn, names),
    )
    session.add(version)
    session.flush()
    session.add_all(
        Area(
            id=uuid4(),
            version_id=version.id,
            code=code,
            name=names[code],
            population=population,
            population_source="Test count" if population else None,
            population_year=2021 if population else None,
            attributes={},
            area_km2=shape.area / 1e6,
            boundary=shape.wkb,
        )
        for code, shape in drawn.items()
    )
    session.commit()
    return version


def report(
    session: Session, *, concerns: tuple[Concern, ...] = (Concern.BADLY_LIT,), **changes: Any
) -> Report:
    """A new report from the public in the first district, flushed; `changes` are its columns."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "state": ReportState.NEW,
        "source": PUBLIC_SOURCE,
        "easting": 532_500.0,
        "northing": 343_700.0,
        "precision_m": 10,
        "placed_by": PlacedBy.MAP,
        "district_code": BOSTON,
        "lsoa_code": None,
        "district_version_id": None,
        "district_confirmed": True,
        "occurred_on": date(2025, 3, 14),
        "time_band": None,
        "demonstration": False,
    } | changes
    on = values["occurred_on"]
    values.setdefault("occurred_month", f"{on:%Y-%m}" if on else None)
    if values["state"] is ReportState.CLOSED:
        values.setdefault("outcome", Outcome.REPAIRED)
    made = Report(**values)
    made.concerns = [ReportConcern(concern=concern) for concern in concerns]
    session.add(made)
    session.flush()
    return made


def some_job(session: Session, name: str, **changes: Any) -> Job:
    """A job's row, committed and sent to nobody."""
    values: dict[str, Any] = {"id": uuid4(), "args": {}, "created_at": clock.now()}
    made = Job(name=name, **values | changes)
    session.add(made)
    session.commit()
    return made


def _web_outlines(shapes: Mapping[str, Shape], names: Mapping[str, str]) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": names[code]},
            "geometry": shapely.geometry.mapping(shapely.transform(shape, _degrees)),
        }
        for code, shape in shapes.items()
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return gzip.compress(json.dumps(collection).encode())


def _degrees(points: Any) -> Any:
    lon, lat = to_lonlat(points[:, 0].copy(), points[:, 1].copy())
    return np.column_stack([lon, lat])
