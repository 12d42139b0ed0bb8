"""The public results of a survey and their files, all from the frozen bytes."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from engagement.core.db import db
from engagement.reports.exports.texts import csv_bytes
from surveys.results import wording
from surveys.results.frozen import read_frozen
from surveys.results.queries import release_at

blueprint = Blueprint("survey_told", __name__, url_prefix="/survey")

HOUR_SECONDS: Final = 3600


@blueprint.get("/<string:slug>/results/")
def index(slug: str) -> ResponseReturnValue:
    """What was published: nothing is counted here."""
    survey, stored = release_at(db.session, slug=slug)
    release = read_frozen(stored.content)
    return render_template(
        "surveys/results/told.html",
        survey=survey,
        release=release,
        made_on=stored.made_on,
        sha256=stored.sha256,
        lines=_lines,
        count_words=wording.count_words,
        part_words=wording.part_words,
    )


@blueprint.get("/<string:slug>/results.json")
def json(slug: str) -> ResponseReturnValue:
    """The file byte for byte."""
    _survey, stored = release_at(db.session, slug=slug)
    return _file(stored.content, "application/json", f"{slug}-results.json")


@blueprint.get("/<string:slug>/results.csv")
def csv(slug: str) -> ResponseReturnValue:
    """The same figures as a table."""
    _survey, stored = release_at(db.session, slug=slug)
    rows = wording.file_rows(read_frozen(stored.content), stored.sha256)
    return _file(csv_bytes(wording.COLUMNS, rows), "text/csv", f"{slug}-results.csv")


def _lines(question: Mapping[str, Any], small: int) -> list[dict[str, object]]:
    """What the bars draw: a bar only where a whole percent may be said."""
    return [
        {
            "label": answer["label"],
            "text": wording.part_words(answer, small),
            "outside": outside,
            "share": {"value": answer["percent"] / 100, "low": None, "high": None}
            if answer["percent"] is not None
            else None,
        }
        for outside, part in ((False, "answers"), (True, "outside"))
        for answer in question[part]
    ]


def _file(body: bytes, mimetype: str, name: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = f"public, max-age={HOUR_SECONDS}"
    return response
