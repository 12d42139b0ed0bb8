"""Pages about the sender's own words: the option, and reading, releasing or removing them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action
from engagement.accounts.sessions import signed_in
from engagement.audit.recording import record_view
from engagement.core import clock
from engagement.core.db import db, reading
from engagement.core.errors import NotFound, Rejected
from engagement.core.http import partnership
from engagement.reports import wording
from engagement.reports.events import KIND, Event
from engagement.reports.models import Report, ReportText
from engagement.reports.options import free_text_is_on, switch_free_text
from engagement.reports.queries import report_with_concerns
from engagement.reports.reach import require_for
from engagement.reports.texts.commands import release_text, remove_text
from engagement.reports.texts.forms import Settled, SwitchForm, WordsForm

blueprint = Blueprint("texts", __name__, url_prefix="/reports")


@blueprint.get("/free-text/")
def option() -> ResponseReturnValue:
    """Whether people may add words of their own, and what that means."""
    return _option_page(SwitchForm(), is_on=free_text_is_on(db.session))


@blueprint.post("/free-text/")
def switch() -> ResponseReturnValue:
    """Switch it on or off."""
    with reading() as session:
        is_on = free_text_is_on(session)
    form = SwitchForm()
    if form.validate_on_submit():
        on = form.switch.data == "on"
        try:
            switch_free_text(db.session, on=on, actor=signed_in().actor, now=clock.now())
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            flash(_("Free text is switched on.") if on else _("Free text is switched off."))
            return redirect(url_for(".option"), 303)
    db.session.rollback()
    return _option_page(form, is_on=is_on), 400


@blueprint.get("/<uuid:report_id>/words")
def words(report_id: UUID) -> ResponseReturnValue:
    """The words of a report; that they were looked at is recorded first."""
    report, text = _text(db.session, report_id)
    return _words_page(report, text, WordsForm.offering(quarantined=text.quarantined))


@blueprint.post("/<uuid:report_id>/words")
def settle(report_id: UUID) -> ResponseReturnValue:
    """Remove the words, or show them with the report."""
    with reading() as session:
        report, text = _text(session, report_id)
    form = WordsForm.offering(quarantined=text.quarantined)
    if not form.validate_on_submit():
        return _words_page(report, text, form), 400
    actor, now = signed_in().actor, clock.now()
    if form.words.data == Settled.REMOVED:
        remove_text(db.session, report_id=report_id, actor=actor, now=now)
        message = _("The words are removed.")
    else:
        release_text(db.session, report_id=report_id, actor=actor, now=now)
        message = _("The words are shown with the report.")
    db.session.commit()
    flash(message)
    return redirect(url_for("reports.detail", report_id=report_id), 303)


def _text(session: Session, report_id: UUID) -> tuple[Report, ReportText]:
    report = report_with_concerns(session, report_id=report_id)
    require_for(signed_in().actor, Action.DECIDE_REPORT, report)
    text = session.get(ReportText, report_id)
    if text is None:
        raise NotFound
    return report, text


def _words_page(report: Report, text: ReportText, form: WordsForm) -> str:
    record_view(actor=signed_in().actor, action=Event.TEXT_SHOWN, kind=KIND, subject=report.id)
    return render_template(
        "reports/texts/words.html",
        report=report,
        text=text,
        form=form,
        reference=wording.reference_of(report),
    )


def _option_page(form: SwitchForm, *, is_on: bool) -> str:
    days = partnership().retention
    return render_template("reports/texts/option.html", is_on=is_on, form=form, days=days)
