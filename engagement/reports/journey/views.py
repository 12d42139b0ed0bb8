"""The journey's addresses: each answer is a POST with the draft, answered by the next page."""

import logging
from typing import Final

from flask import Blueprint, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from engagement.core import clock
from engagement.core.db import db
from engagement.core.errors import NotFound
from engagement.core.http import error_page, leave_no_line
from engagement.reports.commands import SentOtherwise, submit_report
from engagement.reports.journey import pages
from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.draft import Draft, DraftBroken, DraftExpired, open_draft
from engagement.reports.journey.outlines import NoDistricts, locate
from engagement.reports.journey.reading import Unread, answers_of, read_draft
from engagement.reports.journey.steps import Step, WhenStep, WhyStep, first_unanswered
from engagement.reports.journey.where import WhereStep

log = logging.getLogger(__name__)
blueprint = Blueprint("journey", __name__, url_prefix="/report")

blueprint.before_request(leave_no_line)

STEPS: Final[dict[str, Step]] = {step.name: step for step in (WhereStep(), WhyStep(), WhenStep())}
"""The pages that ask, in their order; the check comes after them."""
ASKING: Final = ", ".join(STEPS)
LATER: Final = ", ".join([*list(STEPS)[1:], "check"])
YEAR_SECONDS: Final = 365 * 24 * 3600


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """What this is and what it is not; nothing is asked yet."""
    return pages.start_page()


@blueprint.get("/where/")
def where() -> ResponseReturnValue:
    """The first question, with a new draft."""
    return pages.first_page(STEPS["where"], _ground())


@blueprint.get(f"/<any({LATER}):_name>/")
def resume(_name: str) -> ResponseReturnValue:
    """A later page opened by its address has no draft: begin at the beginning."""
    return redirect(url_for("journey.start"))


@blueprint.post(f"/<any({ASKING}):name>/")
def answer(name: str) -> ResponseReturnValue:
    """Take one answer and show the next question; or go back, keeping what was typed."""
    draft, ground = _draft(STEPS[name]), _ground()
    if asked := _asked_for():
        return pages.step_page(asked, draft.back_at(asked.name, list(STEPS)), ground)
    read = STEPS[name].read(draft.of(name), ground)
    if read.part is None:
        return pages.step_page(STEPS[name], draft, ground, form=read.form)
    draft = draft.with_done(name)
    following = first_unanswered(STEPS, draft.done)
    if following:
        return pages.step_page(following, draft, ground, said=read.part.lines())
    parts = read_draft(STEPS, draft, ground)
    if isinstance(parts, Unread):
        return pages.step_page(parts.step, draft, ground, form=parts.form)
    return pages.check_page(draft, parts)


@blueprint.post("/check/")
def send() -> ResponseReturnValue:
    """Store the report and show the receipt; sent again, show the same receipt."""
    draft, ground = _draft(), _ground()
    if asked := _asked_for():
        return pages.step_page(asked, draft, ground)
    parts = read_draft(STEPS, draft, ground)
    if isinstance(parts, Unread):
        return pages.step_page(parts.step, draft, ground, form=parts.form)
    answers = answers_of(parts)
    try:
        receipt = submit_report(
            db.session, submission_id=draft.id, receipt_code=draft.code, answers=answers
        )
    except SentOtherwise:
        return pages.sent_otherwise_page(draft)
    db.session.commit()
    return pages.receipt_page(receipt, answers)


@blueprint.get("/places-<string(length=12):version>.json")
def places(version: str) -> ResponseReturnValue:
    """Names of places for the map, under an address that names their content, so keep them."""
    atlas = pages.atlas()
    if version != atlas.map_version:
        raise NotFound
    packed = request.accept_encodings.quality("gzip") > 0
    response = Response(
        atlas.map_data_packed if packed else atlas.map_data, mimetype="application/geo+json"
    )
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


@blueprint.errorhandler(DraftExpired)
def _expired(_error: DraftExpired) -> ResponseReturnValue:
    return pages.lost_page(expired=True)


@blueprint.errorhandler(DraftBroken)
def _broken(_error: DraftBroken) -> ResponseReturnValue:
    return pages.lost_page(expired=False)


@blueprint.errorhandler(NoDistricts)
def _preparing(_error: NoDistricts) -> ResponseReturnValue:
    return pages.again_page(g.draft, preparing=True)


@blueprint.errorhandler(SQLAlchemyError)
def _away(error: SQLAlchemyError) -> ResponseReturnValue:
    """Keep the draft whatever the database refuses; its message, which quotes it, is not logged."""
    cause = getattr(error, "orig", None) or error
    log.error("database away", extra={"cause": type(cause).__name__})
    if "draft" not in g:
        return error_page(503)
    return pages.again_page(g.draft, preparing=False)


def _draft(step: Step | None = None) -> Draft:
    """The draft that was sent, with what was typed at `step` just now; kept for the error pages."""
    draft = open_draft(request.form.get("draft", ""), clock.london_date(clock.now()))
    if step and "again" not in request.form:
        draft = draft.with_typed(step.name, step.taken(request.form))
    g.draft = draft
    return draft


def _asked_for() -> Step | None:
    """The step that a Back or Change button names."""
    return STEPS.get(request.form.get("go", ""))


def _ground() -> Ground:
    return Ground(pages.atlas(), clock.london_date(clock.now()), locate)
