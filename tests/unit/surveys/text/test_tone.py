"""What people type is heard as they mean it: negation, "but", wishes, and what says nothing."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.text import lazy
from surveys.text.lexicon import Entry, Kind, Lexicon, entries
from surveys.text.reading import words_of
from surveys.text.tone import Tone, score_tone

SOUNDS = {
    Tone.NEGATIVE: [
        "I don't feel safe waiting at the bus stop",
        "I dont feel safe waiting at the bus stop",
        "I don’t feel safe or welcome here",
        "It isn't clean and tidy",
        "nothing has been done",
        "no lighting",
        "Nobody came",
        "never see a police officer",
        "The bins are never emptied",
        "I no longer feel safe",
        "There's no respect any more",
        "It used to be a nice area",
        "Nice park, but I was attacked there",
        "too dark",
        "Not enough police",
        "sick and tired of it",
        "👎",
        "FED UP",
    ],
    Tone.POSITIVE: [
        "I feel safe",
        "no problems",
        "can't complain",
        "not bad",
        "Never had any trouble here",
        "No crime, no gangs",
        "never any fights or vandalism",
        "I am not scared to walk home",
        "It was rough once but it is lovely now",
        "Without the wardens it was a dump, however they are brilliant",
        "couldn't fault the officer",
        "Thank you 👍",
    ],
    Tone.NEUTRAL: [
        "I walk the dog on Tuesdays",
        "It would be nice to have more benches",
        "It would be good to see more officers",
        "Some parts are nice and some are not",
        "The bus stop is opposite the library",
        "I want better lighting",
        "I never use it",
        "Neither safe nor unsafe",
    ],
}
NOTHING = [
    *(
        "",
        "   ",
        "n/a",
        "N/A",
        "na",
        "None",
        "none.",
        "Nothing",
        "no comment",
        "No comments",
        "nil",
    ),
    *(
        "-",
        "--",
        "...",
        "no",
        "No.",
        "nothing to add",
        "Nothing really",
        "none that I can think of",
    ),
    *("x", "?", "2", "No thanks", "No, none", "prefer not to say", "N/A - none"),
]
PEOPLE = """women men girls boys mothers muslims christians jews hindus sikhs gay lesbian trans
    bisexual black white asian polish romanian lithuanian irish gypsies travellers roma immigrants
    refugees foreign foreigners homeless disabled autistic blind deaf old elderly pensioners young
    teenagers youths lads children students single married tourists cyclists""".split()  # noqa: SIM905


def tone(text: str) -> Tone | None:
    scored = score_tone(text)
    return scored.tone if scored else None


@pytest.mark.parametrize(
    ("text", "expected"), [(text, tone) for tone, texts in SOUNDS.items() for text in texts]
)
def test_a_text_is_heard_as_it_is_meant(text: str, expected: Tone) -> None:
    assert tone(text) is expected


@pytest.mark.parametrize("text", NOTHING)
def test_a_text_that_says_nothing_has_no_tone(text: str) -> None:
    assert score_tone(text) is None


@pytest.mark.parametrize("text", ["no lighting", "Nothing is done", "none of it works", "x-rated"])
def test_a_text_that_only_begins_like_nothing_is_scored(text: str) -> None:
    assert score_tone(text) is not None


def score(text: str) -> float:
    scored = score_tone(text)
    assert scored is not None
    return scored.score


def test_a_booster_makes_it_heavier_and_a_bit_lighter() -> None:
    assert score("very dark") < score("dark") < score("a bit dark") < 0


def test_a_negation_ends_with_its_clause() -> None:
    assert score("No, it is safe") > 0
    assert score("I did not report it because it is a safe place") > 0


def test_what_comes_after_but_counts_for_more() -> None:
    assert score("it is safe but dark") < score("it is dark but safe")


def test_a_wish_is_no_praise() -> None:
    assert score("safer and cleaner") > 0.3
    assert abs(score("I wish it would be safer and cleaner")) < 0.3


def test_more_of_the_same_is_heavier_and_never_beyond_one() -> None:
    assert -1 <= score("awful, horrible, terrifying " * 200) < score("awful") < 0


def test_the_words_that_carried_it_are_named_the_heaviest_first() -> None:
    scored = score_tone("Nice view, but I was attacked and it is never lit")

    assert scored is not None
    assert scored.words == ("attacked", "never lit")


def test_a_word_that_only_textblob_knows_is_heard_through_textblob() -> None:
    assert "mesmerizing" not in {pattern for pattern, _ in entries()}
    assert 0 < score("mesmerizing") < lazy.blob().stock_word("mesmerizing")


@pytest.mark.parametrize("people", PEOPLE)
def test_who_somebody_is_has_no_tone(people: str) -> None:
    assert score(f"the {people} who live here") == 0


def test_the_analyzer_is_one_of_textblob() -> None:
    blob = lazy.textblob().TextBlob(
        "I don't feel safe in this street", analyzer=lazy.blob().ToneAnalyzer()
    )

    assert blob.sentiment.tone is Tone.NEGATIVE
    assert blob.sentiment.polarity == score("I don't feel safe in this street")
    assert blob.sentiment_assessments.assessments == ("not safe",)


def test_the_analyzer_has_no_tone_for_what_says_nothing() -> None:
    sentiment = lazy.blob().ToneAnalyzer().analyze("n/a")

    assert (sentiment.polarity, sentiment.tone) == (0, None)


def test_stock_textblob_does_hear_it_wrong() -> None:
    assert lazy.blob().stock_polarity("I don't feel safe") > 0.3


@given(st.text(max_size=300))
def test_any_text_is_scored_within_its_bounds(text: str) -> None:
    scored = score_tone(text)

    assert scored is None or -1 <= scored.score <= 1


def test_textblob_is_loaded_when_a_text_is_scored_and_not_before() -> None:
    code = (
        "import json, sys\n"
        "import surveys.text.tone, surveys.text.themes, surveys.text.agreement\n"
        "before = 'textblob' in sys.modules or 'nltk' in sys.modules\n"
        "surveys.text.themes.themes_of('drugs'), surveys.text.tone.says_nothing('n/a')\n"
        "between = 'textblob' in sys.modules\n"
        "surveys.text.tone.score_tone('dark')\n"
        "print(json.dumps([before, between, 'textblob' in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert json.loads(done.stdout) == [False, False, True]


def test_entries_of_the_lexicon_are_written_as_texts_are_read() -> None:
    wrong = [
        pattern
        for pattern, _ in entries()
        for part in pattern.replace("|", " ").replace("*", "").split()
        if part != ".." and words_of(part) != (part,)
    ]

    assert wrong == []


def test_weights_lie_between_minus_one_and_one_and_only_what_weighs_has_one() -> None:
    weighing = {Kind.TONE, Kind.WANTED, Kind.BOOSTER}

    assert {entry.kind for _, entry in entries()} == set(Kind)
    for _, entry in entries():
        assert (entry.weight != 0) == (entry.kind in weighing)
        assert entry.kind is Kind.BOOSTER or -1 <= entry.weight <= 1


def test_two_entries_for_the_same_words_are_refused() -> None:
    lexicon = Lexicon()
    lexicon.add("a good|nice job", Entry(Kind.TONE, 0.5))

    with pytest.raises(ValueError, match="two entries for “a nice job”"):
        lexicon.add("a nice job", Entry(Kind.TONE, 0.6))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("walk home", None),
        ("light", 0.1),
        ("lights on", 0.1),
        ("lights are always off here", 0.3),
        ("lights in our long dark road off", 0.1),
    ],
)
def test_the_longest_entry_fits_stems_and_gaps(words: str, found: float | None) -> None:
    lexicon = Lexicon()
    lexicon.add("light*", Entry(Kind.TONE, 0.1))
    lexicon.add("lights .. off|out", Entry(Kind.TONE, 0.3))

    match = lexicon.longest(words.split(), 0)

    assert (match[0].weight if match else None) == found
