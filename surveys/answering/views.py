"""The survey's addresses: each answer is a POST with the draft, answered by the next page."""

import logging
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import RequestEntityTooLarge

from engagement.core import clock
from engagement.core.db import db, reading
from engagement.core.drafts import DraftBroken, DraftExpired, DraftTooLarge, new_code
from engagement.core.errors import NotFound
from engagement.core.http import error_page, leave_no_line
from engagement.reports.journey.following import few_wrong_codes
from engagement.reports.journey.outlines import NoDistricts
from surveys.answering import moves, outside, pages
from surveys.answering.arriving import Asked, NotOpen, VersionGone, asked_at, previewed, taken_up
from surveys.answering.draft import seal_draft
from surveys.answering.forms import CodeForm, SavedForm
from surveys.answering.queries import link_with, slug_of
from surveys.answering.saving import code_typed, kept_under
from surveys.answering.sending import send
from surveys.answering.sitting import Sitting
from surveys.instrument.logic import LogicExhausted
from surveys.responses.addresses import read_preview_token
from surveys.responses.commands import SentOtherwise, save_draft, withdraw_response

log = logging.getLogger(__name__)
blueprint = Blueprint("answering", __name__, url_prefix="/survey")
blueprint.before_request(leave_no_line)

STAY: Final = "stay"
"""Shows the open page again; its form has no inputs to be taken."""


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The surveys that are open."""
    return outside.index_page(clock.now())


@blueprint.get("/<slug>/")
def start(slug: str) -> ResponseReturnValue:
    """What a survey is for and who answers for it; nothing is asked yet."""
    return outside.start_page(asked_at(slug, clock.now()))


@blueprint.get("/by/<code>/")
def by_link(code: str) -> ResponseReturnValue:
    """The same for who comes by a link of a place, an event or a campaign."""
    with reading() as session:
        link = link_with(session, code=code)
        slug = slug_of(session, survey_id=link.survey_id) if link else None
    if link is None or slug is None:
        return outside.link_closed_page(None)
    if link.ended_on is not None:
        return outside.link_closed_page(slug)
    return outside.start_page(asked_at(slug, clock.now()), link=code)


@blueprint.get("/preview/<token>/")
def preview(token: str) -> ResponseReturnValue:
    """The start page as an officer tries it, before it is published too."""
    return outside.start_page(_previewed(token), preview=token)


@blueprint.get("/<slug>/answer/")
def first(slug: str) -> ResponseReturnValue:
    """The first question, with a new draft."""
    return pages.first_page(asked_at(slug, clock.now()), clock.now())


@blueprint.get("/preview/<token>/answer/")
def first_of_preview(token: str) -> ResponseReturnValue:
    """The same for an officer who tries the survey."""
    return pages.first_page(_previewed(token), clock.now())


@blueprint.post("/<slug>/answer/")
def answer(slug: str) -> ResponseReturnValue:
    """Take what one page sent into the draft, and do what its button says."""
    g.shown = shown = taken_up(slug)
    move, _, where = request.form.get("go", "").partition(":")
    sitting = shown if move == STAY else shown.taking(request.form)
    return MOVES.get(move, moves.onward)(sitting, where)


def _send(sitting: Sitting, _where: str) -> ResponseReturnValue:
    """Judge the whole record, store it and show the receipt; sent again, show the same receipt."""
    unfit = sitting.first_unfit()
    if unfit:
        page, wrong = unfit
        return pages.show(sitting.going(page.key), wrong=wrong)
    try:
        receipt = send(db.session, sitting)
    except SentOtherwise:
        return pages.sent_otherwise_page(sitting)
    db.session.commit()
    return pages.receipt_page(sitting, receipt)


def _save(sitting: Sitting, _where: str) -> ResponseReturnValue:
    """Keep the draft on the server, and show the code under which it waits."""
    kept = sitting.kept_as(sitting.draft.saved or new_code())
    save_draft(
        db.session,
        survey_id=kept.draft.survey,
        code=kept.draft.saved,
        draft=seal_draft(kept.draft).encode(),
        now=kept.now,
    )
    db.session.commit()
    return pages.saved_page(kept)


Move: TypeAlias = Callable[[Sitting, str], ResponseReturnValue]
MOVES: Final[Mapping[str, Move]] = {
    "": moves.onward,
    "back": moves.back,
    "to": moves.to,
    "add": moves.add,
    "remove": moves.remove,
    "language": moves.language,
    "save": _save,
    "send": _send,
    STAY: moves.stay,
}
"""What a button does, by the first part of its value."""


@blueprint.get("/saved/")
def saved() -> ResponseReturnValue:
    """Asks for the code of a saved survey."""
    return outside.saved_code_page()


@blueprint.post("/saved/")
@few_wrong_codes
def resume() -> ResponseReturnValue:
    """Go on with a saved survey where it was left."""
    form = SavedForm(request.form)
    code = code_typed(form)
    kept = kept_under(code) if code else None
    return pages.show(kept) if kept else outside.saved_code_page(form)


@blueprint.get("/receipt/")
def receipt() -> ResponseReturnValue:
    """Asks for a receipt code."""
    return outside.receipt_code_page()


@blueprint.post("/receipt/")
@few_wrong_codes
def withdraw() -> ResponseReturnValue:
    """Say what taking a response back means; with `sure`, take it back."""
    form = CodeForm(request.form)
    code = code_typed(form)
    if code is None:
        return outside.receipt_code_page(form)
    if "sure" not in request.form:
        return outside.withdraw_page(code)
    try:
        withdraw_response(db.session, receipt_code=code, now=clock.now())
    except NotFound:
        return outside.receipt_code_page(form)
    db.session.commit()
    return outside.withdrawn_page()


@blueprint.errorhandler(DraftExpired)
def _expired(_error: DraftExpired) -> ResponseReturnValue:
    return outside.lost_page(expired=True)


@blueprint.errorhandler(DraftBroken)
def _broken(_error: DraftBroken) -> ResponseReturnValue:
    return outside.lost_page(expired=False)


@blueprint.errorhandler(DraftTooLarge)
def _too_large(_error: DraftTooLarge) -> ResponseReturnValue:
    """The page as it was sent, with everything typed in it and not in the draft."""
    return pages.too_large_page(g.shown)


@blueprint.errorhandler(RequestEntityTooLarge)
def _far_too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    return outside.far_too_large_page()


@blueprint.errorhandler(NotOpen)
def _not_open(error: NotOpen) -> ResponseReturnValue:
    return outside.not_open_page(error.survey, error.opening, error.sitting)


@blueprint.errorhandler(VersionGone)
def _gone(error: VersionGone) -> ResponseReturnValue:
    return outside.version_gone_page(error.draft)


@blueprint.errorhandler(NoDistricts)
def _preparing(_error: NoDistricts) -> ResponseReturnValue:
    return outside.again_page(preparing=True)


@blueprint.errorhandler(SQLAlchemyError)
def _away(error: SQLAlchemyError) -> ResponseReturnValue:
    """Keep what was sent, whatever the database refuses; its message is not logged."""
    cause = getattr(error, "orig", None) or error
    log.error("database away", extra={"cause": type(cause).__name__})
    return outside.again_page(preparing=False) if request.form else error_page(503)


@blueprint.errorhandler(LogicExhausted)
def _exhausted(error: LogicExhausted) -> ResponseReturnValue:
    """The form asks for more than is worked out for one respondent; its officers have to see it."""
    log.error("a survey's logic asks for too much", extra={"form": str(error)})
    return outside.again_page(preparing=False) if request.form else error_page(503)


def _previewed(token: str) -> Asked:
    version = read_preview_token(token)
    if version is None:
        raise NotFound
    return previewed(version)
