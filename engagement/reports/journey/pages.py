"""What the journey answers with: steps, check, receipt, and pages for when it cannot go on."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from flask import Response, current_app, make_response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from engagement.core.forms import PublicForm
from engagement.core.http import csp_nonce, keep_out_of_caches, partnership
from engagement.core.partnership import TO_BE_CONFIRMED
from engagement.reports.commands import Answers, Receipt
from engagement.reports.journey.atlas import Atlas, Ground
from engagement.reports.journey.draft import Draft, seal_draft
from engagement.reports.journey.outlines import Outlines, outlines_shown
from engagement.reports.journey.reading import Parts
from engagement.reports.journey.steps import Step

EXTENSION: Final = "journey.atlas"
SKELETONS: Final = "journey.skeletons"
MOST_SKELETONS: Final = 20
NONCE_MARK: Final = "[the nonce]"
DRAFT_MARK: Final = "[the draft]"


def atlas() -> Atlas:
    """The county of the current app, made at the first request."""
    made: Atlas | None = current_app.extensions.get(EXTENSION)
    if made is None:
        made = current_app.extensions[EXTENSION] = Atlas(partnership())
    return made


def start_page() -> Response:
    """What this is, who reads it and when, and what it is not for."""
    days = partnership().reading_days
    known = None if TO_BE_CONFIRMED in days else days
    return make_response(render_template("reports/journey/start.html", reading_days=known))


def first_page(step: Step, ground: Ground) -> Response:
    """The first step with a new draft.

    For everybody without a cookie this page differs in the draft and the nonce alone, so it is
    rendered once for each language and version of the outlines, and these two are put in.
    """
    draft = Draft.new(ground.today)
    if request.cookies or current_app.jinja_env.auto_reload:
        return step_page(step, draft, ground)
    skeletons: dict[tuple[str, UUID | None], str] = current_app.extensions.setdefault(SKELETONS, {})
    key = (str(get_locale()), outlines_shown().version_id)
    skeleton = skeletons.get(key)
    if skeleton is None:
        if len(skeletons) >= MOST_SKELETONS:
            skeletons.clear()
        page = step_page(step, draft, ground, sealed=DRAFT_MARK).get_data(as_text=True)
        skeleton = skeletons[key] = page.replace(csp_nonce(), NONCE_MARK)
    page = skeleton.replace(NONCE_MARK, csp_nonce()).replace(DRAFT_MARK, seal_draft(draft))
    return make_response(page)


def step_page(
    step: Step,
    draft: Draft,
    ground: Ground,
    *,
    form: PublicForm | None = None,
    said: Sequence[str] = (),
    sealed: str = "",
) -> Response:
    """A step with what was typed there before; `said` is the last answer in words."""
    return make_response(
        render_template(
            f"reports/journey/{step.name}.html",
            step=step,
            draft=sealed or seal_draft(draft),
            form=form or step.form(draft.of(step.name), ground),
            said=said,
            atlas=ground.atlas,
            outlines=outlines_shown(),
            source=_source,
        )
    )


def check_page(draft: Draft, parts: Parts) -> Response:
    """All answers, each with its way back, before anything is sent."""
    return make_response(
        render_template("reports/journey/check.html", draft=seal_draft(draft), parts=parts)
    )


def receipt_page(receipt: Receipt, answers: Answers) -> Response:
    """The receipt code, what happens next, and who else can help."""
    located = answers.located
    district = located.district_code if located.confirmed else None
    days = partnership().reading_days
    page = render_template(
        "reports/journey/receipt.html",
        receipt=receipt,
        signposts=partnership().signposts_for(answers.concerns, district),
        reading_days=None if TO_BE_CONFIRMED in days else days,
    )
    return keep_out_of_caches(make_response(page))


def sent_otherwise_page(draft: Draft) -> Response:
    """The same draft was sent before with other answers."""
    page = render_template("reports/journey/sent_otherwise.html", code=draft.code)
    return keep_out_of_caches(make_response(page, 409))


def lost_page(*, expired: bool) -> Response:
    """The draft cannot be read any more; the person has to begin again."""
    page = render_template("reports/journey/lost.html", expired=expired)
    return make_response(page, 410 if expired else 400)


def again_page(draft: Draft, *, preparing: bool) -> Response:
    """Nothing was stored; the draft stands in the page, ready to be sent again."""
    page = render_template(
        "reports/journey/again.html", draft=seal_draft(draft), preparing=preparing
    )
    return make_response(page, 503, {"Retry-After": "30"})


def _source(outlines: Outlines) -> str:
    """Who made what the map draws."""
    places = partnership().places_source
    if outlines.version_id is None:
        return places
    if outlines.approximate:
        return _("Approximate outlines. %(places)s", places=places)
    return _("Outlines: %(label)s. %(places)s", label=outlines.label, places=places)
