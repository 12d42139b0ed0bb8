"""Pages of passing on: for officers who ask, and for the organisations that are asked."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engagement.accounts.permissions import Action, reach
from engagement.accounts.sessions import signed_in
from engagement.audit.recording import record_view
from engagement.core import clock
from engagement.core.actor import Actor
from engagement.core.db import db, reading
from engagement.core.errors import NotAllowed, Rejected
from engagement.core.http import partnership
from engagement.reports import wording
from engagement.reports.assignments import commands
from engagement.reports.assignments.forms import (
    Answer,
    AnswerForm,
    ConfirmForm,
    PassOnForm,
    SortForm,
    organisation_choices,
)
from engagement.reports.assignments.queries import (
    Given,
    Sort,
    answering_organisations,
    counts_given,
    given_to,
    is_dark,
    open_assignment,
)
from engagement.reports.assignments.withdrawals import (
    Copy,
    confirm_deleted,
    copies_to_delete,
    count_of_copies,
)
from engagement.reports.events import KIND, Event
from engagement.reports.filtering import page_number
from engagement.reports.models import Assignment, Report
from engagement.reports.queries import report_with_concerns
from engagement.reports.reach import require_for
from engagement.reports.showing import district_words, near_words
from engagement.reports.words import ASSIGNMENTS

blueprint = Blueprint("assignments", __name__, url_prefix="/reports")


@blueprint.get("/<uuid:report_id>/pass-on")
def pass_on(report_id: UUID) -> ResponseReturnValue:
    """To which organisation, until when."""
    report = _report(db.session, report_id, Action.ASSIGN_REPORT)
    _looked_at(report)
    return _pass_on_page(report, _pass_on_form(db.session, report))


@blueprint.post("/<uuid:report_id>/pass-on")
def save(report_id: UUID) -> ResponseReturnValue:
    """Pass the report on."""
    with reading() as session:
        report = _report(session, report_id, Action.ASSIGN_REPORT)
        form = _pass_on_form(session, report)
    if form.validate_on_submit():
        now = clock.now()
        try:
            commands.pass_on_report(
                db.session,
                report_id=report_id,
                task=form.task(dark=is_dark(report), today=clock.london_date(now)),
                actor=signed_in().actor,
                now=now,
            )
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            flash(_("The report is passed on."))
            return redirect(url_for("reports.detail", report_id=report_id), 303)
    db.session.rollback()
    _looked_at(report)
    return _pass_on_page(report, form), 400


@blueprint.get("/given/")
def index() -> ResponseReturnValue:
    """What the officer's own organisation is asked to deal with, in the officer's districts."""
    actor = signed_in().actor
    within = reach(actor, Action.ANSWER_ASSIGNMENT)
    form = SortForm(request.args)
    sort = Sort(form.sort.data) if form.validate() and form.sort.data else Sort.ALL
    today, targets = clock.london_date(clock.now()), partnership().targets
    own = _organisation(actor)
    found = given_to(
        db.session,
        organisation_id=own,
        within=within,
        targets=targets,
        today=today,
        sort=sort,
        number=page_number(),
    )
    record_view(actor=actor, action=Event.LISTED, kind=KIND, subject=f"given {page_number()}")
    return render_template(
        "reports/assignments/index.html",
        form=form,
        found=found,
        rows=[_line(one) for one in found.given],
        counts=counts_given(
            db.session, organisation_id=own, within=within, targets=targets, today=today
        ),
        copies=count_of_copies(db.session, organisation_id=own),
        page_url=lambda number: url_for(".index", sort=sort.value, page=number),
    )


@blueprint.get("/<uuid:report_id>/answer")
def answer(report_id: UUID) -> ResponseReturnValue:
    """What the organisation can say to a report that it was given."""
    report = _report(db.session, report_id, Action.ANSWER_ASSIGNMENT)
    mine = _mine(db.session, report)
    _looked_at(report)
    return _answer_page(report, mine, _answer_form(db.session, report, mine))


@blueprint.post("/<uuid:report_id>/answer")
def reply(report_id: UUID) -> ResponseReturnValue:
    """Accept, hand on, decline, or say that it is done."""
    with reading() as session:
        report = _report(session, report_id, Action.ANSWER_ASSIGNMENT)
        mine = _mine(session, report)
        form = _answer_form(session, report, mine)
    if form.validate_on_submit():
        try:
            _REPLIES[Answer(form.answer.data)](report_id, form, signed_in().actor, clock.now())
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            flash(_("Your answer is saved."))
            return redirect(url_for(".index"), 303)
    db.session.rollback()
    _looked_at(report)
    return _answer_page(report, mine, form), 400


@blueprint.get("/withdrawn/")
def withdrawn() -> ResponseReturnValue:
    """Withdrawn reports of which the organisation may hold copies."""
    actor = signed_in().actor
    reach(actor, Action.CONFIRM_WITHDRAWAL)
    copies = copies_to_delete(db.session, organisation_id=_organisation(actor))
    return _withdrawn_page(copies, ConfirmForm.offering(copies))


@blueprint.post("/withdrawn/")
def confirm() -> ResponseReturnValue:
    """No copy of these is left."""
    actor = signed_in().actor
    with reading() as session:
        copies = copies_to_delete(session, organisation_id=_organisation(actor))
    form = ConfirmForm.offering(copies)
    if form.validate_on_submit():
        try:
            chosen = {UUID(value) for value in form.report.data}
            confirm_deleted(db.session, report_ids=chosen, actor=actor, now=clock.now())
        except Rejected as rejected:
            form.reject(rejected)
        else:
            db.session.commit()
            flash(_("Thank you. It is noted that your organisation has no copy of these left."))
            return redirect(url_for(".withdrawn"), 303)
    db.session.rollback()
    return _withdrawn_page(copies, form), 400


def _report(session: Session, report_id: UUID, action: Action) -> Report:
    report = report_with_concerns(session, report_id=report_id)
    require_for(signed_in().actor, action, report)
    return report


def _looked_at(report: Report) -> None:
    record_view(actor=signed_in().actor, action=Event.VIEWED, kind=KIND, subject=report.id)


def _organisation(actor: Actor) -> UUID:
    if actor.organisation_id is None:
        raise NotAllowed
    return actor.organisation_id


def _mine(session: Session, report: Report) -> Assignment:
    """The open assignment of the officer's organisation."""
    found = open_assignment(session, report_id=report.id)
    if found is None or found.organisation_id != signed_in().actor.organisation_id:
        raise Rejected(
            _("Your organisation is not asked to deal with this report, or not any more.")
        )
    return found


def _pass_on_form(session: Session, report: Report) -> PassOnForm:
    district = report.district_code if report.district_confirmed else None
    organisations = answering_organisations(session, district=district) if district else []
    return PassOnForm.offering(
        organisation_choices(organisations),
        partnership().members,
        targets=partnership().targets,
        today=clock.london_date(clock.now()),
    )


def _pass_on_page(report: Report, form: PassOnForm) -> str:
    return render_template(
        "reports/assignments/pass_on.html",
        form=form,
        report=report,
        dark=is_dark(report),
        nobody=len(form.organisation.choices) == 1,
        lines=_lines(report),
    )


def _accept(report_id: UUID, _form: AnswerForm, actor: Actor, now: datetime) -> None:
    commands.accept_assignment(db.session, report_id=report_id, actor=actor, now=now)


def _done(report_id: UUID, form: AnswerForm, actor: Actor, now: datetime) -> None:
    commands.report_done(db.session, report_id=report_id, note=form.note.data, actor=actor, now=now)


def _hand_on(report_id: UUID, form: AnswerForm, actor: Actor, now: datetime) -> None:
    commands.hand_on_assignment(
        db.session, report_id=report_id, to=form.to(), note=form.note.data, actor=actor, now=now
    )


def _decline(report_id: UUID, form: AnswerForm, actor: Actor, now: datetime) -> None:
    commands.decline_assignment(
        db.session, report_id=report_id, note=form.note.data, actor=actor, now=now
    )


_REPLIES: Final[Mapping[Answer, Callable[[UUID, AnswerForm, Actor, datetime], None]]] = {
    Answer.ACCEPT: _accept,
    Answer.DONE: _done,
    Answer.HAND_ON: _hand_on,
    Answer.DECLINE: _decline,
}


def _answer_form(session: Session, report: Report, mine: Assignment) -> AnswerForm:
    there = answering_organisations(session, district=report.district_code or "")
    others = [one for one in there if one.id != mine.organisation_id]
    return AnswerForm.offering(mine.state, others)


def _answer_page(report: Report, mine: Assignment, form: AnswerForm) -> str:
    return render_template(
        "reports/assignments/answer.html",
        form=form,
        report=report,
        lines=_lines(report),
        note=mine.note,
        due_on=format_date(mine.due_on, "d MMMM y"),
    )


def _withdrawn_page(copies: Sequence[Copy], form: ConfirmForm) -> str:
    return render_template("reports/assignments/withdrawn.html", form=form, copies=copies)


def _lines(report: Report) -> list[str]:
    return [
        wording.reference_of(report),
        near_words(report),
        wording.when(report),
        "; ".join(wording.concerns(report)) or _("Concerns not said"),
    ]


def _due(one: Given) -> str:
    day = format_date(one.assignment.due_on, "d MMM y")
    if not one.overdue:
        return day
    if one.assignment.due_on < clock.london_date(clock.now()):
        return _("%(day)s (overdue)", day=day)
    return _("%(day)s (your answer is overdue)", day=day)


def _line(one: Given) -> list[object]:
    where = wording.reference_of(one.report)
    return [
        {"text": where, "href": url_for("reports.detail", report_id=one.report.id)},
        near_words(one.report),
        district_words(one.report),
        "; ".join(wording.concerns(one.report)) or _("Not said"),
        str(ASSIGNMENTS[one.assignment.state]),
        _due(one),
        {
            "text": _("Answer"),
            "href": url_for(".answer", report_id=one.report.id),
        },
    ]
