"""Pages beside the questions: which surveys there are, codes, and why one cannot go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response, g, make_response, render_template, request, url_for
from flask_babel import gettext as _

from engagement.core.clock import LONDON
from engagement.core.days import day_words
from engagement.core.db import reading
from engagement.core.forms.fields import clean_lines
from engagement.core.http import keep_out_of_caches, partnership
from engagement.languages.choosing import language as page_language
from surveys.answering import tongues
from surveys.answering.arriving import Asked
from surveys.answering.draft import Draft
from surveys.answering.forms import CodeForm, SavedForm
from surveys.answering.queries import live_surveys, surveys_told
from surveys.answering.showing import Row, answered_rows, other_language
from surveys.answering.sitting import Sitting
from surveys.instrument.kinds.drawing import INPUT
from surveys.instrument.model import Instrument, language_tag
from surveys.instrument.pages import NOTE, PLACE, questions_asked, waits
from surveys.models import Survey
from surveys.responses.instruments import instrument_for
from surveys.responses.opening import Opening, opening_of

STATUS: Final = {Opening.NOT_YET: 403, Opening.CLOSED: 410}
SECONDS: Final = {"text": 40, PLACE: 60, "rank": 30, NOTE: 8}
USUAL_SECONDS: Final = 12
"""How long people need for a question; a rough guide, said as minutes."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A survey that is open, as the list shows it."""

    survey: Survey
    purpose: str
    length: str
    until: str


def index_page(now: datetime) -> Response:
    """The surveys that are open."""
    with reading() as session:
        offers = [one for one in live_surveys(session) if one.version_id]
        listed = [
            Listed(
                one.survey,
                first_sentence(one.survey.purpose),
                length_words(instrument_for(session, one.version_id)),
                moment_words(one.survey.closes_at),
            )
            for one in offers
            if one.version_id and opening_of(one.survey, now) is Opening.OPEN
        ]
        told = surveys_told(session)
    return make_response(render_template("surveys/answering/index.html", listed=listed, told=told))


def start_page(asked: Asked, *, link: str = "", preview: str = "") -> Response:
    """What a survey is for and who answers for it; `link` goes on with the draft."""
    begin = (
        url_for("answering.first_of_preview", token=preview, language=_chosen())
        if preview
        else url_for(
            "answering.first", slug=asked.survey.slug, link=link or None, language=_chosen()
        )
    )
    tags = {language_tag(one) for one in asked.instrument.languages}
    page = render_template(
        "surveys/answering/start.html",
        survey=asked.survey,
        test=asked.test,
        length=length_words(asked.instrument),
        optional=any(one.bind.required is None for one in asked.instrument.questions if waits(one)),
        until=moment_words(asked.survey.closes_at),
        begin=begin,
        controller=partnership().controller(asked.survey.controller),
        languages_offered=tongues.on_start_page(asked.instrument),
        in_page_language=page_language().code in tags,
    )
    return make_response(page)


def link_closed_page(slug: str | None) -> Response:
    """A link that was ended, with the way to its survey; or one that we never made."""
    page = render_template("surveys/answering/link_closed.html", slug=slug)
    return make_response(page, 410 if slug else 404)


def not_open_page(survey: Survey, opening: Opening, sitting: Sitting | None) -> Response:
    """Closed, or not open yet; what was answered stands there for copying."""
    with reading() as session:
        told = any(one.id == survey.id for one in surveys_told(session))
    page = render_template(
        "surveys/answering/not_open.html",
        survey=survey,
        opens=moment_words(survey.opens_at) if opening is Opening.NOT_YET else "",
        rows=answered_rows(sitting) if sitting else (),
        language=other_language(sitting) if sitting else "",
        told=told,
    )
    return keep_out_of_caches(make_response(page, STATUS.get(opening, 404)))


def version_gone_page(draft: Draft) -> Response:
    """The questions are not there any more; what was answered is, by the names of the questions."""
    said = {**draft.record.values, **_just_typed()}
    page = render_template(
        "surveys/answering/version_gone.html",
        rows=[Row(address, value, "") for address, value in said.items() if value],
        language="",
    )
    return keep_out_of_caches(make_response(page, 410))


def lost_page(*, expired: bool) -> Response:
    """The draft cannot be read any more; the person has to begin again."""
    slug = (request.view_args or {}).get("slug", "")
    page = render_template("surveys/answering/lost.html", expired=expired, slug=slug)
    return make_response(page, 410 if expired else 400)


def far_too_large_page() -> Response:
    """More came than is read; the browser still has it."""
    return make_response(render_template("surveys/answering/far_too_large.html"), 413)


def again_page(*, preparing: bool) -> Response:
    """Nothing was stored; what was sent stands in the page, ready to be sent again."""
    page = render_template(
        "surveys/answering/again.html",
        sent=list(request.form.items(multi=True)),
        preparing=preparing,
    )
    return make_response(page, 503, {"Retry-After": "30"})


def saved_code_page(form: SavedForm | None = None) -> Response:
    """Asks for the code of a saved survey; with a form, says that it leads nowhere."""
    if form is not None:
        message = _(
            "We have no saved survey with this code. Check each letter and number. We delete them "
            "after 30 days, and when they are sent"
        )
        _say_wrong(form, message)
    page = render_template("surveys/answering/saved_code.html", form=form or SavedForm())
    return keep_out_of_caches(make_response(page))


def receipt_code_page(form: CodeForm | None = None) -> Response:
    """Asks for a receipt code; with a form, says that it leads nowhere."""
    if form is not None:
        message = _("We have no answers with this code. Check each letter and number")
        _say_wrong(form, message)
    page = render_template("surveys/answering/receipt_code.html", form=form or CodeForm())
    return keep_out_of_caches(make_response(page))


def withdraw_page(code: str) -> Response:
    """What taking answers back does, before it is done."""
    page = render_template("surveys/answering/withdraw.html", code=code)
    return keep_out_of_caches(make_response(page))


def withdrawn_page() -> Response:
    """It is done."""
    return keep_out_of_caches(make_response(render_template("surveys/answering/withdrawn.html")))


def length_words(instrument: Instrument) -> str:
    """How many questions a form has at most, and about how many minutes it takes."""
    asked = [one for one in instrument.questions if waits(one) or one.kind == NOTE]
    seconds = sum(SECONDS.get(one.kind, USUAL_SECONDS) for one in asked)
    minutes = max(1, round(seconds / 60))
    questions = questions_asked(instrument)
    if minutes == 1:
        return _("Up to %(questions)s questions, about a minute.", questions=questions)
    return _(
        "Up to %(questions)s questions, about %(minutes)s minutes.",
        questions=questions,
        minutes=minutes,
    )


def moment_words(moment: datetime | None) -> str:
    """A day and time in London; nothing where there is none."""
    if moment is None:
        return ""
    local = moment.astimezone(LONDON)
    return f"{day_words(local.date())}, {local:%H:%M}"


def first_sentence(text: str) -> str:
    """The first sentence of a purpose."""
    line = text.strip().partition("\n")[0]
    end = line.find(". ")
    return line if end < 0 else line[: end + 1]


def _chosen() -> str | None:
    """The language of the questions that the address names, to go on with."""
    return request.args.get("language") or None


def _say_wrong(form: CodeForm | SavedForm, message: str) -> None:
    """One answer to every code that leads nowhere, counted by the limit."""
    if not form.errors:
        form.code.reject(message)
    g.wrong_code = True


def _just_typed() -> dict[str, str]:
    """The inputs of the page that was just sent, without what no page can hold."""
    sent: Sequence[tuple[str, str]] = list(request.form.items(multi=True))
    return {
        clean_lines(name.removeprefix(INPUT)): clean_lines(text)
        for name, text in sent
        if name.startswith(INPUT)
    }
