"""Languages: of the questions, which the form has, and of the page around them."""

from dataclasses import dataclass
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import request, url_for

from engagement.languages.choosing import language as page_language
from engagement.languages.choosing import languages as page_languages
from surveys.answering.sitting import Sitting
from surveys.instrument.model import Instrument, Language, language_tag


@dataclass(frozen=True, slots=True)
class Offered:
    """A language of the form: its own name for itself, and where it can be read."""

    name: Language
    words: str
    tag: str
    address: str
    current: bool = False


def language_asked(instrument: Instrument) -> Language:
    """The language of the questions: the one asked for, else the page's, else the form's own."""
    by_tag = {language_tag(one): one for one in instrument.languages}
    asked = by_tag.get(request.args.get("language", ""))
    return asked or by_tag.get(page_language().code) or instrument.default_language


def on_start_page(instrument: Instrument) -> list[Offered]:
    """The languages of the form, each with the start page in it; none where it has one alone."""
    if len(instrument.languages) < 2:
        return []
    current = language_asked(instrument)
    return [_offered(one, _start_in(one), current=one == current) for one in instrument.languages]


def to_go_on_in(sitting: Sitting) -> list[Offered]:
    """The other languages in which the open draft can go on."""
    if request.method != "POST":  # the start page has them all
        return []
    others = [one for one in sitting.instrument.languages if one != sitting.draft.language]
    return [_offered(one, answering_in(sitting, one)) for one in others]


def answering_in(sitting: Sitting, language: Language) -> str:
    """Where the draft is answered, with the page in a language too if the service has it."""
    code = _of_page(language)
    chosen: dict[str, Any] = {"lang": code} if code else {}
    return url_for("answering.answer", slug=sitting.survey.slug, **chosen)


def _start_in(language: Language) -> str:
    code = _of_page(language)
    chosen: dict[str, Any] = {"lang": code} if code else {"language": language_tag(language)}
    return url_for(request.endpoint or "", **(request.view_args or {}), **chosen)


def _of_page(language: Language) -> str:
    """The page's code of a language of the form; nothing where the service does not speak it."""
    tag = language_tag(language)
    return tag if tag in page_languages() else ""


def _offered(language: Language, address: str, *, current: bool = False) -> Offered:
    tag = language_tag(language)
    return Offered(language, _own_name(language, tag), tag, address, current)


def _own_name(language: Language, tag: str) -> str:
    """What a language calls itself: as the service writes it, as Babel does, as the form does."""
    known = page_languages().get(tag)
    if known:
        return known.name
    try:
        found = Locale.parse(tag, sep="-").get_language_name()
    except (UnknownLocaleError, ValueError):
        found = None
    return str(found).capitalize() if found else language.partition("(")[0].strip()
