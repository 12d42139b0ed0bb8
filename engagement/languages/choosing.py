"""Which language a page is read in: the address says it (`?lang=pl`), nothing is kept anywhere."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Flask, current_app, has_request_context, request

from engagement.accounts.access import ACCESS as OF_OFFICERS
from engagement.core.db import SAFE_METHODS
from engagement.core.settings import shipped
from engagement.languages.catalogues import ENGLISH, Language

PARAMETER: Final = "lang"
EXTENSION: Final = "languages"


def init_languages(app: Flask) -> None:
    """Find the catalogues; let links carry the language on, and templates ask which one it is."""
    named = app.extensions["partnership"].languages
    folder = shipped("translations")
    found = [Language.found(code, folder) for code in named if code != ENGLISH]
    known = [Language(ENGLISH), *filter(None, found)]
    app.extensions[EXTENSION] = {one.code: one for one in known}
    app.url_defaults(_carry_on)
    app.jinja_env.globals.update(
        languages=languages, page_language=language, language_switch=language_switch
    )


def languages() -> Mapping[str, Language]:
    """English, and the languages of the partnership file that have a catalogue, by code."""
    found: Mapping[str, Language] = current_app.extensions[EXTENSION]
    return found


def language() -> Language:
    """The language of the page that is asked for; English for everything but public pages."""
    known = languages()
    asked = known.get(request.args.get(PARAMETER, "")) if has_request_context() else None
    return asked if asked and is_translated(request.endpoint) else known[ENGLISH]


def chosen_locale() -> str:
    """The same as Babel calls it."""
    return language().locale


def is_translated(endpoint: str | None) -> bool:
    """Whether an endpoint answers with a page for residents; error pages without one do too."""
    public: Callable[[str | None], bool] = current_app.extensions["is_public"]
    if endpoint is None:
        return True
    return public(endpoint) and endpoint not in OF_OFFICERS and not _is_file(endpoint)


def language_switch() -> str:
    """Whether another language can be chosen on this page ("here"), not now ("later"), or never.

    Behind a form that was sent lies no page to go to: its answers would be lost.
    """
    if not has_request_context() or len(languages()) == 1 or not is_translated(request.endpoint):
        return ""
    return "here" if request.method in SAFE_METHODS else "later"


def _is_file(endpoint: str) -> bool:
    """Whether it answers with a file: these are the same in every language, and may be kept."""
    last = (rule.rule.rpartition("/")[2] for rule in current_app.url_map.iter_rules(endpoint))
    return endpoint == "static" or any("." in one for one in last)


def _carry_on(endpoint: str, values: dict[str, Any]) -> None:
    here = language()
    if here.code != ENGLISH and is_translated(endpoint):
        values.setdefault(PARAMETER, here.code)
