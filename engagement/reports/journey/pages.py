"""What the journey answers with: steps, check, receipt, and pages for when it cannot go on."""

from collections.abc import Sequence
from typing import Final, TypeAlias
from uuid import UUID

from flask import Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from engagement.areas.locating import Located
from engagement.core import clock
from engagement.core.forms import PublicForm
from engagement.core.http import csp_nonce, keep_out_of_caches, partnership, settings
from engagement.core.partnership import TO_BE_CONFIRMED, Signpost
from engagement.core.rendering import edition
from engagement.reports.commands import Answers, Receipt
from engagement.reports.concerns import PEOPLE_CONCERNS, Concern
from engagement.reports.journey.atlas import Atlas, Ground
from engagement.reports.journey.draft import Draft, seal_draft
from engagement.reports.journey.helping import helpers_afterwards, helpers_with_crime
from engagement.reports.journey.order import STEPS, steps_for
from engagement.reports.journey.outlines import Outlines, outlines_shown
from engagement.reports.journey.reading import Parts
from engagement.reports.journey.safe_places import nearest_safe_places
from engagement.reports.journey.steps import Step
from engagement.reports.journey.what import PLACE
from engagement.reports.links.queries import LinkState

EXTENSION: Final = "journey.atlas"
SKELETONS: Final = "journey.skeletons"
MOST_SKELETONS: Final = 20
NONCE_MARK: Final = "[the nonce]"
DRAFT_MARK: Final = "[the draft]"
Signposts: TypeAlias = Sequence[Signpost]
ENDS: Final = frozenset({"danger", "home"})
"""What a person can say that ends the form; nothing of it goes on in the page."""


def atlas() -> Atlas:
    """The county of the current app, made at the first request."""
    made: Atlas | None = current_app.extensions.get(EXTENSION)
    if made is None:
        made = current_app.extensions[EXTENSION] = Atlas(partnership())
    return made


def start_page(link: str | None = None) -> Response:
    """What this is, who reads it and when, and what it is not for; `link` goes on with the form."""
    return make_response(
        render_template("reports/journey/start.html", reading_days=_reading_days(), link=link)
    )


def link_closed_page(state: LinkState) -> Response:
    """The link of a class or an event that is not open: why, and the way without it."""
    gone = 404 if state is LinkState.UNKNOWN else 410
    page = render_template("reports/journey/link_closed.html", state=state)
    return make_response(page, gone)


def first_page(step: Step, ground: Ground, *, link: str = "") -> Response:
    """A step with a new draft: what it is about, or straight away the place.

    For everybody without a cookie this page differs in the draft and the nonce alone, so it is
    rendered once for each language and version of the outlines, and these two are put in.
    """
    draft = Draft.new(ground.today, began=int(clock.now().timestamp()), link=link)
    if step.name != "what":
        draft = draft.with_typed("what", PLACE).with_done("what")
    if request.cookies or current_app.jinja_env.auto_reload:
        return step_page(step, draft, ground)
    skeletons: dict[tuple[object, ...], str] = current_app.extensions.setdefault(SKELETONS, {})
    outlines: UUID | None = outlines_shown().version_id
    key = (edition(), step.name, outlines, len(_way(draft)))
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
    signposts: Signposts = (),
    sealed: str = "",
) -> Response:
    """A step with what was typed there before.

    `said` is the last answer in words, `signposts` who can help with it.
    """
    way = _way(draft)
    at = way.index(step.name) if step.name in way else 0
    return make_response(
        render_template(
            f"reports/journey/{step.name}.html",
            step=step,
            draft=sealed or seal_draft(draft),
            form=form or step.form(step.typed(draft), ground),
            said=said,
            signposts=signposts,
            at=at + 1,
            total=len(way),
            back=way[at - 1] if at else "",
            atlas=ground.atlas,
            outlines=outlines_shown(),
            source=map_source,
        )
    )


def aside_page(name: str, draft: Draft) -> Response:
    """Help for somebody in danger, not safe at home, or with a crime to report.

    Only from a crime one can go on, so only that page carries the draft.
    """
    if name not in ENDS:
        people = partnership().signposts_for(PEOPLE_CONCERNS, None)
        helpers = helpers_with_crime(partnership(), people)
        page = render_template(
            f"reports/journey/{name}.html", draft=seal_draft(draft), helpers=helpers
        )
        return make_response(page)
    page = render_template(f"reports/journey/{name}.html", link=draft.link or None)
    return keep_out_of_caches(make_response(page))


def check_page(draft: Draft, parts: Parts, *, not_taken: str = "") -> Response:
    """All answers, each with its way back, before anything is sent; and words `not_taken`."""
    page = render_template(
        "reports/journey/check.html", draft=seal_draft(draft), parts=parts, not_taken=not_taken
    )
    return make_response(page)


def receipt_page(receipt: Receipt, answers: Answers) -> Response:
    """The receipt code, what happens next, who else can help, and where one is safe."""
    spot = answers.spot
    page = render_template(
        "reports/journey/receipt.html",
        receipt=receipt,
        helpers=helpers_afterwards(partnership(), signposts_for(answers.concerns, answers.located)),
        safe_places=nearest_safe_places(
            partnership(), spot.easting, spot.northing, demonstration=settings().demonstration
        ),
        reading_days=_reading_days(),
    )
    return keep_out_of_caches(make_response(page))


def signposts_for(concerns: frozenset[Concern], located: Located | None) -> Signposts:
    """Who deals with these concerns; those of one district only where we are sure of it."""
    district = located.district_code if located and located.confirmed else None
    return partnership().signposts_for(concerns, district)


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


def _way(draft: Draft) -> list[str]:
    """The names of the steps that this draft leads through; while the database is away, all."""
    try:
        return [step.name for step in steps_for(draft)]
    except SQLAlchemyError:
        return list(STEPS)


def _reading_days() -> str | None:
    """When reports are read, if the partnership has said so."""
    days = partnership().reading_days
    return None if TO_BE_CONFIRMED in days else days


def map_source(outlines: Outlines) -> str:
    """Who made what the map draws."""
    places = partnership().places_source
    if outlines.version_id is None:
        return places
    if outlines.approximate:
        return _("Thick lines: districts (approximate). %(places)s", places=places)
    return _("Thick lines: districts (%(label)s). %(places)s", label=outlines.label, places=places)
