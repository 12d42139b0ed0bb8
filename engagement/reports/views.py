"""Officers' pages of reports: the list, one report, deciding, exporting."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.accounts.permissions import Action, reach
from engagement.accounts.sessions import signed_in
from engagement.audit.recording import record_view
from engagement.core import clock
from engagement.core.db import db, reading
from engagement.core.errors import Rejected
from engagement.reports import wording
from engagement.reports.assignments.views import blueprint as assignments
from engagement.reports.decisions import DECISIONS, Decision, possible
from engagement.reports.events import KIND, Event
from engagement.reports.exports.views import blueprint as exports
from engagement.reports.filtering import filter_form, page_number
from engagement.reports.forms import STATES, DecisionForm, ListForm, source_text
from engagement.reports.importing.views import blueprint as imports
from engagement.reports.journey.views import blueprint as journey
from engagement.reports.links.views import blueprint as links
from engagement.reports.maps.views import blueprint as maps
from engagement.reports.models import Report
from engagement.reports.queries import (
    counts_by_state,
    report_with_concerns,
    reports_matching,
)
from engagement.reports.queue.views import blueprint as queue
from engagement.reports.reach import require_for
from engagement.reports.recording.views import blueprint as recording
from engagement.reports.showing import detail_page, district_words, near_words
from engagement.reports.texts.views import blueprint as texts
from engagement.reports.uploads.views import blueprint as uploads
from engagement.reports.words import MOVED

blueprint = Blueprint("reports", __name__, url_prefix="/reports")
BLUEPRINTS = (
    blueprint,
    queue,
    assignments,
    recording,
    texts,
    exports,
    maps,
    imports,
    uploads,
    links,
    journey,
)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The reports a person may see, narrowed by what the form says."""
    within = reach(signed_in().actor, Action.VIEW_REPORTS)
    form = filter_form(db.session, ListForm, within=within)
    if not form.validate():
        return render_template("reports/index.html", form=form, found=None)
    narrowed = form.narrowed()
    found = reports_matching(db.session, narrowed=narrowed, within=within, number=page_number())
    record_view(
        actor=signed_in().actor,
        action=Event.LISTED,
        kind=KIND,
        subject=f"page {page_number()}",
        detail=dict(form.chosen()),
    )
    return render_template(
        "reports/index.html",
        form=form,
        found=found,
        rows=[_line(report) for report in found.reports],
        by_state=counts_by_state(db.session, narrowed=narrowed, within=within),
        states=STATES,
        page_url=lambda number: url_for(".index", **form.chosen(), page=number),
    )


@blueprint.get("/<uuid:report_id>")
def detail(report_id: UUID) -> ResponseReturnValue:
    """One report; that it was looked at is recorded first."""
    report = report_with_concerns(db.session, report_id=report_id)
    require_for(signed_in().actor, Action.VIEW_REPORT, report)
    record_view(actor=signed_in().actor, action=Event.VIEWED, kind=KIND, subject=report.id)
    return detail_page(report)


@blueprint.post("/<uuid:report_id>/decision")
def decide(report_id: UUID) -> ResponseReturnValue:
    """What becomes of the report."""
    actor = signed_in().actor
    with reading() as session:
        report = report_with_concerns(session, report_id=report_id)
    require_for(actor, Action.DECIDE_REPORT, report)
    form = DecisionForm.offering(possible(report.state))
    if form.validate_on_submit():
        to = Decision(form.decision.data)
        try:
            DECISIONS[to](
                db.session, report_id=report_id, said=form.said, actor=actor, now=clock.now()
            )
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            flash(_("Decided: %(state)s.", state=MOVED[to]))
            return redirect(url_for(".detail", report_id=report_id), 303)
    db.session.rollback()
    record_view(actor=actor, action=Event.VIEWED, kind=KIND, subject=report.id)
    return detail_page(report, form), 400


def _line(report: Report) -> list[object]:
    """A report as a row of the list."""
    where = wording.reference_of(report)
    link = {"text": where, "href": url_for("reports.detail", report_id=report.id)}
    return [
        link,
        near_words(report),
        district_words(report),
        wording.when(report),
        "; ".join(wording.concerns(report)) or _("Not said"),
        source_text(report.source),
        str(STATES[report.state]),
    ]
