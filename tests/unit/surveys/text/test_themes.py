"""Themes are proposed from what people wrote; what has none is counted and its words shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.text.themes import codebook, themes_of, uncoded, uncoded_words

ABOUT = [
    ("Drug-dealing behind the garages", {"drugs"}),
    ("A lad pulled a knife on me", {"knives-and-violence"}),
    ("The street-lights don't work", {"lighting"}),
    ("Groups of kids throwing eggs at windows", {"asb-young-people"}),
    ("E-bikes tear along the path at 40mph", {"bikes-and-driving"}),
    ("I was catcalled twice", {"harassment-of-women"}),
    ("shouted at because of my headscarf", {"hate"}),
    ("Drunks outside the pubs", {"night-time-economy"}),
    ("You never see a bobby on the beat", {"police-visibility"}),
    ("Rang 101 and nobody came", {"reporting-and-101"}),
    ("Fly-tipping in the lane", {"environment"}),
    ("The last bus goes at six", {"transport"}),
    ("Bullying at school", {"schools"}),
    ("Thank you for a great job", {"praise"}),
    ("No lights at the bus stop and litter all over", {"lighting", "transport", "environment"}),
    ("I moved here in spring", set()),
    ("delightful", set()),
    ("The knifegrinder's van", {"knives-and-violence"}),
    ("", set()),
]


@pytest.mark.parametrize(("text", "expected"), ABOUT)
def test_a_text_has_the_themes_it_touches(text: str, expected: set[str]) -> None:
    assert set(themes_of(text)) == expected


def test_every_theme_of_the_codebook_has_an_example_here() -> None:
    codes = [theme.code for theme in codebook()]

    assert len(codes) == 14
    assert len(set(codes)) == len(codes)
    assert set.union(*(expected for _, expected in ABOUT)) == set(codes)


def test_themes_come_in_the_order_of_the_codebook() -> None:
    order = [theme.code for theme in codebook()]
    found = themes_of("Thank you for the lighting, now the drugs at school")

    assert list(found) == sorted(found, key=order.index)
    assert len(found) == 4


@given(st.text(max_size=200))
def test_any_text_has_only_themes_of_the_codebook(text: str) -> None:
    assert set(themes_of(text)) <= {theme.code for theme in codebook()}


def test_the_uncoded_rate_leaves_out_what_says_nothing() -> None:
    found = uncoded(["litter", "the allotment", "n/a", "", "allotments are here"])

    assert (found.count, found.base) == (2, 3)
    assert found.rate == pytest.approx(2 / 3)


def test_no_texts_have_no_rate() -> None:
    assert uncoded(["n/a"]).rate is None


def test_frequent_words_of_uncoded_texts_are_counted_once_a_text() -> None:
    texts = [
        "the allotment allotment allotment",
        "Allotment and pond",
        "a pond, an allotment",
        "the library",
        "litter in the library",
    ]

    assert uncoded_words(texts) == (("allotment", 3), ("pond", 2))


def test_personal_details_are_never_among_the_words() -> None:
    texts = ["Mr Demonstration has an allotment", "ask Mr Demonstration about the allotment"]

    assert [word for word, _ in uncoded_words(texts)] == ["allotment"]
