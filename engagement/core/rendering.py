"""What makes templates quick: short-cut translations, and parts of the frame rendered only once.

Flask-Babel's `_` costs 16 us in a template, ours 5; a page of ours has fifty.
"""

from collections.abc import Callable
from typing import Final

from flask import current_app
from flask.sansio.app import App
from flask_babel import get_locale, get_translations
from markupsafe import Markup, escape

from engagement.core.http import partnership, settings

FRAGMENTS: Final = "fragments"
WORDS: Final = "words"
REVIEWED: Final = "reviewed"
"""The extension that says whether somebody has checked the translation that the reader sees."""
EMERGENCY: Final = "emergency"
"""The gettext context of wording on which a life may hang."""


def init_rendering(app: App) -> None:
    """Give templates `_`, `emergency`, `english` and `fragment`."""
    app.extensions |= {FRAGMENTS: {}, WORDS: {}}
    app.jinja_env.globals.update(
        _=translate, emergency=emergency, english=english, fragment=fragment, edition=edition
    )


def in_english() -> bool:
    """Whether the reader gets the words as they were written."""
    return str(get_locale()).partition("_")[0] == "en"


def edition() -> tuple[str, bool]:
    """What kept words depend on: the language, and whether somebody has checked it."""
    check: Callable[[], bool] | None = current_app.extensions.get(REVIEWED)
    return str(get_locale()), in_english() or (check is not None and check())


def translate(text: str, /, **values: object) -> Markup:
    """`text` in the reader's language, with `%(name)s` replaced by escaped values."""
    return _filled(_found("", text), values)


def emergency(text: str, /, **values: object) -> Markup:
    """`text` about danger: in English until somebody has checked the translation."""
    _language, reviewed = edition()
    return _filled(_found(EMERGENCY, text), values) if reviewed else english(_filled(text, values))


def english(text: str) -> Markup:
    """Words that are not translated (of the partnership file), marked where the page is not."""
    return escape(text) if in_english() else Markup('<span lang="en">{}</span>').format(text)


def fragment(name: str) -> Markup:
    """A template that depends on nothing but the language: rendered once, then kept.

    It must use neither the nonce nor anything of the request.
    """
    kept: dict[tuple[tuple[str, bool], str], Markup] = current_app.extensions[FRAGMENTS]
    key = (edition(), name)
    if key not in kept or current_app.jinja_env.auto_reload:
        template = current_app.jinja_env.get_template(name)
        text = template.render(partnership=partnership(), settings=settings())
        kept[key] = Markup(text)  # noqa: S704  (rendered by an escaping template)
    return kept[key]


def _found(context: str, text: str) -> str:
    found: dict[tuple[str, str, str], str] = current_app.extensions[WORDS]
    key = (str(get_locale()), context, text)
    if key not in found:
        catalogue = get_translations()
        words = catalogue.upgettext(context, text) if context else catalogue.ugettext(text)
        found[key] = str(words)
    return found[key]


def _filled(text: str, values: dict[str, object]) -> Markup:
    words = Markup(text)  # noqa: S704  (translations are ours, values are escaped)
    return words % values if values else words
