"""Pages of areas: what is loaded, and the outlines that maps draw."""

from uuid import UUID

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from engagement.areas.commands import AFTER_LOAD
from engagement.areas.models import AreaKind
from engagement.areas.queries import (
    areas_of,
    current_version,
    placing_again,
    residents_by_district,
    versions,
    web_outlines,
)
from engagement.core.db import db
from engagement.core.errors import NotFound

blueprint = Blueprint("areas", __name__)

KINDS = {
    AreaKind.DISTRICT: _l("Districts"),
    AreaKind.WARD: _l("Wards"),
    AreaKind.PARISH: _l("Parishes"),
    AreaKind.LSOA: _l("Small areas (LSOA)"),
}
YEAR_SECONDS = 365 * 24 * 3600


@blueprint.get("/areas/")
def index() -> ResponseReturnValue:
    """What is loaded, which version answers, and how to load official boundaries."""
    current = current_version(db.session, AreaKind.DISTRICT)
    return render_template(
        "areas/index.html",
        current=current,
        districts=areas_of(db.session, current) if current else [],
        residents=residents_by_district(db.session),
        versions=versions(db.session),
        kinds=KINDS,
        placing=placing_again(db.session, names=AFTER_LOAD),
    )


@blueprint.get("/areas/outlines/<uuid:version_id>.geojson")
def outlines(version_id: UUID) -> ResponseReturnValue:
    """Simplified outlines of a version, GeoJSON in EPSG:4326; they never change, so keep them."""
    body = web_outlines(db.session, version_id)
    if body is None:
        raise NotFound
    response = Response(body, mimetype="application/geo+json")
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response
