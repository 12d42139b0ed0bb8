"""The page on which an officer records a report: the steps of the journey, all on one page."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.accounts.sessions import signed_in
from engagement.core import clock
from engagement.core.db import db
from engagement.core.errors import NotFound, Rejected
from engagement.core.forms.base import SummaryLine
from engagement.core.http import keep_out_of_caches, partnership
from engagement.core.seal import SealBroken, open_bytes, seal_bytes
from engagement.reports.journey.atlas import Ground
from engagement.reports.journey.draft import Draft, DraftBroken, open_draft, seal_draft
from engagement.reports.journey.order import STEPS as JOURNEY
from engagement.reports.journey.outlines import NoDistricts, locate, outlines_shown
from engagement.reports.journey.pages import atlas
from engagement.reports.journey.reading import Parts, answers_of
from engagement.reports.journey.steps import Read
from engagement.reports.models import Channel
from engagement.reports.recording.commands import record_report
from engagement.reports.recording.forms import ChannelForm

blueprint = Blueprint("recording", __name__, url_prefix="/reports/record")

STEPS: Final = {name: JOURNEY[name] for name in ("where", "why", "when")}
"""What is asked about the place; nothing is asked about the person."""
RECEIPT: Final = "reports.recorded"
_OFFERS: Final = {
    "choice": _l("Choose which place is meant"),
    "night": _l("Choose which night is meant"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page as it was sent: the officer's part, and each step as it was read."""

    channel: ChannelForm
    reads: dict[str, Read]

    @property
    def parts(self) -> Parts | None:
        """What all steps say; None while one of them has to be asked again."""
        pairs = [
            (STEPS[name], read.part) for name, read in self.reads.items() if read.part is not None
        ]
        return Parts(tuple(pairs)) if len(pairs) == len(STEPS) else None

    @property
    def errors_summary(self) -> list[SummaryLine]:
        """Every error in the order of the page."""
        forms = [self.channel, *(read.form for read in self.reads.values())]
        return [line for form in forms for line in form.errors_summary]


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """An empty page with a draft of its own, so that it counts once however often it is sent."""
    ground = _ground()
    blank = {name: Read(step.form({}, ground), None) for name, step in STEPS.items()}
    return _page(Sheet(ChannelForm(), blank), Draft.new(ground.today))


@blueprint.post("/")
def save() -> ResponseReturnValue:
    """Store the report; the receipt is on the page that follows."""
    try:
        draft = open_draft(request.form.get("draft", ""), clock.london_date(clock.now()))
    except DraftBroken:
        flash(_("This page was open for too long, and nothing was saved. Please start again."))
        return redirect(url_for(".start"), 303)
    try:
        sheet = _sheet()
    except NoDistricts:
        flash(_("The service does not know the districts yet. Try again in a minute."))
        return redirect(url_for(".start"), 303)
    fine = sheet.channel.validate_on_submit()
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
        actor=signed_in().actor,
        now=clock.now(),
    )


def _sheet() -> Sheet:
    """Every step read from one form; two of them have an input `asked`, told apart by the step."""
    ground, reads = _ground(), {}
    for name, step in STEPS.items():
        sent = request.form.copy()
        sent.setlist("asked", sent.getlist(f"{name}-asked"))
        reads[name] = step.read(step.taken(sent), ground)
        _say_what_to_choose(reads[name])
    return Sheet(ChannelForm(), reads)


def _say_what_to_choose(read: Read) -> None:
    """Where a step goes on with a second question, this page has to say so."""
    if read.part is not None or read.form.errors_summary:
        return
    for name, message in _OFFERS.items():
        if name in read.form and read.form[name].choices:
            read.form.reject(Rejected(str(message), name))


def _ground() -> Ground:
    return Ground(atlas(), clock.london_date(clock.now()), locate)


def _page(sheet: Sheet, draft: Draft) -> str:
    return render_template(
        "reports/recording/start.html",
        form=sheet,
        channel=sheet.channel,
        draft=seal_draft(draft),
        atlas=atlas(),
        outlines=outlines_shown(),
        source=_source(),
        **{name: read.form for name, read in sheet.reads.items()},
    )


def _source() -> str:
    """Who made what the map draws."""
    places, shown = partnership().places_source, outlines_shown()
    if shown.version_id is None:
        return places
    return _("Outlines: %(label)s. %(places)s", label=shown.label, places=places)


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
