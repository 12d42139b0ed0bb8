"""Pages of the queue: the list, one decision about several, reports side by side."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, reach
from engagement.accounts.sessions import signed_in
from engagement.audit.recording import record_view
from engagement.core import clock
from engagement.core.db import db, reading
from engagement.core.errors import Rejected
from engagement.core.http import partnership
from engagement.reports import wording
from engagement.reports.assignments.queries import is_dark
from engagement.reports.decisions import Decision
from engagement.reports.events import KIND, Event
from engagement.reports.filtering import page_number
from engagement.reports.forms import STATES, DecisionForm
from engagement.reports.models import Report
from engagement.reports.queries import report_with_concerns
from engagement.reports.queue.bulk import MOST, decide_many, pass_on_many, require_some
from engagement.reports.queue.forms import (
    PASS_ON,
    PassOnManyForm,
    QueueDecisionForm,
    QueueForm,
    asking_choices,
    ticked,
)
from engagement.reports.queue.queries import (
    Today,
    asked_organisations,
    count_overdue,
    counts_of_states,
    organisations_for,
    queue,
    ticked_reports,
)
from engagement.reports.queue.shown import (
    card_of,
    line_of,
    result_of,
    row_of,
    similar_card,
    to_keep,
)
from engagement.reports.queue.similar import similar_to
from engagement.reports.reach import require_for

blueprint = Blueprint("queue", __name__, url_prefix="/reports")

KEPT: Final = ("state", "late", "organisation", "district", "page")
RESULT: Final = "moved"
"""Where the cookie carries what became of the last decision to the page that says it, once."""


@blueprint.get("/queue/")
def index() -> ResponseReturnValue:
    """What needs a person now."""
    return _queue_page(db.session, QueueDecisionForm.offering())


@blueprint.post("/queue/")
def move() -> ResponseReturnValue:
    """One decision about the reports that were ticked."""
    form, chosen = QueueDecisionForm.offering(), ticked(request.form)
    if form.validate_on_submit():
        try:
            if form.passes_on:
                return _to_pass_on(chosen)
            moved = decide_many(
                db.session,
                report_ids=chosen,
                decision=Decision(form.decision.data),
                said=form.said,
                actor=signed_in().actor,
                now=clock.now(),
            )
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            cookie[RESULT] = to_keep(Decision(form.decision.data), moved)
            return redirect(url_for(".index", **_kept()), 303)
    db.session.rollback()
    with reading() as reader:
        return _queue_page(reader, form), 400


@blueprint.get("/queue/pass-on")
def pass_on() -> ResponseReturnValue:
    """To which organisation the ticked reports go, until when."""
    reports = _seen(db.session, ticked(request.args))
    return _pass_on_page(reports, _pass_on_form(db.session, reports))


@blueprint.post("/queue/pass-on")
def pass_on_all() -> ResponseReturnValue:
    """Pass all of them on; those that cannot be stay, and the queue says why."""
    chosen = ticked(request.form)
    with reading() as session:
        reports = _seen(session, chosen)
        form = _pass_on_form(session, reports)
    if form.validate_on_submit():
        now = clock.now()
        try:
            moved = pass_on_many(
                db.session,
                report_ids=chosen,
                task=form.task_of_all(today=clock.london_date(now)),
                actor=signed_in().actor,
                now=now,
            )
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            cookie[RESULT] = to_keep(PASS_ON, moved)
            return redirect(url_for(".index", **_kept()), 303)
    db.session.rollback()
    return _pass_on_page(reports, form), 400


@blueprint.get("/<uuid:report_id>/similar")
def similar(report_id: UUID) -> ResponseReturnValue:
    """Reports like this one, side by side with it."""
    actor = signed_in().actor
    report = report_with_concerns(db.session, report_id=report_id)
    require_for(actor, Action.DECIDE_REPORT, report)
    within = reach(actor, Action.DECIDE_REPORT)
    found = similar_to(db.session, report=report, within=within)
    record_view(
        actor=actor,
        action=Event.COMPARED,
        kind=KIND,
        subject=report.id,
        detail={"beside": [str(one.report.id) for one in found]},
    )
    return render_template(
        "reports/queue/similar.html",
        report=report,
        reference=wording.reference_of(report),
        cards=[card_of(report), *(similar_card(one, to=report) for one in found)],
        form=QueueDecisionForm.offering(),
        action=url_for(".move"),
    )


def _kept() -> dict[str, Any]:
    """The part of the queue that the decision was made in."""
    return {name: request.args[name] for name in KEPT if name in request.args}


def _to_pass_on(chosen: Sequence[UUID]) -> ResponseReturnValue:
    """To the page that asks to whom, with what was ticked."""
    require_some(chosen)
    return redirect(url_for(".pass_on", report=list(map(str, chosen)), **_kept()), 303)


def _seen(session: Session, report_ids: Sequence[UUID]) -> Sequence[Report]:
    """Those of the reports that the officer may pass on."""
    within = reach(signed_in().actor, Action.ASSIGN_REPORT)
    return ticked_reports(session, report_ids=report_ids[:MOST], within=within)


def _pass_on_form(session: Session, reports: Sequence[Report]) -> PassOnManyForm:
    offered = organisations_for(session, reports=reports)
    return PassOnManyForm.offering(
        asking_choices(offered, of=len(reports)),
        partnership().members,
        targets=partnership().targets,
        today=clock.london_date(clock.now()),
    )


def _pass_on_page(reports: Sequence[Report], form: PassOnManyForm) -> str:
    if reports:
        record_view(
            actor=signed_in().actor,
            action=Event.LISTED,
            kind=KIND,
            subject=f"passing-on {len(reports)}",
            detail={"reports": [str(one.id) for one in reports]},
        )
    return render_template(
        "reports/queue/pass_on.html",
        form=form,
        lines=list(map(line_of, reports)),
        dark=sum(is_dark(one) for one in reports),
        nobody=len(form.organisation.choices) == 1,
        action=url_for(".pass_on_all", **_kept()),
        back=url_for(".index", **_kept()),
    )


def _queue_page(reader: Session, form: DecisionForm) -> str:
    actor = signed_in().actor
    within = reach(actor, Action.DECIDE_REPORT)
    chosen = QueueForm.offering(
        request.args,
        organisations=asked_organisations(reader, within=within),
        districts=[one for one in partnership().districts if within is None or one.code in within],
    )
    if not chosen.validate():
        return render_template("reports/queue/index.html", chosen=chosen, found=None, form=form)
    today = Today(clock.london_date(clock.now()), partnership().targets)
    found = queue(
        reader, narrowed=chosen.narrowed(), within=within, today=today, number=page_number()
    )
    record_view(
        actor=actor,
        action=Event.LISTED,
        kind=KIND,
        subject=f"queue {found.number}",
        detail=dict(chosen.chosen()),
    )
    return render_template(
        "reports/queue/index.html",
        chosen=chosen,
        found=found,
        rows=[row_of(one) for one in found.waiting],
        by_state=counts_of_states(reader, within=within),
        states=STATES,
        overdue=count_overdue(reader, within=within, today=today),
        targets=today.targets,
        result=result_of(reader, cookie.pop(RESULT, None), within=within),
        form=form,
        ticked=set(map(str, ticked(request.form))),
        action=url_for(".move", **chosen.chosen(), page=found.number),
        page_url=lambda number: url_for(".index", **chosen.chosen(), page=number),
    )
