"""Officers' pages of reports: the list, one report, deciding, exporting."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engagement.accounts.models import Organisation
from engagement.accounts.permissions import Action, may, reach, require
from engagement.accounts.sessions import signed_in
from engagement.areas.models import AreaKind
from engagement.areas.queries import current_version
from engagement.audit.recording import record_view
from engagement.core import clock
from engagement.core.actor import Actor
from engagement.core.db import db, reading
from engagement.core.errors import Rejected
from engagement.core.http import partnership, settings
from engagement.reports import wording
from engagement.reports.decisions import DECISIONS, MOVES
from engagement.reports.events import KIND, Event
from engagement.reports.exports import FileFormat, Passport, reports_zip
from engagement.reports.filtering import filter_form, page_number
from engagement.reports.forms import (
    DECIDED,
    STATES,
    DecisionForm,
    ExportForm,
    ListForm,
    source_text,
    state_colour,
)
from engagement.reports.importing.views import blueprint as imports
from engagement.reports.journey.views import blueprint as journey
from engagement.reports.maps.settlements import settlements
from engagement.reports.maps.views import blueprint as maps
from engagement.reports.models import Report, ReportState
from engagement.reports.queries import (
    ReportRow,
    counts_by_state,
    history,
    report_with_concerns,
    reports_matching,
    rows_to_export,
)

blueprint = Blueprint("reports", __name__, url_prefix="/reports")
BLUEPRINTS = (blueprint, maps, imports, journey)


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
    report = _visible(report_id)
    record_view(actor=signed_in().actor, action=Event.VIEWED, kind=KIND, subject=report.id)
    return _detail_page(report, DecisionForm.for_state(report.state))


@blueprint.post("/<uuid:report_id>/decision")
def decide(report_id: UUID) -> ResponseReturnValue:
    """Approve, hold or reject."""
    actor = signed_in().actor
    with reading() as session:
        report = report_with_concerns(session, report_id=report_id)
    require(actor, Action.DECIDE_REPORT, report.district_code)
    form = DecisionForm.for_state(report.state)
    if form.validate_on_submit():
        to = ReportState(form.decision.data)
        try:
            DECISIONS[to](
                db.session, report_id=report_id, note=form.note.data, actor=actor, now=clock.now()
            )
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            flash(_("Decided: %(state)s.", state=STATES[to]))
            return redirect(url_for(".detail", report_id=report_id), 303)
    db.session.rollback()
    record_view(actor=actor, action=Event.VIEWED, kind=KIND, subject=report.id)
    return _detail_page(report, form), 400


@blueprint.get("/export")
def export() -> ResponseReturnValue:
    """What a file would hold, and the question what for."""
    within = reach(signed_in().actor, Action.EXPORT_REPORTS)
    return _export_page(filter_form(db.session, ListForm, within=within), ExportForm())


@blueprint.post("/export")
def download() -> ResponseReturnValue:
    """The file with its README; taking it is recorded, with the reason."""
    actor = signed_in().actor
    within = reach(actor, Action.EXPORT_REPORTS)
    form = ExportForm()
    with reading() as session:
        chosen = filter_form(session, ListForm, within=within)
        if not (form.validate_on_submit() and chosen.validate()):
            return _export_page(chosen, form), 400
        rows = rows_to_export(session, narrowed=chosen.narrowed(), within=within)
        passport = _passport(session, actor, chosen, form.reason.data, rows)
    kind = FileFormat(form.format.data)
    record_view(
        actor=actor,
        action=Event.EXPORTED,
        kind="export",
        subject=kind.value,
        detail={"reason": passport.reason, "reports": len(rows), "chosen": dict(chosen.chosen())},
    )
    districts = {one.code: one.name for one in partnership().districts}
    body = reports_zip(rows, kind, passport, districts=districts)
    response = Response(body, mimetype="application/zip")
    name = f"reports-{clock.london_date(clock.now()).isoformat()}-{kind.value}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _visible(report_id: UUID) -> Report:
    report = report_with_concerns(db.session, report_id=report_id)
    require(signed_in().actor, Action.VIEW_REPORT, report.district_code)
    return report


def _line(report: Report) -> list[object]:
    """A report as a row of the list."""
    where = wording.reference_of(report)
    link = {"text": where, "href": url_for("reports.detail", report_id=report.id)}
    district = partnership().district(report.district_code or "")
    return [
        link,
        wording.near(report, settlements(partnership().places)),
        district.name if district else _("Outside or not known"),
        wording.when(report),
        "; ".join(wording.concerns(report)) or _("Not said"),
        source_text(report.source),
        str(STATES[report.state]),
    ]


def _detail_page(report: Report, form: DecisionForm) -> str:
    with reading() as session:
        decisions = history(session, report_id=report.id)
    district = partnership().district(report.district_code or "")
    deciding = may(signed_in().actor, Action.DECIDE_REPORT, report.district_code)
    return render_template(
        "reports/detail.html",
        report=report,
        form=form if deciding and MOVES[report.state] else None,
        history=decisions,
        decided=DECIDED,
        note=report.decision_note if deciding else None,
        reference=wording.reference_of(report),
        near=wording.near(report, settlements(partnership().places)),
        exactness=wording.exactness(report),
        when=wording.when(report),
        concerns=wording.concerns(report),
        district=district.name if district else _("Outside or not known"),
        source=source_text(report.source),
        state=STATES[report.state],
        colour=state_colour(report.state),
    )


def _passport(
    session: Session, actor: Actor, chosen: ListForm, reason: str, rows: Sequence[ReportRow]
) -> Passport:
    version = current_version(session, AreaKind.DISTRICT)
    organisation = session.get(Organisation, actor.organisation_id)
    here = settings()
    caveats = []
    if version is not None and version.is_approximate and not here.demonstration:
        caveats.append(
            "The districts are approximate outlines: which district a place is in may be wrong."
        )
    if here.demonstration or any(row.demonstration for row in rows):
        caveats.append("DEMONSTRATION DATA: rows marked as demonstration are made up.")
    return Passport(
        made_at=clock.now(),
        officer=actor.name,
        organisation=organisation.name if organisation else "no organisation",
        reason=reason,
        partnership=partnership().name,
        sources=tuple(sorted({row.source for row in rows})),
        boundaries=wording.boundaries_loaded(version, demonstration=here.demonstration)
        if version
        else "none loaded",
        chosen=tuple(chosen.words()),
        caveats=tuple(caveats),
    )


def _export_page(chosen: ListForm, form: ExportForm) -> str:
    fine = chosen.validate()
    return render_template(
        "reports/export.html",
        form=form,
        chosen=chosen.words() if fine else [],
        back=url_for(".index", **chosen.chosen()),
        problems=[] if fine else chosen.errors_summary,
    )
