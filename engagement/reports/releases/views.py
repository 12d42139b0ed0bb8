"""The officers' page that publishes figures: what would be said, what is held back, and why."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.accounts.permissions import Action, require
from engagement.accounts.sessions import signed_in
from engagement.audit.recording import record_view
from engagement.core import clock
from engagement.core.db import db, reading
from engagement.core.errors import Rejected
from engagement.core.forms import OfficerForm
from engagement.core.http import partnership, settings
from engagement.disclosure.releases import Release
from engagement.reports.releases import wording
from engagement.reports.releases.commands import POLICY, About, Next, next_release, publish_release
from engagement.reports.releases.events import KIND, ReleaseEvent
from engagement.reports.releases.queries import releases

blueprint = Blueprint("releases", __name__, url_prefix="/reports/publish")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """What would be published today, and what is held back."""
    require(signed_in().actor, Action.PUBLISH_REPORTS)
    return _page(OfficerForm())


@blueprint.post("/")
def publish() -> ResponseReturnValue:
    """Freeze it; a refusal is recorded too, with what was missing."""
    actor, form = signed_in().actor, OfficerForm()
    require(actor, Action.PUBLISH_REPORTS)
    if form.validate_on_submit():
        try:
            publish_release(db.session, about=_about(), actor=actor, now=clock.now())
        except Rejected as rejected:
            form.reject(rejected)
            db.session.rollback()
            because = {"because": rejected.message}
            record_view(
                actor=actor, action=ReleaseEvent.REFUSED, kind=KIND, subject="next", detail=because
            )
        else:
            db.session.commit()
            flash(_("The figures are published."))
            return redirect(url_for(".index"), 303)
    return _page(form), 400


def _page(form: OfficerForm) -> str:
    """Read in a session of its own: a refused post holds no lock while it is drawn."""
    with reading() as session:
        following = next_release(session, about=_about(), now=clock.now())
        made = releases(session, demonstration=settings().demonstration)
    release = following.release
    return render_template(
        "reports/releases/publish.html",
        form=form,
        following=following,
        policy=POLICY,
        rows=_rows(following),
        reasons=wording.reason_table(release) if release else None,
        made=made,
    )


def _rows(following: Next) -> list[list[str]]:
    """Each district: what the public sees now, what it would see, and what is held back."""
    names = sorted(following.names.items(), key=lambda one: one[1])
    sides = [one for one in (following.earlier, following.release) if one is not None]
    told = [_told(side) for side in sides]
    return [
        [
            name,
            *(text for side in told for text in side.get(code, ("", ""))),
            _held(following, code),
        ]
        for code, name in names
    ]


def _told(release: Release) -> dict[str, tuple[str, str]]:
    return {line.code: (line.told, line.done) for line in wording.district_lines(release)}


def _held(following: Next, code: str) -> str:
    """Why a district's figure is not shown, or not renewed."""
    wanted = following.wanted[code]
    if wanted:
        return _("Keeps its figure: needs %(number)s more approved reports", number=wanted)
    release = following.release
    figures = release.groups[code] if release else None
    if figures is None or release is None:
        return ""
    if figures.whole.count.value is None:
        return _("Fewer than %(number)s: hidden", number=POLICY.small)
    if figures.part.until != release.until:
        return _(
            "What was done keeps its figure: it has not grown by %(number)s", number=POLICY.renew_by
        )
    if figures.part.count.value is None:
        return _("What was done is hidden: too few on one side")
    return ""


def _about() -> About:
    here = partnership()
    return About(here.name, here.county, demonstration=settings().demonstration)
