"""The journey's addresses: each answer is a POST with the draft, answered by the next page."""

import logging
from typing import Final

from flask import Blueprint, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from engagement.core import clock
from engagement.core.db import db, reading
from engagement.core.drafts import DraftBroken, DraftExpired, read_code
from engagement.core.errors import NotFound
from engagement.core.http import error_page, leave_no_line
from engagement.reports.commands import SentOtherwise
from engagement.reports.defence.watch import forget_old
from engagement.reports.following import followed_report
from engagement.reports.journey import following, pages
from engagement.reports.journey.arriving import receive
from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.draft import Draft, open_draft
from engagement.reports.journey.forms import CodeForm
from engagement.reports.journey.order import STEPS, steps_for, words_not_taken
from engagement.reports.journey.outlines import NoDistricts, locate
from engagement.reports.journey.reading import Parts, Unread, answers_of, read_draft
from engagement.reports.journey.steps import Part, Step, first_unanswered
from engagement.reports.journey.where import Whereabouts
from engagement.reports.journey.why import Reasons
from engagement.reports.links.addresses import link_of
from engagement.reports.links.queries import LinkState, link_state
from engagement.reports.withdrawing import withdraw_report

log = logging.getLogger(__name__)
blueprint = Blueprint("journey", __name__, url_prefix="/report")

blueprint.before_request(leave_no_line)
blueprint.before_app_request(forget_old)

ASKING: Final = ", ".join(STEPS)
LATER: Final = ", ".join([*(name for name in STEPS if name not in ("what", "where")), "check"])
LONGEST_LINK: Final = 200
YEAR_SECONDS: Final = 365 * 24 * 3600


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """What this is and what it is not; nothing is asked yet."""
    return pages.start_page()


@blueprint.get("/what/")
def what() -> ResponseReturnValue:
    """The first question, with a new draft."""
    return pages.first_page(STEPS["what"], _ground(), link=_link())


@blueprint.get("/where/")
def where() -> ResponseReturnValue:
    """The place straight away, with a new draft: for somebody who said that they are safe."""
    return pages.first_page(STEPS["where"], _ground(), link=_link())


@blueprint.get("/with/<token>/")
def with_link(token: str) -> ResponseReturnValue:
    """The start page, for who comes by the link of a class or an event."""
    with reading() as session:
        state = link_state(session, link_id=link_of(token), today=clock.london_date(clock.now()))
    if state is not LinkState.OPEN:
        return pages.link_closed_page(state)
    return pages.start_page(token)


@blueprint.get(f"/<any({LATER}):_name>/")
def resume(_name: str) -> ResponseReturnValue:
    """A later page opened by its address has no draft: begin at the beginning."""
    return redirect(url_for("journey.start"))


@blueprint.post(f"/<any({ASKING}):name>/")
def answer(name: str) -> ResponseReturnValue:
    """Take one answer and show the next question; or go back, keeping what was typed."""
    step, ground = STEPS[name], _ground()
    draft = _draft(step)
    if asked := _asked_for():
        return pages.step_page(asked, draft.back_at(asked.name, list(STEPS)), ground)
    read = step.read(step.typed(draft), ground)
    if read.aside:
        return pages.aside_page(read.aside, draft)
    if read.part is None:
        return pages.step_page(step, draft, ground, form=read.form)
    return _following(draft.with_done(name), ground, read.part)


@blueprint.post("/check/")
def send() -> ResponseReturnValue:
    """Store the report and show the receipt; sent again, show the same receipt."""
    draft, ground = _draft(), _ground()
    if asked := _asked_for():
        return pages.step_page(asked, draft, ground)
    parts = read_draft(steps_for(draft), draft, ground)
    if isinstance(parts, Unread):
        return pages.step_page(parts.step, draft, ground, form=parts.form)
    if words_not_taken(draft):
        return _check(draft, parts)
    try:
        receipt = receive(db.session, draft, parts)
    except SentOtherwise:
        return pages.sent_otherwise_page(draft)
    db.session.commit()
    return pages.receipt_page(receipt, answers_of(parts))


@blueprint.get("/receipt/")
def receipt() -> ResponseReturnValue:
    """Asks for a receipt code."""
    return following.code_page()


@blueprint.post("/receipt/")
@following.few_wrong_codes
def follow() -> ResponseReturnValue:
    """Where the report with this code stands."""
    form = CodeForm(request.form)
    code = read_code(form.code.data) if form.validate() else None
    if code is None:
        return following.wrong_page(form)
    with reading() as session:
        followed = followed_report(session, receipt_code=code)
    return following.standing_page(code, followed) if followed else following.wrong_page(form)


@blueprint.post("/receipt/withdraw/")
@following.few_wrong_codes
def withdraw() -> ResponseReturnValue:
    """Say what taking a report back means; with `sure`, take it back."""
    form = CodeForm(request.form)
    code = read_code(form.code.data) if form.validate() else None
    if code is None:
        return following.wrong_page(form)
    if "sure" not in request.form:
        return following.withdraw_page(code)
    try:
        withdraw_report(db.session, receipt_code=code, now=clock.now())
    except NotFound:
        return following.wrong_page(form)
    db.session.commit()
    return following.withdrawn_page()


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


def _following(draft: Draft, ground: Ground, part: Part) -> ResponseReturnValue:
    """The page after a part that was taken: the next question, or all answers."""
    steps = steps_for(draft)
    step = first_unanswered(steps, draft)
    if step:
        signposts = _signposts(draft, ground, part)
        return pages.step_page(step, draft, ground, said=part.lines(), signposts=signposts)
    parts = read_draft(steps, draft, ground)
    if isinstance(parts, Unread):
        return pages.step_page(parts.step, draft, ground, form=parts.form)
    return _check(draft, parts)


def _check(draft: Draft, parts: Parts) -> ResponseReturnValue:
    """All answers; words that are not taken any more are shown there once, and go no further."""
    lost = words_not_taken(draft)
    return pages.check_page(draft.without("words") if lost else draft, parts, not_taken=lost)


def _signposts(draft: Draft, ground: Ground, part: Part) -> pages.Signposts:
    """Who can help with the reasons that were just given."""
    if not isinstance(part, Reasons):
        return ()
    place = STEPS["where"].read(draft.of("where"), ground).part
    located = place.located if isinstance(place, Whereabouts) else None
    return pages.signposts_for(part.concerns, located)


def _asked_for() -> Step | None:
    """The step that a Back or Change button names."""
    return STEPS.get(request.form.get("go", ""))


def _link() -> str:
    """The link by which the person came; whether it is good for anything is asked at the end."""
    link = request.args.get("link", "")
    return link if len(link) <= LONGEST_LINK else ""


def _ground() -> Ground:
    return Ground(pages.atlas(), clock.london_date(clock.now()), locate)
