"""The catalogues: whole, with the same placeholders and numbers, and about the texts of today."""

import re
from collections.abc import Iterator

import pytest
from babel.messages import Catalog
from babel.messages.catalog import Message

from engagement.core.partnership import load_partnership
from tools import translations
from tools.environment import ROOT

LANGUAGES = [
    code
    for code in load_partnership(ROOT / "partnership" / "lincolnshire.toml").languages
    if code != "en"
]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
MARKUP = re.compile(r"<[^>]*>|&\w+;")
NUMBERS = re.compile(r"\b(?:999|101|55)\b")
SAME = {
    "%(number)s km",
    "%(question)s: %(answer)s",
    "%(street)s, %(town)s",
    "Contact",
    "Cookies",
    "District",
    "Important",
    "Islam",
    "Menu",
    "Safer Engagement",
    "Sex",
    "latitude",
    "longitude",
}
"""Texts that may be the same in another language."""


def texts(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def catalogue(code: str) -> Catalog:
    return translations.read(translations.FOLDER / code / "LC_MESSAGES" / "messages.po")


def entries(code: str) -> Iterator[Message]:
    return (message for message in catalogue(code) if message.id)


@pytest.fixture(scope="module")
def today() -> set[tuple[str | None, tuple[str, ...]]]:
    """The public texts as they stand in templates and code."""
    return {(one.context, tuple(texts(one))) for one in translations.collected() if one.id}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_public_text_is_in_the_catalogue_and_no_other(
    code: str, today: set[tuple[str | None, tuple[str, ...]]]
) -> None:
    kept = {(one.context, tuple(texts(one))) for one in entries(code)}

    assert today - kept == set(), "run: make translations"
    assert kept - today == set(), "run: make translations"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_is_translated_in_every_form_and_none_by_guess(code: str) -> None:
    found = catalogue(code)
    unfinished = [
        texts(one)
        for one in entries(code)
        if one.fuzzy or not forms(one) or not all(text.strip() for text in forms(one))
    ]
    plural = [one for one in entries(code) if isinstance(one.id, tuple)]

    assert unfinished == []
    assert plural
    assert {len(forms(one)) for one in plural} == {found.num_plurals}


@pytest.mark.parametrize("code", LANGUAGES)
def test_placeholders_are_those_of_the_english_text(code: str) -> None:
    for one in entries(code):
        wanted = set(PLACEHOLDER.findall(texts(one)[-1]))
        for text in forms(one):
            assert set(PLACEHOLDER.findall(text)) == wanted, text
            assert PLACEHOLDER.sub("", text).count("%") == PLACEHOLDER.sub("", texts(one)[0]).count(
                "%"
            ), text


@pytest.mark.parametrize("code", LANGUAGES)
def test_emergency_numbers_stay_and_no_markup_comes_in(code: str) -> None:
    for one in entries(code):
        for text in forms(one):
            assert NUMBERS.findall(text) == NUMBERS.findall(texts(one)[0]), text
            assert MARKUP.findall(text) == [], text
            assert text == text.strip()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_sentence_ends_as_the_english_one_does(code: str) -> None:
    for one in entries(code):
        wanted = texts(one)[0].rstrip("”")[-1]
        if wanted in ".?…":
            assert {text.rstrip("”“")[-1] for text in forms(one)} == {wanted}, texts(one)[0]


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_english_is_left(code: str) -> None:
    left = [texts(one)[0] for one in entries(code) if texts(one)[0] in forms(one)]

    assert set(left) <= SAME, code


@pytest.mark.parametrize("code", LANGUAGES)
def test_one_word_for_one_thing_no_text_is_the_translation_of_two_by_mistake(code: str) -> None:
    said: dict[str, set[str]] = {}
    for one in entries(code):
        said.setdefault(forms(one)[0], set()).add(texts(one)[0])
    long = {text: found for text, found in said.items() if len(found) > 1 and len(text) > 60}

    assert long == {}


def test_catalogues_are_written_the_same_again() -> None:
    for path in translations.catalogues():
        before = path.read_bytes()
        translations.write(path, translations.read(path))
        assert path.read_bytes() == before, path


def test_texts_about_danger_have_their_own_context() -> None:
    found = {texts(one)[0] for one in entries("pl") if one.context == "emergency"}

    assert "In danger now? Call 999." in found
    assert {"Skip to main content", "Get help"}.isdisjoint(found)
