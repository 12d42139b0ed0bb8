"""The page on which an officer records a report: the steps of the journey, all on one page."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.accounts.sessions import signed_in
from engagement.core import clock
from engagement.core.db import db
from engagement.core.drafts import DraftBroken
from engagement.core.errors import NotFound, Rejected
from engagement.core.http import keep_out_of_caches, partnership
from engagement.core.seal import SealBroken, open_bytes, seal_bytes
from engagement.reports.concerns import PEOPLE_CONCERNS
from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.draft import Draft, open_draft, seal_draft
from engagement.reports.journey.helping import helpers_with_crime
from engagement.reports.journey.outlines import NoDistricts, locate, outlines_shown
from engagement.reports.journey.pages import atlas, map_source, signposts_for
from engagement.reports.journey.reading import Parts, answers_of
from engagement.reports.models import Channel
from engagement.reports.recording.commands import record_report
from engagement.reports.recording.sheet import ADULTS_ONLY, STEPS, Sheet, sheet_of, with_sent

blueprint = Blueprint("recording", __name__, url_prefix="/reports/record")

RECEIPT: Final = "reports.recorded"


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """An empty page with a draft of its own, so that it counts once however often it is sent."""
    ground = _ground()
    draft = Draft.new(ground.today)
    return _page(sheet_of(draft, ground), draft)


@blueprint.post("/")
def save() -> ResponseReturnValue:
    """Store the report; the receipt is on the page that follows."""
    ground = _ground()
    try:
        draft = open_draft(request.form.get("draft", ""), ground.today)
    except DraftBroken:
        flash(_("This page was open for too long, and nothing was saved. Please start again."))
        return redirect(url_for(".start"), 303)
    sheet = _read(with_sent(draft, request.form), ground)
    fine = "browse" not in request.form and sheet.channel.validate_on_submit()
    if fine and sheet.parts:
        try:
            _record(draft, sheet.parts, Channel(sheet.channel.channel.data))
        except Rejected as rejected:
            sheet.reads["where"].form.reject(rejected)
        else:
            db.session.commit()
            return redirect(url_for(".receipt", sealed=_sealed(draft)), 303)
    db.session.rollback()
    return _page(sheet, draft), 400


@blueprint.get("/receipt")
def receipt() -> ResponseReturnValue:
    """The receipt code, to hand over."""
    page = render_template(
        "reports/recording/receipt.html", code=_opened(request.args.get("sealed", ""))
    )
    return keep_out_of_caches(make_response(page))


def _record(draft: Draft, parts: Parts, channel: Channel) -> None:
    record_report(
        db.session,
        submission_id=draft.id,
        receipt_code=draft.code,
        answers=answers_of(parts),
        channel=channel,
        names_people=parts.words.names_people,
        actor=signed_in().actor,
        now=clock.now(),
    )


def _read(typed: Draft, ground: Ground) -> Sheet:
    """What was sent; who asks for a list of places is not told yet what else is missing."""
    try:
        return sheet_of(typed, ground, judged={"where"} if "browse" in request.form else STEPS)
    except NoDistricts:
        sheet = sheet_of(typed, ground)
        message = _("The service does not know the districts yet. Try again in a minute.")
        sheet.reads["where"].form.reject(Rejected(message))
        return sheet


def _ground() -> Ground:
    return Ground(atlas(), clock.london_date(clock.now()), locate)


def _page(sheet: Sheet, draft: Draft) -> str:
    outlines = outlines_shown()
    return render_template(
        "reports/recording/start.html",
        form=sheet,
        channel=sheet.channel,
        draft=seal_draft(draft),
        steps=STEPS,
        adults_only=ADULTS_ONLY,
        helpers=helpers_with_crime(partnership(), signposts_for(frozenset(PEOPLE_CONCERNS), None)),
        atlas=atlas(),
        outlines=outlines,
        source=map_source(outlines),
        **{name: read.form for name, read in sheet.reads.items()},
    )


def _sealed(draft: Draft) -> str:
    """The receipt code for the address of the next page, where nobody else can read it."""
    today = clock.london_date(clock.now()).isoformat()
    packed = json.dumps({"code": draft.code, "day": today}).encode()
    return urlsafe_b64encode(seal_bytes(RECEIPT, packed)).decode()


def _opened(text: str) -> str:
    """The receipt code of today's address; NotFound for any other."""
    try:
        kept: dict[str, str] = json.loads(open_bytes(RECEIPT, urlsafe_b64decode(text.encode())))
    except (SealBroken, ValueError):
        raise NotFound from None
    if kept["day"] != clock.london_date(clock.now()).isoformat():
        raise NotFound
    return kept["code"]
