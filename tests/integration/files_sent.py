"""Files that wait to be imported or loaded, and how each form about them is answered."""

import io
import json
from functools import cache
from typing import Any, Final
from uuid import UUID, uuid4

import shapely
from sqlalchemy.orm import Session

from engagement.areas.models import AreaUpload
from engagement.core import clock
from engagement.reports.models import ReportUpload, UploadState
from geo.crs import to_lonlat
from tests.integration.surveys.doors import file_for

CODES: Final = [f"E0700013{n}" for n in range(6, 10)] + [f"E0700014{n}" for n in range(3)]
ROWS: Final = b"easting,northing,month\n535000,345000,2020-07\n"
HEADER: Final = ["easting", "northing", "month"]
ANSWERS: Final[dict[str, dict[str, str]]] = {
    "uploads.sheet": {"sheet": "More"},
    "uploads.columns": {
        "source": "Another walk",
        "easting": "0",
        "northing": "1",
        "month": "2",
        "order": "day",
        "precision_m": "10",
    },
    "area_uploads.layer": {"layer": "more"},
    "area_uploads.fields": {
        "kind": "district",
        "code": "code",
        "name": "name",
        "parent": "",
        "label": "Another version",
    },
}
"""By endpoint, answers that change what was said before."""


def sent_files(session: Session) -> UUID:
    """A file of reports and one of boundaries, both described and waiting, under one id."""
    id, now = uuid4(), clock.now()
    said: dict[str, Any] = {"sheet": "Data", "source": "A walk", "precision_m": 1}
    said["columns"] = {"easting": "easting", "northing": "northing", "month": "month"}
    session.add(
        ReportUpload(
            id=id,
            file_name="reports.csv",
            size=len(ROWS),
            sha256="0" * 64,
            content=ROWS,
            uploaded_at=now,
            sheets={"Data": HEADER, "More": HEADER},
            mapping=said,
            state=UploadState.WAITING,
        )
    )
    chosen = {"layers": {"boundaries": ["code", "name"], "more": ["code", "name"]}}
    chosen |= ANSWERS["area_uploads.fields"] | {"layer": "boundaries", "label": "A version"}  # type: ignore[arg-type]
    session.add(
        AreaUpload(
            id=id,
            file_name="boundaries.geojson",
            size=len(districts()),
            content=districts(),
            uploaded_at=now,
            chosen=chosen,
        )
    )
    session.commit()
    return id


def file_to_send(endpoint: str) -> dict[str, Any]:
    """What the field `file` of a form sends, new for each request."""
    content = {"uploads.begin": ROWS, "area_uploads.begin": districts()}.get(endpoint)
    return (
        file_for(endpoint) if content is None else {"file": (io.BytesIO(content), "file.geojson")}
    )


@cache
def districts() -> bytes:
    """The seven districts of the shipped partnership file as squares in a row, GeoJSON."""
    features = []
    for number, code in enumerate(CODES):
        west = 500_000 + number * 10_000
        square = shapely.box(west, 340_000, west + 10_000, 350_000)
        corners = shapely.get_coordinates(square)
        degrees = zip(*(c.tolist() for c in to_lonlat(corners[:, 0], corners[:, 1])), strict=True)
        features.append(
            {
                "type": "Feature",
                "properties": {"code": code, "name": f"District {number}"},
                "geometry": {"type": "Polygon", "coordinates": [list(degrees)]},
            }
        )
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()
