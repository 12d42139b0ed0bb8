"""The officers' page of what was done, and its CSV."""

from datetime import timedelta
from typing import Final

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from engagement.accounts.permissions import Action, reach
from engagement.accounts.sessions import signed_in
from engagement.areas.models import AreaKind
from engagement.areas.queries import current_version
from engagement.audit.recording import record_view
from engagement.core import clock
from engagement.core.db import db
from engagement.core.http import partnership
from engagement.core.sources import Finding, Period
from engagement.reports.done import tables
from engagement.reports.events import Event
from engagement.reports.exports.texts import TAKEN, csv_bytes, taken
from engagement.reports.findings import (
    ACTION_RATE,
    LIGHTING,
    MEDIAN_DAYS,
    SOURCE,
)
from engagement.reports.models import LightingCause
from engagement.reports.reach import Within
from engagement.reports.words import LIGHTING_CAUSES

blueprint = Blueprint("done", __name__, url_prefix="/reports/done")

YEAR: Final = timedelta(days=365)
ALL: Final = "all"


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Action rate and days by district and concern, reports per 1,000, causes of the dark."""
    within, period = _within(), _period()
    findings = SOURCE.findings(db.session, period=period, within=within)
    need = SOURCE.need(db.session, period=period, within=within)
    pairs = list(
        zip(
            tables.chosen(findings, ACTION_RATE),
            tables.chosen(findings, MEDIAN_DAYS),
            strict=True,
        )
    )
    version = current_version(db.session, AreaKind.DISTRICT)
    return render_template(
        "reports/done/index.html",
        period=period,
        everything=period.since is None,
        overall=pairs[0][0],
        districts=[
            tables.pair_row(_district(rate), rate, days)
            for rate, days in pairs
            if rate.area is not None
        ],
        concerns=[
            tables.pair_row(tables.concern_name(rate.theme), rate, days)
            for rate, days in pairs
            if rate.theme is not None
        ],
        causes=_causes(tables.chosen(findings, LIGHTING)),
        rates=[tables.rate_row(_district(one), one) for one in need],
        approximate=version is not None and version.is_approximate,
        made_up=any(one.demonstration for one in findings),
    )


@blueprint.get("/figures.csv")
def csv() -> ResponseReturnValue:
    """Every figure with its base, interval, method and caveat; taking them is recorded."""
    within, period = _within(), _period()
    findings = [
        *SOURCE.findings(db.session, period=period, within=within),
        *SOURCE.need(db.session, period=period, within=within),
    ]
    actor, now = signed_in().actor, clock.now()
    record_view(
        actor=actor,
        action=Event.FIGURES_EXPORTED,
        kind="figures",
        subject="done",
        detail={"period": ALL if period.since is None else "year"},
    )
    stands_on = taken(now, actor.name)
    body = csv_bytes(
        [*tables.COLUMNS, *TAKEN], ([*tables.values(one), *stands_on] for one in findings)
    )
    response = Response(body, mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="what-was-done.csv"'
    return response


def _within() -> Within:
    return reach(signed_in().actor, Action.VIEW_MAPS)


def _period() -> Period:
    """The last twelve months, or everything when that is asked for."""
    today = clock.london_date(clock.now())
    return Period(None if request.args.get("period") == ALL else today - YEAR, today)


def _district(finding: Finding) -> str:
    found = partnership().district(finding.area or "")
    return found.name if found else finding.area or ""


def _causes(findings: list[Finding]) -> list[list[str]]:
    """A line for each cause, in the order of the codes."""
    return [
        tables.cause_row(one, str(LIGHTING_CAUSES[cause]))
        for one, cause in zip(findings, LightingCause, strict=True)
    ]
