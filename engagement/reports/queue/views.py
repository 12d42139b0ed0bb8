"""Pages of the queue: the list, one decision about several, reports side by side."""

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
from engagement.reports.decisions import Decision
from engagement.reports.events import KIND, Event
from engagement.reports.filtering import page_number
from engagement.reports.forms import STATES, DecisionForm
from engagement.reports.queries import report_with_concerns
from engagement.reports.queue.bulk import decide_many
from engagement.reports.queue.forms import QueueForm, ticked
from engagement.reports.queue.queries import (
    Today,
    asked_organisations,
    count_overdue,
    counts_of_states,
    queue,
)
from engagement.reports.queue.shown import card_of, result_of, row_of, similar_card, to_keep
from engagement.reports.queue.similar import similar_to
from engagement.reports.reach import require_for

blueprint = Blueprint("queue", __name__, url_prefix="/reports")

KEPT: Final = ("state", "late", "organisation", "district", "page")
RESULT: Final = "moved"
"""Where the cookie carries what became of the last decision to the page that says it, once."""


@blueprint.get("/queue/")
def index() -> ResponseReturnValue:
    """What needs a person now."""
    return _queue_page(db.session, DecisionForm.offering(Decision))


@blueprint.post("/queue/")
def move() -> ResponseReturnValue:
    """One decision about the reports that were ticked."""
    form = DecisionForm.offering(Decision)
    if form.validate_on_submit():
        try:
            moved = decide_many(
                db.session,
                report_ids=ticked(request.form),
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
        form=DecisionForm.offering(Decision),
        action=url_for(".move"),
    )


def _kept() -> dict[str, Any]:
    """The part of the queue that the decision was made in."""
    return {name: request.args[name] for name in KEPT if name in request.args}


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
