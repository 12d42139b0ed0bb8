"""What the journey answers with: pages of questions, all answers, the receipt."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from flask import Response, current_app, make_response, render_template, request, url_for
from flask_babel import gettext as _

from engagement.core.clock import london_date
from engagement.core.days import day_words
from engagement.core.http import csp_nonce, keep_out_of_caches, partnership, settings
from engagement.core.partnership import HelpLine
from engagement.core.rendering import edition
from engagement.core.retention import DEFAULT_DAYS
from engagement.reports.journey.outlines import outlines_shown
from engagement.reports.journey.pages import atlas, map_source
from surveys.answering import place, tongues
from surveys.answering.arriving import Asked
from surveys.answering.draft import SECTIONS, Draft, Typed, seal_draft
from surveys.answering.judging import Wrong
from surveys.answering.showing import instances, other_language, rows_of, sections, shown_page
from surveys.answering.sitting import Sitting, inputs_of
from surveys.answering.speaking import line_of
from surveys.instrument.logic import first_record
from surveys.instrument.model import Address, Instrument, Record
from surveys.instrument.pages import MOST_INSTANCES, Page
from surveys.responses.commands import Receipt

SKELETONS: Final = "answering.skeletons"
MOST_SKELETONS: Final = 200
NONCE_MARK: Final = "[the nonce]"
DRAFT_MARK: Final = "[the draft]"
RECEIPTS: Final = "answering.receipts"
CODE_MARK: Final = "[the code]"
LONGEST_LINK: Final = 20
UNSTILL: Final = re.compile(r"\b(?:random|randomize|uuid|now|once)\(")
"""What makes two first pages of one day differ."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A first page without its draft and nonce; `page` is nothing where it cannot be kept."""

    page: str
    record: Record
    at: str


def first_page(asked: Asked, now: datetime) -> Response:
    """The first page with a new draft.

    For everybody without a cookie it differs in the draft and the nonce alone, so it is rendered
    once for each version, language and day, and these two are put in.
    """
    draft = Draft(
        survey=asked.survey.id,
        version=asked.version_id,
        language=tongues.language_asked(asked.instrument),
        made_on=london_date(now),
        link=request.args.get("link", "")[:LONGEST_LINK],
        test=asked.test,
    )
    if request.cookies or asked.test or current_app.jinja_env.auto_reload:
        return show(_begun(asked, draft, now))
    skeleton = _skeleton(asked, draft, now)
    if not skeleton.page:
        return show(_begun(asked, draft, now))
    sealed = seal_draft(replace(draft, record=skeleton.record, at=skeleton.at))
    page = skeleton.page.replace(NONCE_MARK, csp_nonce()).replace(DRAFT_MARK, sealed)
    return make_response(page)


def show(
    sitting: Sitting,
    *,
    wrong: Mapping[Address, Wrong] | None = None,
    typed: Mapping[Address, Typed] | None = None,
    more: bool = False,
    sealed: str = "",
    status: int = 200,
) -> Response:
    """What the draft has open: a page of questions, the sections, or all answers.

    `typed` stands before what the draft holds; `more` says that an answer brought more questions.
    """
    context = _common(sitting, sealed)
    page = sitting.page
    if page is None:
        return _end(sitting, context)
    if page.more:
        return _repeat(sitting, page, context)
    if page.is_place:
        return _place(sitting, page, wrong or {}, context)
    shown = shown_page(sitting, page, wrong, typed)
    text = render_template(
        "surveys/answering/page.html", shown=shown, form=shown, more=more, **context
    )
    return make_response(text, status)


def receipt_page(sitting: Sitting, receipt: Receipt) -> Response:
    """The receipt code, what happens next, and who can help.

    The receipts of one survey differ in the code and the nonce alone: it is rendered once for each
    language, and these two are put in.
    """
    if request.cookies or current_app.jinja_env.auto_reload:
        return keep_out_of_caches(make_response(_receipt(sitting, receipt)))
    kept: dict[tuple[object, ...], str] = current_app.extensions.setdefault(RECEIPTS, {})
    survey = sitting.survey
    facts = (survey.id, survey.controller, survey.sensitive, sitting.draft.test)
    key = (*facts, receipt.withdrawn, edition())
    if key not in kept:
        if len(kept) >= MOST_SKELETONS:
            kept.clear()
        page = _receipt(sitting, replace(receipt, code=CODE_MARK))
        kept[key] = page.replace(csp_nonce(), NONCE_MARK)
    page = kept[key].replace(NONCE_MARK, csp_nonce()).replace(CODE_MARK, receipt.code)
    return keep_out_of_caches(make_response(page))


def _receipt(sitting: Sitting, receipt: Receipt) -> str:
    return render_template(
        "surveys/answering/receipt.html",
        survey=sitting.survey,
        test=sitting.draft.test,
        receipt=receipt,
        controller=partnership().controller(sitting.survey.controller),
        helpers=_helpers_afterwards() if sitting.survey.sensitive else [],
    )


def sent_otherwise_page(sitting: Sitting) -> Response:
    """The same draft was sent before with other answers."""
    page = render_template(
        "surveys/answering/sent_otherwise.html", survey=sitting.survey, code=sitting.draft.code
    )
    return keep_out_of_caches(make_response(page, 409))


def saved_page(sitting: Sitting) -> Response:
    """The code under which the draft waits, shown once."""
    days = partnership().retention.get("drafts", DEFAULT_DAYS["drafts"])
    page = render_template(
        "surveys/answering/saved.html",
        code=sitting.draft.saved,
        until=day_words(london_date(sitting.now) + timedelta(days=days)),
        address=settings().public_base_url.rstrip("/") + url_for("answering.saved"),
        **_common(sitting),
    )
    return keep_out_of_caches(make_response(page))


def too_large_page(shown: Sitting) -> Response:
    """The page as it was sent, with all that was typed; the draft goes on without it."""
    asked = shown.page.asked if shown.page else ()
    typed = {one.address: inputs_of(one, request.form) for one in asked}
    sizes = {
        address: sum(len(text) for values in inputs.values() for text in values)
        for address, inputs in typed.items()
    }
    longest = max(sizes, key=lambda address: sizes[address], default="")
    message = _("Your answers together are longer than we can take. Make this one shorter")
    wrong = {longest: Wrong(message)} if longest else {}
    return show(shown, wrong=wrong, typed=typed, status=413)


def _begun(asked: Asked, draft: Draft, now: datetime) -> Sitting:
    """A new draft with what the form fills in by itself, on its first page."""
    record = first_record(asked.instrument, now=now)
    sitting = Sitting(asked.survey, asked.instrument, replace(draft, record=record), now)
    return sitting.going(sitting.next_key())


def _skeleton(asked: Asked, draft: Draft, now: datetime) -> Skeleton:
    kept: dict[tuple[object, ...], Skeleton] = current_app.extensions.setdefault(SKELETONS, {})
    survey = asked.survey
    key = (
        edition(),
        draft.version,
        draft.language,
        draft.made_on,
        survey.slug,
        survey.title,
        survey.sensitive,
        survey.for_under_18s,
    )
    if key not in kept:
        if len(kept) >= MOST_SKELETONS:
            kept.clear()
        kept[key] = _made(_begun(asked, draft, now))
    return kept[key]


def _made(sitting: Sitting) -> Skeleton:
    draft = sitting.draft
    if not _is_still(sitting.instrument) or (sitting.page and sitting.page.is_place):
        return Skeleton("", draft.record, draft.at)
    page = show(sitting, sealed=DRAFT_MARK).get_data(as_text=True)
    return Skeleton(page.replace(csp_nonce(), NONCE_MARK), draft.record, draft.at)


def _is_still(instrument: Instrument) -> bool:
    """Whether its first page is the same for everybody who begins on one day."""
    return UNSTILL.search(instrument.xform) is None


def _common(sitting: Sitting, sealed: str = "") -> dict[str, Any]:
    """What every page of the journey is given."""
    return {
        "survey": sitting.survey,
        "test": sitting.draft.test,
        "draft": sealed or seal_draft(sitting.draft),
        "action": url_for("answering.answer", slug=sitting.survey.slug),
        "can_go_back": sitting.can_go_back,
        "offered": tongues.to_go_on_in(sitting),
        "language": other_language(sitting),
        "helpers": _helpers(sitting),
    }


def _helpers(sitting: Sitting) -> list[HelpLine]:
    """Who can help, from the first sensitive question on."""
    here = {sitting.draft.at, *sitting.draft.done}
    sensitive = (
        one.question.sensitive for page in sitting.pages if page.key in here for one in page.asked
    )
    calm = [line for line in partnership().help_lines if not line.emergency]
    return calm if any(sensitive) else []


def _helpers_afterwards() -> list[HelpLine]:
    """The emergency, and who listens to somebody that something happened to."""
    lines = partnership().help_lines
    emergency = [line for line in lines if line.emergency][:1]
    calm = [line for line in lines if not line.emergency]
    return emergency + ([line for line in calm if line.crime or line.home] or calm)


def _end(sitting: Sitting, context: Mapping[str, Any]) -> Response:
    """The sections of a hub, or all answers."""
    if sitting.hub and sitting.draft.at == SECTIONS:
        found = sections(sitting)
        done = sum(one.done for one in found)
        page = render_template(
            "surveys/answering/sections.html", sections=found, done=done, **context
        )
        return make_response(page)
    page = render_template("surveys/answering/check.html", rows=rows_of(sitting), **context)
    return make_response(page)


def _repeat(sitting: Sitting, page: Page, context: Mapping[str, Any]) -> Response:
    repeat = page.more.address if page.more else ""
    found = instances(sitting, repeat)
    text = render_template(
        "surveys/answering/repeat.html",
        shown=shown_page(sitting, page),
        instances=found,
        can_add=len(found) < MOST_INSTANCES,
        **context,
    )
    return make_response(text)


def _place(
    sitting: Sitting, page: Page, wrong: Mapping[Address, Wrong], context: Mapping[str, Any]
) -> Response:
    (one,) = page.asked
    typed = sitting.draft.typed.get(one.address, {})
    if one.address not in wrong:
        where = place.shown(typed)
    elif typed:
        where = place.read(typed).form
    else:
        where = place.missing(wrong[one.address].text)
    text = render_template(
        "surveys/answering/place.html",
        shown=shown_page(sitting, page),
        hint=line_of(sitting, one.question.hint, one.address),
        where=where,
        form=where,
        atlas=atlas(),
        outlines=outlines_shown(),
        source=map_source,
        **context,
    )
    return make_response(text)
