"""The public page "What you told us, what was done" and its files, all from the frozen bytes."""

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from engagement.areas.queries import web_outlines
from engagement.core.db import db
from engagement.core.http import settings
from engagement.disclosure.releases import Release, read_release
from engagement.reports.exports.texts import csv_bytes
from engagement.reports.releases import wording
from engagement.reports.releases.commands import POLICY
from engagement.reports.releases.queries import latest_release, release_with_hash
from geo.svg import Picture, picture_of

blueprint = Blueprint("told", __name__, url_prefix="/what-you-told-us")

YEAR_SECONDS: Final = 365 * 24 * 3600


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """What was published last: nothing is counted here."""
    stored = latest_release(db.session, demonstration=settings().demonstration)
    if stored is None:
        return render_template("reports/releases/none.html", policy=POLICY)
    release = read_release(stored.content)
    return render_template(
        "reports/releases/told.html",
        release=release,
        days=wording.days(release),
        sha256=stored.sha256,
        lines={line.code: line for line in wording.district_lines(release)},
        picture=_picture(release),
        legend=wording.legend(),
        districts=wording.district_table(release),
        reasons=wording.reason_table(release),
    )


@blueprint.get("/<string:digest>.json")
def json(digest: str) -> ResponseReturnValue:
    """A release byte for byte: its address is its hash."""
    stored = release_with_hash(db.session, sha256=digest)
    return _file(stored.content, "application/json", f"what-you-told-us-{stored.made_on}.json")


@blueprint.get("/<string:digest>.csv")
def csv(digest: str) -> ResponseReturnValue:
    """The same figures as a table; each row says what it stands on."""
    stored = release_with_hash(db.session, sha256=digest)
    rows = wording.file_rows(read_release(stored.content), stored.sha256)
    return _file(
        csv_bytes(wording.COLUMNS, rows), "text/csv", f"what-you-told-us-{stored.made_on}.csv"
    )


def _picture(release: Release) -> Picture | None:
    """The map of the boundaries that the release was made with; none when they are gone."""
    version = release.facts.get("boundary_version")
    outlines = web_outlines(db.session, UUID(version)) if isinstance(version, str) else None
    return picture_of(outlines) if outlines else None


def _file(body: bytes, mimetype: str, name: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response
