"""Pages of areas: what is loaded, and the outlines that maps draw."""

from uuid import UUID

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from engagement.accounts.permissions import Action
from engagement.accounts.sessions import signed_in
from engagement.areas import tiles
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
from engagement.areas.uploads.forms import KINDS
from engagement.areas.uploads.queries import open_uploads
from engagement.core.db import db
from engagement.core.errors import NotFound
from engagement.core.http import leave_no_line, settings

blueprint = Blueprint("areas", __name__)

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
        uploads=open_uploads(db.session) if signed_in().holds(Action.MANAGE_AREAS) else [],
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


@blueprint.get("/tiles/<string(length=16):version>.pmtiles")
def base_map(version: str) -> ResponseReturnValue:
    """The base map that is set, in ranges; who looks where leaves no line."""
    leave_no_line()
    found = tiles.tiles_file(settings().tiles_file)
    if found is None or found.version != version:
        raise NotFound
    return tiles.answer(found)


@blueprint.app_template_global("base_map")
def _base_map() -> dict[str, object]:
    """What a map needs of the base map that is set: `address` and `deepest`; empty without one."""
    found = tiles.tiles_file(settings().tiles_file)
    if found is None:
        return {}
    address = url_for("areas.base_map", version=found.version)
    return {"address": address, "deepest": found.deepest}
