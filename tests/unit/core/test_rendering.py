"""Translations and unchanging fragments, quick and still right."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from jinja2 import DictLoader
from markupsafe import Markup

from engagement.core import rendering
from engagement.core.partnership import load_partnership
from engagement.core.rendering import init_rendering

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = {
    "part.html": "{{ partnership.short_name }} {{ count() }} <b>{{ secret }}</b>",
    "page.html": "{{ fragment('part.html') }}",
}


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask("rendering")
    app.jinja_loader = DictLoader(TEMPLATES)
    app.jinja_env.autoescape = True
    app.extensions["settings"] = None
    app.extensions["partnership"] = load_partnership(ROOT / "partnership" / "lincolnshire.toml")
    calls = iter(range(100))
    app.jinja_env.globals["count"] = lambda: next(calls)
    Babel(app, default_locale="en")
    init_rendering(app)
    with app.test_request_context("/"):
        yield app


def test_words_of_ours_keep_their_markup_and_values_lose_theirs(app: Flask) -> None:
    made = render_template_string("{{ _('<b>Hello</b> %(name)s', name=name) }}", name="<i>Eve</i>")

    assert made == "<b>Hello</b> &lt;i&gt;Eve&lt;/i&gt;"


def test_a_percent_sign_without_values_is_only_that(app: Flask) -> None:
    assert render_template_string("{{ _('At 95 % confidence') }}") == "At 95 % confidence"


def test_a_value_that_is_markup_stays_so(app: Flask) -> None:
    made = render_template_string("{{ _('Read %(link)s', link=link) }}", link=Markup("<a>it</a>"))

    assert made == "Read <a>it</a>"


def test_a_fragment_is_rendered_once(app: Flask) -> None:
    assert render_template_string("{% include 'page.html' %} {% include 'page.html' %}") == (
        "SLP 0 <b></b> SLP 0 <b></b>"
    )


def test_each_language_has_its_own_fragment(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first = render_template_string("{% include 'page.html' %}")
    monkeypatch.setattr(rendering, "get_locale", lambda: "pl")
    second = render_template_string("{% include 'page.html' %}")

    assert (first, second) == ("SLP 0 <b></b>", "SLP 1 <b></b>")


def test_a_fragment_sees_nothing_of_the_page_it_stands_in(app: Flask) -> None:
    made = render_template_string("{% include 'page.html' %}", secret="nonce")

    assert "nonce" not in made


@pytest.mark.parametrize(
    ("locale", "reviewed", "shown"),
    [
        ("en", False, "Call 999, Eve &amp; all"),
        ("pl", False, '<span lang="en">Call 999, Eve &amp; all</span>'),
        ("pl", True, "Call 999, Eve &amp; all"),
    ],
)
def test_words_about_danger_are_marked_as_english_until_the_language_is_reviewed(
    app: Flask, monkeypatch: pytest.MonkeyPatch, locale: str, *, reviewed: bool, shown: str
) -> None:
    monkeypatch.setattr(rendering, "get_locale", lambda: locale)
    app.extensions[rendering.REVIEWED] = lambda: reviewed

    made = render_template_string("{{ emergency('Call 999, %(who)s', who='Eve & all') }}")

    assert made == shown


def test_a_fragment_is_rendered_again_when_its_language_is_reviewed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "get_locale", lambda: "pl")
    before = render_template_string("{% include 'page.html' %}")
    app.extensions[rendering.REVIEWED] = lambda: True

    assert render_template_string("{% include 'page.html' %}") != before


def test_words_of_the_partnership_file_are_marked_where_the_page_is_not_english(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = render_template_string("{{ english('A & B') }}")
    monkeypatch.setattr(rendering, "get_locale", lambda: "pt_PT")

    assert plain == "A &amp; B"
    assert render_template_string("{{ english('A & B') }}") == '<span lang="en">A &amp; B</span>'
