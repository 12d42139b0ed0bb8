"""The ready questionnaires: they compile, they are plain, and they name no county."""

import re
from pathlib import Path

import pytest

from engagement.core.partnership import load_partnership
from surveys.instrument.compiling import compile_form
from surveys.instrument.kinds import KINDS
from surveys.instrument.model import Instrument, Words
from surveys.library import FORMS, Ready, ready, ready_form, sheets_for

ROOT = Path(__file__).resolve().parents[4]
COUNTIES = (ROOT / "partnership" / "lincolnshire.toml", ROOT / "tests/data/leicestershire.toml")
DISTRICTS = [("E07000001", "Northton"), ("E07000002", "Southton")]
OPINIONS = ("safe", "agree", "problem", "okay", "asb", "change")
SHARED = ("age_band", "gender", "district", "safe_day", "safe_dark")
"""Questions that are compared between surveys."""
SLOW_READER = 150
"""Words a minute."""
SECONDS_TO_CHOOSE = 5
SECONDS_TO_WRITE = 30
HARM = re.compile(r"knives|gangs|drug dealing|harass|hurt|threatened|phone|pictures", re.IGNORECASE)


def named(form: Ready) -> str:
    return form.code


def instrument(form: Ready) -> Instrument:
    return compile_form(sheets_for(form, DISTRICTS)).instrument


def text(words: Words, language: str) -> str:
    return "".join(one for one in words.pieces(language, language) if isinstance(one, str))


@pytest.mark.parametrize("form", ready(), ids=named)
def test_a_form_compiles_without_a_notice(form: Ready) -> None:
    assert [str(one) for one in compile_form(sheets_for(form, DISTRICTS)).notices] == []


@pytest.mark.parametrize("form", ready(), ids=named)
def test_every_word_is_there_in_each_language_that_the_form_offers(form: Ready) -> None:
    made = instrument(form)
    words = [one.label for one in made.questions if KINDS[one.kind].asks or one.kind == "note"]
    words += [c.label for one in made.questions if one.choices for c in one.choices.all]
    words += [one.hint for one in made.questions if one.hint]

    missing = [w for w in words for language in made.languages if not w.by_language.get(language)]

    assert words
    assert missing == []


@pytest.mark.parametrize("form", ready(), ids=named)
def test_every_language_but_english_is_said_to_be_unreviewed(form: Ready) -> None:
    others = [one for one in instrument(form).languages if one != "English (en)"]

    assert sorted(form.unreviewed) == sorted(others)


@pytest.mark.parametrize(
    ("code", "asked"), [("serious-violence", "told"), ("strong-voices", "adult")]
)
def test_help_stands_on_the_page_of_the_question_that_may_hurt(code: str, asked: str) -> None:
    names = [one.name for one in instrument(ready_form(code)).questions]

    assert names.index("help") == names.index(asked) - 1


@pytest.mark.parametrize("form", ready(), ids=named)
def test_english_sentences_are_short(form: Ready) -> None:
    made = instrument(form)
    labels = [text(one.label, made.default_language) for one in made.questions]
    sentences = [s for label in labels for s in re.split(r"[.?!]\s", label) if s]

    assert max(len(sentence.split()) for sentence in sentences) <= 20


@pytest.mark.parametrize("form", ready(), ids=named)
def test_questions_make_sense_alone_as_they_stand_in_results(form: Ready) -> None:
    made = instrument(form)
    asked = [one for one in made.questions if KINDS[one.kind].asks and "/" not in one.path]
    labels = [text(one.label, made.default_language) for one in asked]

    begins = re.compile(r"(And|Why not|How has this|Have you seen it)\b")
    assert [label for label in labels if begins.match(label)] == []


@pytest.mark.parametrize("form", ready(), ids=named)
def test_no_form_asks_more_than_25_questions_and_its_minutes_are_true(form: Ready) -> None:
    made = instrument(form)
    asked = [
        one
        for one in made.questions
        if KINDS[one.kind].asks and not (one.kind == "text" and one.name.endswith("_other"))
    ]
    read = [one.label for one in made.questions] + [one.hint for one in asked if one.hint]
    lists = {one.choices.list_name: one.choices.all for one in asked if one.choices}
    read += [choice.label for choices in lists.values() for choice in choices]
    words = sum(len(text(one, made.default_language).split()) for one in read)
    written = sum(one.kind == "text" for one in asked)
    seconds = (len(asked) - written) * SECONDS_TO_CHOOSE + written * SECONDS_TO_WRITE
    minutes = words / SLOW_READER + seconds / 60

    assert len(asked) <= 25
    assert form.minutes / 2 <= minutes <= form.minutes + 1


@pytest.mark.parametrize("form", ready(), ids=named)
def test_a_form_with_a_sensitive_question_is_called_sensitive(form: Ready) -> None:
    assert form.sensitive == any(one.sensitive for one in instrument(form).questions)


@pytest.mark.parametrize("form", ready(), ids=named)
def test_a_form_for_adults_offers_no_age_of_a_child_and_others_ask_for_it(form: Ready) -> None:
    asked = instrument(form).with_role("age-band")
    offered = [one.name for one in asked.choices.all] if asked and asked.choices else []
    young = [name for name in offered if name.startswith("under_1")]

    assert bool(young) == form.under_18s
    assert not offered or "prefer_not_to_say" in offered


@pytest.mark.parametrize("form", ready(), ids=named)
def test_the_same_question_has_the_same_words_in_every_form(form: Ready) -> None:
    made = instrument(form)
    mine = {one.name: text(one.label, made.default_language) for one in made.questions}

    for other in ready():
        theirs = instrument(other)
        for one in theirs.questions:
            if one.name in SHARED and one.name in mine:
                assert text(one.label, theirs.default_language) == mine[one.name]


@pytest.mark.parametrize("form", ready(), ids=named)
def test_opinions_offer_a_dont_know(form: Ready) -> None:
    made = instrument(form)
    lists = {one.choices.list_name: one.choices.all for one in made.questions if one.choices}

    without = [
        name
        for name, choices in lists.items()
        if name in OPINIONS and not any(choice.name == "dont_know" for choice in choices)
    ]
    assert without == []


@pytest.mark.parametrize("code", ["serious-violence", "strong-voices"])
def test_questions_that_touch_harm_are_marked_sensitive(code: str) -> None:
    made = instrument(ready_form(code))
    touching = [
        one
        for one in made.questions
        if one.choices and HARM.search(text(one.label, made.default_language))
    ]

    assert touching
    assert [one.name for one in touching if not one.sensitive] == []


@pytest.mark.parametrize("path", COUNTIES, ids=lambda path: path.stem)
def test_districts_are_those_of_the_partnership(path: Path) -> None:
    districts = [(one.code, one.name) for one in load_partnership(path).districts]

    for form in ready():
        made = compile_form(sheets_for(form, districts)).instrument
        asked = made.with_role("district")
        assert asked is not None
        assert asked.choices is not None
        assert [one.name for one in asked.choices.all][: len(districts)] == [
            code for code, _ in districts
        ]


def test_no_form_names_a_county() -> None:
    county = re.compile("lincoln|leicester", re.IGNORECASE)
    found = [form.code for form in ready() if county.search(form.text)]

    assert found == []


def test_every_file_of_the_folder_is_offered() -> None:
    files = {path.stem for path in (ROOT / "surveys" / "library").glob("*.md")}

    assert files == set(FORMS)


def test_themes_are_those_of_the_partnership_file() -> None:
    known = {one.code for one in load_partnership(COUNTIES[0]).themes}

    assert {theme for form in ready() for theme in form.themes} <= known


def test_a_form_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(LookupError):
        ready_form("no-such-form")
